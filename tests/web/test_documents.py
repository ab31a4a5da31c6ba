"""/data: the same things for programs."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic
from site_fake import FakeEngine

from ld.formats import GRAPHS, by_extension

BASE = "https://w3id.org/koryu/"
KEYS = [
    "meeting/first",
    "partner/AUS",
    "person/木原",
    "concept/form",
    "passage/paper/8",
    "graph/metadata",
    "def",
    "dataset/meetings",
]
PARSERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def triples(body: bytes, extension: str) -> set[ox.Triple]:
    form = by_extension(extension)
    assert form is not None
    assert isinstance(form.native, ox.RdfFormat)
    return {quad.triple for quad in ox.parse(body, format=form.native)}


@pytest.mark.parametrize("key", KEYS)
def test_all_forms_say_the_same_to_two_parsers(client: FlaskClient, key: str) -> None:
    graphs, sets = [], []
    for form in GRAPHS:
        answer = client.get(f"/data/{key}.{form.extension}")
        assert answer.status_code == 200
        assert answer.content_type == form.content_type
        sets.append(triples(answer.data, form.extension))
        graphs.append(rdflib.Graph().parse(data=answer.data, format=PARSERS[form.extension]))
    assert all(each == sets[0] for each in sets)
    assert all(isomorphic(each, graphs[0]) for each in graphs)
    assert len(graphs[0]) == len(sets[0])


def test_a_document_holds_both_ways_parts_names_and_its_own_metadata(client: FlaskClient) -> None:
    found = triples(client.get("/data/partner/AUS.ttl").data, "ttl")
    text = {tuple(str(term) for term in triple) for triple in found}
    aus, meeting = f"<{BASE}id/partner/AUS>", f"<{BASE}id/meeting/first>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert (aus, label, '"Australia"@en') in text
    assert (meeting, f"<{BASE}def#partner>", aus) in text
    assert (meeting, label, '"First meeting"@en') in text
    document = f"<{BASE}data/partner/AUS>"
    assert (document, "<http://xmlns.com/foaf/0.1/primaryTopic>", aus) in text
    assert (document, "<http://purl.org/dc/terms/license>", "<https://creativecommons.org/licenses/by/4.0/>") in text
    assert (document, "<http://www.w3.org/2002/07/owl#versionInfo>", '"1.0"') in text
    parts = triples(client.get("/data/meeting/first.nt").data, "nt")
    assert any(str(each.subject) == f"<{BASE}id/meeting/first#a-one>" for each in parts)


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.extension)
def test_without_an_extension_accept_decides(client: FlaskClient, form: object) -> None:
    from ld.formats import Format

    assert isinstance(form, Format)
    answer = client.get("/data/meeting/first", headers={"Accept": form.media_type})
    assert answer.headers["Content-Location"] == f"/data/meeting/first.{form.extension}"
    assert answer.headers["Vary"] == "Accept"
    assert answer.data == client.get(f"/data/meeting/first.{form.extension}").data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_forms_have_validators_of_their_own(client: FlaskClient) -> None:
    tags = {client.get("/data/meeting/first", headers={"Accept": form.media_type}).headers["ETag"] for form in GRAPHS}
    assert len(tags) == len(GRAPHS)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/data/meeting/first.ttl", {}),
        ("/data/meeting/first", {"Accept": "text/turtle"}),
        ("/page/meeting/first.en", {}),
        ("/page/meeting.en?sort=name", {}),
        ("/index.en", {}),
        ("/sparql.en", {}),
        ("/about.en", {}),
        ("/download/index.en", {}),
        ("/download/facts.csv", {}),
        ("/page/def.en", {}),
    ],
)
def test_304_until_the_release_changes(
    client: FlaskClient, engine: FakeEngine, path: str, headers: dict[str, str]
) -> None:
    first = client.get(path, headers=headers)
    tag = first.headers["ETag"]
    again = client.get(path, headers={**headers, "If-None-Match": f'"other", W/{tag}'})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag
    assert again.headers.get("Vary") == first.headers.get("Vary")
    assert client.get(path, headers={**headers, "If-None-Match": '"other"'}).status_code == 200
    if "facts" not in path:
        engine.name = "1.1-def"
        assert client.get(path, headers={**headers, "If-None-Match": tag}).status_code == 200


def test_a_hub_is_paged_in_rdf_too(client: FlaskClient, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from ld.web import documents

    monkeypatch.setattr(documents, "PAGE", 2)
    engine.store.update(
        f"INSERT DATA {{ <{BASE}id/meeting/a> <{BASE}def#partner> <{BASE}id/partner/USA> ."
        f" <{BASE}id/meeting/b> <{BASE}def#partner> <{BASE}id/partner/USA> }}"
    )
    first = client.get("/data/partner/USA.ttl")
    assert '</data/partner/USA.ttl?page=2>; rel="next"' in first.headers["Link"]
    assert b"page=2" in first.data
    pages = [triples(client.get(f"/data/partner/USA.nt?page={n}").data, "nt") for n in (1, 2)]
    usa = f"<{BASE}id/partner/USA>"
    inward = [{t for t in page if str(t.object) == usa and "primaryTopic" not in str(t.predicate)} for page in pages]
    assert [len(each) for each in inward] == [2, 2]
    assert not inward[0] & inward[1]
    assert client.get("/data/partner/USA.ttl?page=3").status_code == 404


def test_parts_are_described_that_stand_beside_the_default_graph(client: FlaskClient) -> None:
    for key, parts in (
        ("dataset/meetings", {"#class-k-Meeting", "#mapping"}),
        ("source/meetings.rml.ttl", {"#sha256"}),
    ):
        found = {str(each.subject).strip("<>") for each in triples(client.get(f"/data/{key}.nt").data, "nt")}
        assert {f"{BASE}{key}{part}" for part in parts} <= found


def test_the_ontology_is_whole(client: FlaskClient) -> None:
    found = {str(each.subject).strip("<>") for each in triples(client.get("/data/def.nt").data, "nt")}
    assert {f"{BASE}def#{name}" for name in ("Meeting", "first", "chain-1", "chain-2")} <= found


def test_a_key_that_ends_as_a_form_does(client: FlaskClient) -> None:
    path = "/data/source/meetings.rml.ttl"
    for form in GRAPHS:
        answer = client.get(path, headers={"Accept": form.media_type})
        assert answer.status_code == 200
        assert answer.headers["Content-Location"] == f"{path}.{form.extension}"
        assert answer.headers["Vary"] == "Accept"
        assert answer.data == client.get(f"{path}.{form.extension}").data
        same = client.get(path, headers={"Accept": form.media_type, "If-None-Match": answer.headers["ETag"]})
        assert same.status_code == 304
    assert client.get("/data/source/nothing.ttl", headers={"Accept": "image/png"}).status_code == 404


def test_406_and_unknown_extensions(client: FlaskClient) -> None:
    assert client.get("/data/meeting/first", headers={"Accept": "text/html"}).status_code == 406
    assert client.get("/data/meeting/first.csv").status_code == 404
