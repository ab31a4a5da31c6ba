"""What a page leaves out because it stands there already, and how dates are told."""

from __future__ import annotations

import re
from dataclasses import replace

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from site_fake import FakeEngine

from ld.web import context
from ld.web.context import KEY, Site, Text
from ld.web.languages import words
from ld.web.schema import Schema, SchemaTerm
from ld.web.showing import Shown, moment
from ld.web.vocabulary import RDFS
from ld.web.wording import by_table, in_one_language, without_implied, worth_telling

SOURCE = "https://w3id.org/koryu/source/sources/"


def literal(text: str, language: str) -> ox.Literal:
    return ox.Literal(text, language=language)


def test_what_follows_from_a_narrower_property_is_left_out() -> None:
    wider = SchemaTerm("e:wide", {})
    narrow = SchemaTerm("e:narrow", {RDFS + "subPropertyOf": (ox.NamedNode("e:wide"),)})
    schema = Schema({"e:wide": wider, "e:narrow": narrow}, {}, {})
    a, b = ox.NamedNode("e:a"), ox.NamedNode("e:b")
    assert without_implied({"e:wide": [a, b], "e:narrow": [a]}, schema) == {"e:wide": [b], "e:narrow": [a]}
    assert without_implied({"e:wide": [a], "e:narrow": [a]}, schema) == {"e:narrow": [a]}
    assert schema.narrowest_properties(["e:wide", "e:narrow"]) == ["e:narrow"]


def test_of_translations_one_is_shown() -> None:
    en, ja = literal("signed", "en"), literal("署名", "ja")
    assert in_one_language([en, ja], "ja") == [ja]
    assert in_one_language([en, ja], "fr") == [en, ja]
    assert in_one_language([en, literal("agreed", "en"), ja], "ja") == [en, literal("agreed", "en"), ja]
    assert in_one_language([ja], "en") == [ja]


def test_the_same_words_in_two_languages_are_one_text() -> None:
    given = [literal("RAA", "en"), literal("Pact", "en"), literal("RAA", "ja")]
    assert in_one_language(given, "ja") == [literal("RAA", "ja"), literal("Pact", "en")]


def test_only_what_does_not_go_without_saying_is_worth_telling() -> None:
    yes, no, other = (ox.NamedNode(f"e:/{name}") for name in ("polarity/yes", "polarity/no", "basis/x"))
    assert not worth_telling([yes, other], {"e:/polarity/yes"})
    assert worth_telling([no], {"e:/polarity/yes"})
    assert not worth_telling([ox.Literal("no")], {"e:/polarity/yes"})


def test_rows_are_told_as_their_table(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "localhost"}):
        reader = context.reader("en")

        def link(name: str) -> Shown:
            return Shown("link", reader.term(SOURCE + name), "/page/" + name, SOURCE + name)

        shown = by_table([link("a.csv#row=1"), link("b.csv#row=2"), link("a.csv#row=3"), link("c.csv")], reader)
    assert [(each.name.text, each.href) for each in shown] == [
        ("a.csv (2 rows)", "/page/a.csv"),
        ("b.csv (1 row)", "/page/b.csv#row=2"),
        ("sources/c.csv", "/page/c.csv"),
    ]


@pytest.mark.parametrize(
    ("value", "low", "high", "english", "japanese"),
    [
        ("2024-05", "2024-05-01", "2024-05-31", "May 2024", "2024年5月"),
        ("", "2024-05-01", "2024-05-31", "May 2024", "2024年5月"),
        ("", "2024-04-01", "2025-03-31", "April 2024 to March 2025", "2024年4月から2025年3月"),
        ("", "2024-04-01", "", "from April 2024", "2024年4月以後"),
        ("", "", "2025-01-31", "by January 2025", "2025年1月まで"),
    ],
)
def test_a_date_in_a_table(value: str, low: str, high: str, english: str, japanese: str) -> None:
    for language, expected in (("en", english), ("ja", japanese)):
        shown = moment(words(language), value, low, high)
        assert shown is not None
        assert shown.name.text == expected


def test_a_thing_without_a_date_has_none() -> None:
    assert moment(words("en"), "", "", "") is None


def reckoned(text: str) -> str:
    return re.sub(r"\s+", " ", text[text.index('class="reckoned"') : text.index("</span>", text.index("reckoned"))])


def test_a_relative_date_tells_what_it_was_reckoned_from(client: FlaskClient) -> None:
    told = reckoned(client.get("/page/meeting/second.en").text)
    assert 'looks back to <q lang="ja">2024年5月</q> (May 2024) <a class="passage"' in told
    assert "line 8, 3–10" in told
    assert "さかのぼる先" in reckoned(client.get("/page/meeting/second.ja").text)
    assert "reckoned" not in client.get("/page/meeting/first.en").text


def test_an_anchor_without_a_record_is_told_by_the_text_if_there_is_one(app: Flask, engine: FakeEngine) -> None:
    engine.store.update(
        "DELETE WHERE { <https://w3id.org/koryu/id/meeting/first> <https://w3id.org/koryu/def#dateText> ?text }"
    )
    assert "<q" not in reckoned(app.test_client().get("/page/meeting/second.en").text)
    site = app.extensions[KEY]
    given = Text("passage/paper", ["…"] * 7 + ["甲国は２０２４年５月に"], "ja")
    app.extensions[KEY] = Site(site.publication, site.presentation, site.asking, site.ontology, given)
    assert '<q lang="ja">２０２４年５月</q>' in reckoned(app.test_client().get("/page/meeting/second.en").text)


def test_titles_and_descriptions_are_each_page_s_own(client: FlaskClient) -> None:
    pages = ["index", "about", "sparql", "download/index", "page/def", "page/meeting", "page/meeting/first"]
    pages += ["page/meeting/second", "page/partner/AUS", "page/passage/paper/8", "page/passage/paper/9"]
    for language in ("en", "ja"):
        texts = [client.get(f"/{page}.{language}").text for page in pages]
        titles = [re.findall(r"<title>(.*?)</title>", text, re.S)[0] for text in texts]
        assert len(set(titles)) == len(titles)
        told = [re.findall(r'<meta name="description" content="([^"]+)">', text)[0] for text in texts]
        assert len(set(told)) == len(told)


def test_a_bound_that_is_told_stands_as_the_date(client: FlaskClient, engine: FakeEngine) -> None:
    k, meeting = "https://w3id.org/koryu/def#", "https://w3id.org/koryu/id/meeting/since"
    engine.store.update(
        f'INSERT DATA {{ <{meeting}> a <{k}Meeting> ; <{k}dateText> "同年5月以降"@ja ; <{k}evidence> <{meeting}#e1> ;'
        f' <{k}earliest> "2024-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .'
        f" <{meeting}#e1> <{k}passage> <https://w3id.org/koryu/passage/paper/8#char=3,10> ;"
        f" <{k}aboutProperty> <{k}date> ;"
        f' <{k}reading> "2024-05/" }}'
    )
    text = client.get("/page/meeting/since.en").text
    assert '<span class="main-date">from May 2024</span>' in text
    assert "2024-05/" not in text
    assert client.get("/page/meeting/since.ja").text.count("2024年5月以後") >= 2


def test_quiet_properties_do_not_lead_to_a_thing(app: Flask, engine: FakeEngine) -> None:
    assert 'id="inward"' in app.test_client().get("/page/concept/form.en").text
    site = app.extensions[KEY]
    quiet = frozenset({"http://www.w3.org/2004/02/skos/core#inScheme"})
    app.extensions[KEY] = replace(site, presentation=replace(site.presentation, quiet=quiet))
    assert 'id="inward"' not in app.test_client().get("/page/concept/form.en").text


def test_the_way_to_a_concept_names_its_list(client: FlaskClient) -> None:
    text = client.get("/page/concept/form/talks.ja").text
    assert '<a href="/page/concept/form.ja">形式</a>' in text[: text.index("<h1>")]
