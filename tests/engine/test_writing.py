import io
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib

from ld import formats
from ld.engine.writing import SORTED, Unwritable, write

P = {"e": "https://example.org/", "unused": "https://unused.example/"}


def written(query, format, store=None):
    out = io.BytesIO()
    write((store or ox.Store()).query(query), format, out, P)
    return out.getvalue()


@pytest.mark.parametrize("format", formats.ROWS, ids=lambda f: f.name)
@pytest.mark.parametrize("query", ["SELECT (1 AS ?x) ('a\\r\\nb' AS ?y) {}", "ASK {}"])
def test_rows_can_be_read_again(format, query):
    data = written(query, format)
    assert data
    if format in (formats.JSON, formats.XML, formats.TSV) and query.startswith("SELECT"):
        [row] = ox.parse_query_results(data, format.native)
        assert [row["x"].value, row["y"].value] == ["1", "a\r\nb"]


@pytest.mark.parametrize("character", ["\\u0000", "\\u0001", "\\u001F", "\\uFFFE", "\\uFFFF"])
@pytest.mark.parametrize("format", [formats.XML, formats.RDFXML], ids=lambda f: f.name)
def test_what_xml_cannot_hold_is_refused(character, format):
    query = f"SELECT ('a{character}b' AS ?x) {{}}"
    if format is formats.RDFXML:
        query = f"CONSTRUCT {{ <a:a> <https://example.org/p> 'a{character}b' }} WHERE {{}}"
    with pytest.raises(Unwritable):
        written(query, format)


@pytest.mark.parametrize("format", formats.GRAPHS + formats.DATASETS, ids=lambda f: f.name)
def test_control_characters_are_kept_wherever_they_can_be(format):
    query = "CONSTRUCT { <a:a> <https://example.org/p> 'a\\u0001\\r\\n\\tb' } WHERE {}"
    if format is formats.RDFXML:
        query = query.replace("\\u0001", "")
    data = written(query, format)
    [quad] = ox.parse(data, format.native)
    assert quad.object.value == ("a\r\n\tb" if format is formats.RDFXML else "a\x01\r\n\tb")


@pytest.mark.parametrize(
    "predicate", ["https://example.org/", "https://example.org/123", "https://example.org/a?b=(1)", "urn:1"]
)
def test_predicates_that_xml_cannot_name_are_refused(predicate):
    with pytest.raises(Unwritable, match="predicate"):
        written(f"CONSTRUCT {{ <a:a> <{predicate}> 'x' }} WHERE {{}}", formats.RDFXML)


@pytest.mark.parametrize(
    "predicate",
    ["https://example.org/p", "https://example.org/1p", "http://other.example/é", "urn:p", "http://x/a%20b"],
)
def test_other_predicates_are_written_so_that_two_parsers_agree(predicate):
    data = written(f"CONSTRUCT {{ <a:a> <{predicate}> <a:b>, _:b, 'x'@en }} WHERE {{}}", formats.RDFXML)
    ET.fromstring(data)
    graph = rdflib.Graph().parse(data=data, format="xml")
    assert {str(p) for p in graph.predicates()} == {predicate}
    assert len(graph) == len(list(ox.parse(data, ox.RdfFormat.RDF_XML))) == 3


def test_small_graphs_are_sorted_without_doubles_and_declare_what_they_use():
    query = "CONSTRUCT { ?s <https://example.org/p> 1 } WHERE { VALUES ?s { <a:c> <a:a> <a:c> <a:b> } }"
    text = written(query, formats.TURTLE).decode()
    assert [line.split()[0] for line in text.splitlines()[1:] if line] == ["<a:a>", "<a:b>", "<a:c>"]
    assert text.startswith("@prefix e: <https://example.org/> .\n<")
    assert "unused" not in text


def test_large_graphs_are_whole():
    store = ox.Store()
    node = ox.NamedNode
    store.extend(ox.Quad(node(f"a:{i}"), node("a:p"), node("a:o")) for i in range(SORTED + 100))
    data = written("CONSTRUCT WHERE { ?s ?p ?o }", formats.NTRIPLES, store)
    assert len(data.splitlines()) == SORTED + 100


def test_rows_and_graphs_are_not_mixed_up():
    with pytest.raises(Unwritable):
        written("ASK {}", formats.TURTLE)
    with pytest.raises(Unwritable):
        written("CONSTRUCT WHERE {}", formats.JSON)


def test_xml_names_the_class_of_a_typed_subject():
    data = written("CONSTRUCT { <a:a> a <http://example.org/C> , <http://example.org/D> } WHERE {}", formats.RDFXML)
    assert {quad.object.value for quad in ox.parse(data, format=ox.RdfFormat.RDF_XML)} == {
        "http://example.org/C",
        "http://example.org/D",
    }
    with pytest.raises(Unwritable, match="class"):
        written("CONSTRUCT { <a:a> a <http://example.org/> } WHERE {}", formats.RDFXML)
