"""From a triple back to its cells."""

import pyoxigraph as ox
import pytest

from ld.build import mapping
from ld.build.origin import Origin
from ld.build.tables import read_tables

ID = "https://gardens.example/id/"
G = "https://gardens.example/def#"
EXCHANGES = "sources/exchanges.csv"


@pytest.fixture
def origins(gardens):
    publication = gardens.publication
    return mapping.run(publication, read_tables(publication)).origins


def test_the_cell_of_every_triple(gardens) -> None:
    publication = gardens.publication
    mapped = mapping.run(publication, read_tables(publication))
    for triple, origin in mapped:
        assert origin in mapped.origins.cells(triple)


def test_cells(origins) -> None:
    exchange = ox.NamedNode(ID + "exchange/koishikawa-berlin-1")
    packets = ox.Literal("3", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    stated = ox.Triple(exchange, ox.NamedNode(G + "packets"), packets)
    assert origins.cells(stated) == [Origin(EXCHANGES, 3, "packets", "3")]
    assert origins.cells(ox.Triple(exchange, ox.NamedNode(G + "packets"), ox.Literal("4"))) == []
    assert origins.cells(ox.Triple(ox.BlankNode(), ox.NamedNode(G + "packets"), packets)) == []


def test_rows(origins) -> None:
    found = origins.rows(ox.NamedNode(ID + "exchange/kew-koishikawa-1"))
    assert found[0] == Origin(EXCHANGES, 2, "id", "kew-koishikawa-1")
    assert {(o.file, o.row) for o in found} == {(EXCHANGES, 2), ("sources/notes.csv", 2), ("sources/notes.csv", 3)}
    assert origins.rows(ox.NamedNode(ID + "nothing")) == []


def test_lacking(origins) -> None:
    exchange = ox.NamedNode(ID + "exchange/berlin-kew-1")
    assert origins.lacking(exchange, ox.NamedNode(G + "month")) == [Origin(EXCHANGES, 4, "month", "")]
    assert origins.lacking(exchange, ox.NamedNode(G + "opened")) == [Origin("sources/gardens.csv", 0, "opened")]
    assert origins.lacking(exchange, ox.NamedNode(G + "unheard")) == []
