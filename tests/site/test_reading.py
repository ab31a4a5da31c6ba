"""Reading without scripts, on paper and on a phone."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from browser import Browser

pytestmark = pytest.mark.system

QUERY = 'SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(LANG(?l) = "ja") } ORDER BY ?s'


def outer(chromium: Browser) -> str:
    root = chromium.devtools("DOM.getDocument")["root"]["nodeId"]
    return str(chromium.devtools("DOM.getOuterHTML", nodeId=root)["outerHTML"])


def test_a_query_is_answered_without_scripts(chromium: Browser, site: str) -> None:
    chromium.scripts(False)
    try:
        chromium.open(f"{site}/sparql.ja?show=table&query={quote(QUERY)}")
        html = outer(chromium)
    finally:
        chromium.scripts(True)
    assert "<td>第一回会合</td>" in html
    assert "答えの全体" in html


def test_with_scripts_a_drawn_answer_stays_until_it_is_asked_again(chromium: Browser, site: str) -> None:
    chromium.size(360)
    chromium.open(f"{site}/sparql.en?show=table&query={quote(QUERY)}")
    assert chromium.run("return ['plain', 'wholes'].map(each => document.getElementById(each).hidden)") == [True, False]
    assert chromium.run("return document.documentElement.scrollWidth <= innerWidth")
    chromium.run("document.getElementById('run').click()")
    assert chromium.until("return !document.getElementById('wholes') && document.querySelectorAll('#table td').length")


def test_rows_of_what_leads_here_are_cards_on_a_phone(chromium: Browser, site: str) -> None:
    script = "const row = document.querySelector('.inward tbody tr'); return getComputedStyle(row).display"
    chromium.size(360)
    chromium.open(f"{site}/page/partner/AUS.ja")
    assert chromium.run(script) == "block"
    chromium.size(1440)
    assert chromium.run(script) == "table-row"
