"""What only a browser can tell: nothing is cut off, nothing is asked of another host, the keyboard reaches all."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from browser import Browser

pytestmark = pytest.mark.system

PAGES = [
    "/index",
    "/about",
    "/sparql",
    "/download/index",
    "/page/def",
    "/page/meeting",
    "/page/meeting/first",
    "/page/partner/AUS",
    "/page/concept/form",
    "/page/passage/paper/8",
    "/page/meeting/nowhere",
]
WIDTHS = (360, 768, 1440)
CUT = """
return [...document.querySelectorAll("main *")].filter(each => {
  const box = each.getBoundingClientRect();
  if (!box.width || each.closest(".scroll, .unseen, pre, thead")) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map(each => each.outerHTML.slice(0, 120));
"""
SMALL = """
return [...document.querySelectorAll("body *")].filter(each => each.childNodes.length && [...each.childNodes].some(
  node => node.nodeType === 3 && node.data.trim()) && parseFloat(getComputedStyle(each).fontSize) < 11)
  .map(each => each.outerHTML.slice(0, 120));
"""


def requests(chromium: Browser) -> list[str]:
    events = [json.loads(each["message"])["message"] for each in chromium.log("performance")]
    sent = [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]
    return [each for each in sent if each.startswith("http")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_is_cut_off_and_nothing_comes_from_elsewhere(
    chromium: Browser, site: str, page: str, language: str
) -> None:
    for width in WIDTHS:
        chromium.size(width, dark=width == 768)
        chromium.log()
        chromium.log("performance")
        chromium.open(f"{site}{page}.{language}")
        assert chromium.run("return document.documentElement.scrollWidth <= innerWidth"), (page, width)
        assert chromium.run(CUT) == []
        assert chromium.run(SMALL) == []
        sent = requests(chromium)
        assert sent
        assert all(each.startswith(site + "/") for each in sent)
        expected = 1 if "nowhere" in page else 0
        assert len(chromium.log()) == expected


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(chromium: Browser, site: str, dark: bool) -> None:
    script = """
    const light = rgb => { const [r, g, b] = rgb.match(/[\\d.]+/g).map(Number).map(each => {
      each /= 255; return each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4; });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const behind = each => { for (; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour; } return "rgb(255, 255, 255)"; };
    return [...document.querySelectorAll("body *")].filter(each => each.offsetWidth && [...each.childNodes].some(
      node => node.nodeType === 3 && node.data.trim())).map(each => {
        const [a, b] = [light(getComputedStyle(each).color), light(behind(each))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), each.outerHTML.slice(0, 100)]; }).filter(([ratio]) => ratio < 4.5);
    """
    for page in PAGES:
        chromium.size(1440, dark=dark)
        chromium.open(f"{site}{page}.en")
        assert chromium.run(script) == [], page


def test_the_keyboard_comes_first_to_the_content(chromium: Browser, site: str) -> None:
    chromium.size(1440)
    chromium.open(f"{site}/page/meeting/first.en")
    chromium.key("Tab")
    assert chromium.run("return document.activeElement.className") == "skip"
    assert chromium.run("return document.activeElement.getBoundingClientRect().left >= 0")
    chromium.key("Enter")
    assert chromium.until("return document.activeElement.id") == "main-content"


def test_every_link_and_field_shows_that_it_is_reached(chromium: Browser, site: str) -> None:
    chromium.open(f"{site}/page/meeting/first.ja")
    count = chromium.run("return document.querySelectorAll('a[href], button, [tabindex=\"0\"]').length")
    reached = set()
    for _ in range(count):
        chromium.key("Tab")
        reached.add(chromium.run("return document.activeElement.outerHTML.slice(0, 200)"))
        style = chromium.run(
            "const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]"
        )
        assert style[0] != "none"
    assert len(reached) > count / 2


def test_a_part_is_found_by_its_name(chromium: Browser, site: str) -> None:
    chromium.size(768, 400)
    chromium.open(f"{site}/id/meeting/first#b-two")
    assert chromium.run("return location.hash") == "#b-two"
    assert chromium.until("return document.querySelector(':target') && document.querySelector(':target').id") == "b-two"
    chromium.open(f"{site}/passage/paper/8#char=3,10")
    assert (
        chromium.until("return document.querySelector(':target') && document.querySelector(':target').id")
        == "char=3,10"
    )


def test_another_language_is_one_step_away_and_stays(chromium: Browser, site: str) -> None:
    chromium.open(f"{site}/page/meeting/first.en")
    chromium.run("document.querySelector('.tongues a').click()")
    chromium.until("return document.documentElement.lang === 'ja'")
    chromium.run("document.querySelector('.crumbs li:nth-child(2) a').click()")
    assert chromium.until("return location.pathname === '/page/meeting.ja'")


QUERY = 'SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(LANG(?l) = "ja") } ORDER BY ?s'


def test_a_query_is_answered_on_the_page(chromium: Browser, site: str) -> None:
    chromium.size(1440)
    chromium.open(f"{site}/sparql.en?query={quote(QUERY)}")
    chromium.until(
        "return /rows/.test(document.getElementById('status').textContent) && !/Running/.test(status.textContent)"
    )
    cells = chromium.run("return [...document.querySelectorAll('#table td')].map(td => [td.textContent, td.lang])")
    assert ["第一回会合", "ja"] in cells
    assert any(text == "id/meeting/first" for text, _ in cells)
    href = chromium.run(
        "return [...document.querySelectorAll('#table a')].find(a => a.textContent === 'id/meeting/first').href"
    )
    assert href == f"{site}/id/meeting/first"


def test_a_refused_query_says_why(chromium: Browser, site: str) -> None:
    chromium.open(f"{site}/sparql.en?query=SELECT")
    assert "Malformed" in chromium.until(
        "const t = document.getElementById('status').textContent; return /not answered/.test(t) && t"
    )


def test_a_graph_is_shown_as_text(chromium: Browser, site: str) -> None:
    chromium.open(f"{site}/sparql.ja?query={quote('CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1')}")
    assert chromium.until("const g = document.getElementById('graph'); return !g.hidden && g.textContent")


def test_without_scripts_nothing_is_missing(chromium: Browser, site: str) -> None:
    chromium.scripts(False)
    try:
        chromium.open(f"{site}/sparql.en?query={quote(QUERY)}")
        source = chromium.devtools("DOM.getOuterHTML", nodeId=chromium.devtools("DOM.getDocument")["root"]["nodeId"])
    finally:
        chromium.scripts(True)
    assert 'id="run" class="first" hidden' in source["outerHTML"]
    assert 'name="format" value="csv"' in source["outerHTML"]
