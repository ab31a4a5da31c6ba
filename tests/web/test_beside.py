"""What leads to a thing, in tables by kind: dates, last steps, what the part that leads here says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from site_fake import FakeEngine

from ld.web.context import KEY

K = "https://w3id.org/koryu/def#"
MORE = """
PREFIX k: <https://w3id.org/koryu/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/koryu/id/>
INSERT DATA {
  k:Pact a owl:Class ; skos:notation "pact" ; rdfs:label "pact"@en, "協定"@ja ; k:plural "pacts"@en .
  k:Step a owl:Class ; skos:notation "step" ; rdfs:label "step"@en, "段階"@ja .
  k:step a owl:ObjectProperty ; rdfs:label "step"@en ; k:readingOrder 60 .
  k:pact a owl:ObjectProperty ; rdfs:label "pact"@en ; k:readingOrder 61 .
  k:about a owl:ObjectProperty ; rdfs:label "about"@en ; k:readingOrder 62 .
  <pact/one> a k:Pact ; rdfs:label "Pact One"@en ; k:partner <partner/USA> .
  <pact/two> a k:Pact ; rdfs:label "Pact Two"@en ; k:about <partner/USA> .
  <pact/three> a k:Pact ; rdfs:label "Pact Three"@en ; k:partner <partner/USA> .
  <step/signed> a k:Step ; rdfs:label "One signed"@en ; k:pact <pact/one> ; k:step <../concept/step/signed> ;
    k:date "2020-03"^^xsd:gYearMonth ; k:earliest "2020-03-01"^^xsd:date ; k:latest "2020-03-31"^^xsd:date ;
    k:dateText "x"@ja .
  <step/ended> a k:Step ; rdfs:label "One ended"@en ; k:pact <pact/one> ; k:step <../concept/step/ended> ;
    k:latest "2024-03-31"^^xsd:date ; k:dateText "x"@ja .
  <step/begun> a k:Step ; rdfs:label "One begun"@en ; k:pact <pact/one> ; k:step <../concept/step/begun> ;
    k:earliest "2019-01-01"^^xsd:date ; k:dateText "x"@ja .
  <step/stands> a k:Step ; rdfs:label "One stands"@en ; k:pact <pact/one> ; k:step <../concept/step/stands> ;
    k:latest "2025-12-31"^^xsd:date .
}
"""


@pytest.fixture
def client(app: Flask, engine: FakeEngine) -> FlaskClient:
    engine.store.update(MORE)
    site = app.extensions[KEY]
    shown = replace(
        site.presentation,
        kinds=("pact", "step", "meeting"),
        beside=(K + "step", K + "former", K + "partner"),
        life=K + "pact",
        step=K + "step",
        plural=K + "plural",
    )
    app.extensions[KEY] = replace(site, presentation=shown)
    return app.test_client()


def inward(client: FlaskClient, path: str) -> str:
    text = client.get(path).text
    return re.sub(r"\s+", " ", text[text.index('id="inward"') :])


def test_kinds_stand_in_the_order_of_the_publication_and_have_names_of_several(client: FlaskClient) -> None:
    text = inward(client, "/page/partner/USA.en")
    assert text.index('<h3 id="in-pact">pacts <span class="count">3</span>') < text.index('<h3 id="in-meeting">meeting')
    assert '<h3 id="in-pact">協定 ' in inward(client, "/page/partner/USA.ja")


def test_a_thing_with_a_life_shows_its_last_dated_step(client: FlaskClient) -> None:
    text = inward(client, "/page/partner/USA.en")
    row = text[text.index("Pact One") : text.index("</tr>", text.index("Pact One"))]
    assert "signed" in row
    assert '<time datetime="2020-03">March 2020</time>' in row
    assert "ended" not in row


def test_of_steps_with_one_date_all_are_the_last(client: FlaskClient, engine: FakeEngine) -> None:
    same = MORE.replace("step/signed", "step/also").replace("concept/step/signed", "concept/step/also")
    engine.store.update(same)
    text = inward(client, "/page/partner/USA.en")
    row = text[text.index("Pact One") : text.index("</tr>", text.index("Pact One"))]
    assert "step/also" in row
    assert "step/signed" in row
    assert row.count("March 2020") == 1


def test_steps_stand_by_date_and_a_bound_that_nobody_told_is_not_shown(client: FlaskClient) -> None:
    text = inward(client, "/page/pact/one.en")
    places = [text.index(name) for name in ("One begun", "One signed", "One ended", "One stands")]
    assert places == sorted(places)
    assert "from 2019" in text
    assert "by March 2024" in text
    assert "December 2025" not in text


def test_how_it_leads_here_is_told_where_it_is_not_how_most_do(client: FlaskClient) -> None:
    text = inward(client, "/page/partner/USA.en")
    assert "Leads here by" in text
    row = text[text.index("Pact Two") : text.index("</tr>", text.index("Pact Two"))]
    assert 'data-label="Leads here by">about<' in row
    row = text[text.index("Pact Three") : text.index("</tr>", text.index("Pact Three"))]
    assert 'data-label="Leads here by"><' in row


def test_a_person_has_what_the_part_says_that_leads_here(client: FlaskClient) -> None:
    text = inward(client, "/page/person/a-one.en")
    assert 'data-label="former holder">yes<' in text
    assert 'data-label="partner">' in text
    assert "Leads here by" not in text
    other = inward(client, "/page/person/b-two.en")
    assert "former holder" not in other


def test_the_lines_that_say_so_stand_beside_it(client: FlaskClient) -> None:
    text = inward(client, "/page/partner/USA.en")
    assert '<a href="/page/passage/paper/8.en#char=0,20" title="Line 8, characters 0 to 20">8</a>' in text


def test_a_page_asks_for_the_number_only_where_there_is_more(client: FlaskClient, engine: FakeEngine) -> None:
    client.get("/page/def.en")
    engine.asked.clear()
    client.get("/page/partner/USA.en")
    assert len(engine.asked) == 5
    assert not any("COUNT" in each for each in engine.asked)


def test_without_dates_things_stand_in_their_order(app: Flask, client: FlaskClient, engine: FakeEngine) -> None:
    site = app.extensions[KEY]
    app.extensions[KEY] = replace(site, presentation=replace(site.presentation, order=K + "place"))
    engine.store.update(
        "PREFIX k: <https://w3id.org/koryu/def#> BASE <https://w3id.org/koryu/id/> INSERT DATA {"
        " <pact/one> k:place 10 . <pact/two> k:place 9 . <pact/three> k:place 1 . }"
    )
    for text in (inward(client, "/page/partner/USA.en"), client.get("/page/pact.en").text):
        places = [text.index(f"Pact {name}") for name in ("Three", "Two", "One")]
        assert places == sorted(places)
