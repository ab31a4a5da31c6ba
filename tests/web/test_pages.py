"""/page: what a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from site_fake import FakeEngine

from ld.web.context import KEY, Site, Text

PAGES = [
    "/index.%s",
    "/about.%s",
    "/sparql.%s",
    "/download/index.%s",
    "/page/def.%s",
    "/page/concept.%s",
    "/page/concept/form.%s",
    "/page/concept/form/talks.%s",
    "/page/graph/metadata.%s",
    "/page/source/meetings.rml.ttl.%s",
    "/page/dataset/meetings.%s",
    "/page/query/meetings.%s",
    "/page/meeting.%s",
    "/page/partner.%s",
    "/page/person.%s",
    "/page/meeting/first.%s",
    "/page/meeting/second.%s",
    "/page/partner/AUS.%s",
    "/page/person/a-one.%s",
    "/page/person/木原.%s",
    "/page/passage/paper/8.%s",
    "/page/passage/paper/9.%s",
]
EVERY = [page % language for page in PAGES for language in ("en", "ja")]


class Reading(HTMLParser):
    """What a page has: its links, identifiers, and what must not be in it."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        href = own.get("href") or ""
        if tag == "a":
            self.links.append(href)
        if own.get("src") or (tag == "link" and own.get("rel") in {"stylesheet", "icon"}):
            self.loaded.append(own.get("src") or href)
        if own.get("id"):
            self.ids.append(own["id"] or "")
        if (
            tag == "style"
            or (tag == "script" and not own.get("src"))
            or any(a.startswith("on") or a == "style" for a in own)
        ):
            self.inline.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.mark.parametrize("path", EVERY)
def test_every_page_is_sound(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Content-Language"] == path[-2:]
    assert f'<html lang="{path[-2:]}">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    reading = Reading(answer.text)
    assert not reading.inline
    assert all(each.startswith("/") for each in reading.loaded)
    assert len(reading.ids) == len(set(reading.ids))
    assert reading.headings.count(1) == 1
    assert all(low - high <= 1 for high, low in zip(reading.headings, reading.headings[1:], strict=False))
    assert "/query/" in path or "{" not in re.sub(
        r"<(textarea|pre)[^>]*>.*?</\1>|data-\w+=\"[^\"]*\"", "", answer.text, flags=re.S
    )


@pytest.mark.parametrize("path", EVERY)
def test_no_link_of_a_page_is_dead(client: FlaskClient, path: str) -> None:
    for href in Reading(client.get(path).text).links:
        assert href, "a link to nowhere"
        if href.startswith("/"):
            answer = client.get(href.partition("#")[0], follow_redirects=True)
            assert answer.status_code == 200, href
            fragment = href.partition("#")[2]
            if fragment:
                assert fragment in Reading(answer.text).ids, href
        elif href.startswith("#"):
            assert href[1:] in Reading(client.get(path).text).ids, href


@pytest.mark.parametrize("path", [page.removesuffix(".%s") for page in PAGES if "index" not in page])
def test_without_a_language_the_reader_decides(client: FlaskClient, path: str) -> None:
    answer = client.get(path + "?page=1", headers={"Accept-Language": "ja", "Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(".ja?page=1")
    assert answer.headers["Vary"] == "Accept-Language"


def test_home_and_downloads_without_a_language(client: FlaskClient) -> None:
    assert client.get("/", headers={"Accept-Language": "ja"}).headers["Location"] == "/index.ja"
    assert client.get("/download/").headers["Location"] == "/download/index.en"


@pytest.mark.parametrize("path", EVERY)
def test_the_other_languages_are_there(client: FlaskClient, path: str) -> None:
    found = re.findall(r'hreflang="[^"]*" href="http://localhost([^"]*)"', client.get(path).text)
    assert len(found) == 3
    for href in found:
        assert client.get(href, follow_redirects=True).status_code == 200, href


def test_pages_name_each_other_by_language(client: FlaskClient) -> None:
    answer = client.get("/page/meeting/first.en")
    for tag, address in (("en", ".en"), ("ja", ".ja"), ("x-default", "")):
        assert f'hreflang="{tag}" href="http://localhost/page/meeting/first{address}"' in answer.text
    link = answer.headers["Link"]
    assert '<http://localhost/page/meeting/first.en>; rel="canonical"' in link
    assert '</page/meeting/first.ja>; rel="alternate"; type="text/html"; hreflang="ja"' in link
    assert '</data/meeting/first.ttl>; rel="alternate describedby"; type="text/turtle"' in link
    assert 'rel="license"' in link


def test_a_record_shows_what_the_data_say(client: FlaskClient) -> None:
    text = client.get("/page/meeting/first.en").text
    assert "<h1>First meeting</h1>" in text
    assert '<span lang="ja">第一回会合</span>' in text
    assert '<time class="main-date" datetime="2024-05">May 2024</time>' in text
    assert '<q lang="ja">2024年5月</q>' in text
    assert "not before May 1, 2024, not after May 31, 2024" in text
    assert 'href="/page/passage/paper/8.en#char=3,10"' in text
    assert '<tr id="a-one">' in text
    assert '<a href="/page/person/a-one.en">甲</a>' not in text
    assert '<a href="/page/person/a-one.en"><span lang="ja">甲</span></a>' in text
    assert text.index(">partner<") < text.index(">ordinal<") < text.index(">form<")


def test_the_same_in_japanese(client: FlaskClient) -> None:
    text = client.get("/page/meeting/first.ja").text
    assert "<h1>第一回会合</h1>" in text
    assert '<span lang="en">First meeting</span>' in text
    assert "2024年5月" in text
    assert "はい" in text


def test_a_relative_date_shows_what_it_looks_back_to(client: FlaskClient) -> None:
    text = client.get("/page/meeting/second.en").text
    assert '<q lang="ja">翌年</q>' in text
    assert 'href="/page/passage/paper/8.en#char=3,10"' in text
    assert "Looks back to" in text


def test_nothing_vanishes_for_want_of_a_label(client: FlaskClient) -> None:
    text = client.get("/page/meeting/second.ja").text
    assert '<h1><span lang="en">Second meeting</span></h1>' in text
    assert "metadata" in client.get("/page/graph/metadata.en").text


def test_what_leads_to_a_thing_is_told_once(client: FlaskClient) -> None:
    text = client.get("/page/partner/AUS.en").text
    inward = text[text.index('id="inward"') :]
    assert inward.count('href="/page/meeting/first.en"') == 1
    assert inward.index("First meeting") < inward.index("Second meeting")
    assert 'href="http://www.wikidata.org/entity/Q408"' in text


def test_a_hub_is_paged(client: FlaskClient, engine: FakeEngine) -> None:
    engine.store.update(
        "INSERT DATA { "
        + " ".join(
            f"<https://w3id.org/koryu/id/meeting/m{i:03}> <https://w3id.org/koryu/def#partner>"
            " <https://w3id.org/koryu/id/partner/USA> ."
            for i in range(120)
        )
        + " }"
    )
    seen: list[str] = []
    for page in (1, 2, 3):
        text = client.get(f"/page/partner/USA.en?page={page}").text
        seen += re.findall(r'href="/page/(meeting/m\d+)\.en"', text)
    assert len(seen) == len(set(seen)) == 120
    assert 'rel="next"' in client.get("/page/partner/USA.en").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "９", "99999999"])
def test_a_page_is_a_number(client: FlaskClient, page: str) -> None:
    assert client.get(f"/page/partner/AUS.en?page={page}").status_code == 400


@pytest.mark.parametrize("path", [path for path in EVERY if path.endswith("ja")])
def test_a_page_asks_little(client: FlaskClient, engine: FakeEngine, path: str) -> None:
    client.get("/page/def.en")
    engine.asked.clear()
    client.get(path)
    assert len(engine.asked) <= 6
    assert all("LIMIT" in each or "COUNT" in each for each in engine.asked)


def test_a_list_is_sorted(client: FlaskClient) -> None:
    def order(sort: str) -> bool:
        text = client.get(f"/page/meeting.en?sort={sort}").text
        return text.index("First meeting") < text.index("Second meeting")

    assert order("date")
    assert not order("newest")
    assert order("name")
    assert order("nonsense")
    assert client.get("/page/meeting.en?page=2").status_code == 404


def test_a_list_has_the_columns_of_the_publication(client: FlaskClient) -> None:
    text = client.get("/page/meeting.en").text
    assert '<th scope="col">partner</th>' in text
    assert '<a href="/page/partner/AUS.en">Australia</a>' in text


def test_a_passage_says_what_it_carries(client: FlaskClient) -> None:
    text = client.get("/page/passage/paper/8.en").text
    assert '<tr id="char=3,10">' in text
    assert '<a href="/page/meeting/first.en">First meeting</a>' in text
    assert "not part of this site" in text
    assert 'Second meeting</a> <span class="about">its date looks back to this</span>' in text


def test_with_the_text_a_passage_is_marked(app: Flask) -> None:
    site = app.extensions[KEY]
    lines = ["…"] * 7 + ["甲国は２０２４年５月に会合を開き、乙国も加わった<&>。"]
    given = Text("passage/paper", lines, "ja")
    app.extensions[KEY] = Site(site.publication, site.presentation, site.asking, site.ontology, given)
    text = app.test_client().get("/page/passage/paper/8.en").text
    assert '<p class="text" lang="ja"><a href="#char=0,20"><mark>甲国は</mark></a>' in text
    assert '<a href="#char=3,10"><mark class="within">２０２４年５月</mark></a>' in text
    assert "&lt;&amp;&gt;" in text
    assert "not part of this site" in app.test_client().get("/page/passage/paper/9.en").text


def test_the_ontology_is_documented(client: FlaskClient) -> None:
    text = client.get("/page/def.ja").text
    assert 'id="Meeting"' in text
    assert 'id="first"' in text
    assert "二者以上が話し合うこと。" in text
    assert 'href="/page/meeting.ja"' in text


def test_the_editor_has_the_query_of_its_address(client: FlaskClient) -> None:
    text = client.get("/sparql.en?query=ASK+%7B+%3C/textarea%3E+%7D").text
    assert "ASK { &lt;/textarea&gt; }" in text
    assert "All meetings" in text
    assert client.get("/sparql?query=x", headers={"Accept-Language": "ja"}).headers["Location"] == "/sparql.ja?query=x"


@pytest.mark.parametrize("path", ["/index.xx", "/about.fr", "/sparql.zz", "/nonsense", "/page/nonsense.en"])
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
