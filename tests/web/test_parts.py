"""The small parts that pages are made of."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from site_fake import FakeEngine

from ld.web import caching, context
from ld.web.asking import fill, iri, number, text, values
from ld.web.links import WebLink, header
from ld.web.passages import stretches
from ld.web.showing import Names
from ld.web.vocabulary import KNOWN, compact

XSD = "http://www.w3.org/2001/XMLSchema#"


def test_terms_are_written_by_the_library() -> None:
    assert fill("?a ?b ?ab", a="http://e/1", b=ox.Literal('"} DROP')) == '<http://e/1> "\\"} DROP" ?ab'
    with pytest.raises(ValueError, match=r"."):
        fill("?a", a="no iri")
    assert values("x", ["http://e/2", "http://e/1", "> } DROP"]) == "VALUES ?x { <http://e/1> <http://e/2> }"
    assert iri("a b") is None


def test_the_value_of_a_term() -> None:
    assert text(None) == ""
    assert text(ox.BlankNode()) == ""
    assert number(ox.Literal("x")) == 0
    assert number(ox.Literal(7)) == 7


@pytest.mark.parametrize(
    ("header_value", "same"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ('"b"', False), ("*", False), ("", False), ("a", True)],
)
def test_if_none_match(header_value: str, same: bool) -> None:
    assert caching.unchanged(header_value, "a") is same


def test_a_tag_has_all_its_parts() -> None:
    assert caching.tag("a", "b") != caching.tag("ab", "")
    assert caching.tag("a") == caching.tag("a")


def test_the_link_header() -> None:
    links = [WebLink("/a", "next"), WebLink("/b", "alternate", "text/html", "ja")]
    assert header(links) == '</a>; rel="next", </b>; rel="alternate"; type="text/html"; hreflang="ja"'


def test_prefixes_are_the_longest_that_fit() -> None:
    assert compact("http://e/ab/c", {"a": "http://e/", "b": "http://e/ab/"}) == "b:c"
    assert compact("urn:x", KNOWN) == "urn:x"


def test_a_line_is_cut_where_passages_begin_and_end() -> None:
    assert [each.text for each in stretches("交流の記録", [(0, 2, "a"), (0, 2, "b"), (4, 99, "c")])] == [
        "交流",
        "の記",
        "録",
    ]
    assert stretches("", []) == []


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (ox.Literal("12345"), "text", "12345"),
        (ox.Literal("12345", datatype=ox.NamedNode(XSD + "integer")), "number", "12,345"),
        (ox.Literal("-24.129522", datatype=ox.NamedNode(XSD + "decimal")), "number", "-24.129522"),
        (ox.Literal("many", datatype=ox.NamedNode(XSD + "integer")), "number", "many"),
        (ox.Literal("false", datatype=ox.NamedNode(XSD + "boolean")), "flag", "no"),
        (ox.Literal("1", datatype=ox.NamedNode(XSD + "boolean")), "flag", "yes"),
        (ox.Literal("https://e/", datatype=ox.NamedNode(XSD + "anyURI")), "external", "https://e/"),
        (ox.Literal("javascript:x", datatype=ox.NamedNode(XSD + "anyURI")), "text", "javascript:x"),
        (ox.NamedNode("urn:isbn:1"), "code", "urn:isbn:1"),
        (ox.NamedNode("javascript:x"), "code", "javascript:x"),
        (ox.NamedNode("http://www.wikidata.org/entity/Q17"), "external", "wd:Q17"),
        (ox.NamedNode("https://w3id.org/koryu/id/a/b#c"), "link", "b#c"),
    ],
)
def test_values_as_a_page_shows_them(app: Flask, value: ox.NamedNode | ox.Literal, kind: str, words: str) -> None:
    with app.test_request_context("/", headers={"Host": "localhost"}):
        shown = Names(context.reader("en"), {}).show(value)
    assert (shown.kind, shown.name.text) == (kind, words)


def test_a_fault_of_ours_is_told_short(app: Flask, engine: FakeEngine, caplog: pytest.LogCaptureFixture) -> None:
    def broken(text: str, /) -> list[object]:
        raise RuntimeError("the secret")

    engine.select = broken  # type: ignore[method-assign, assignment]
    answer = app.test_client().get("/page/meeting/first.en", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "the secret" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "the secret" in caplog.text


def test_robots_and_static_files(client: FlaskClient) -> None:
    assert "Disallow: /sparql?" in client.get("/robots.txt").text
    for name in ("style.css", "ask.js", "mark.svg"):
        assert client.get(f"/static/{name}").status_code == 200
