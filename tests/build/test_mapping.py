"""The mappings of a publication over its tables."""

import pyoxigraph as ox
import pytest

from ld.build import mapping
from ld.build.tables import read_tables
from ld.problems import SourceErrors

MAP = "mappings/gardens.rml.ttl"


def faults(gardens):
    publication = gardens.publication
    with pytest.raises(SourceErrors) as caught:
        for _ in mapping.run(publication, read_tables(publication)):
            pass
    return [(f.file, f.row, f.message()) for f in caught.value.findings]


def test_triples(gardens) -> None:
    asserted, _, _ = gardens.mapped()
    kew = ox.NamedNode("https://gardens.example/id/garden/kew")
    about = {(t.predicate.value.rsplit("#", 1)[1], str(t.object)) for t in asserted if t.subject == kew}
    assert about == {
        ("type", "<https://gardens.example/def#Garden>"),
        ("label", '"Kew Gardens"@en'),
        ("label", '"キュー植物園"@ja'),
        ("opened", '"1759"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    }


def test_it_can_be_run_again(gardens) -> None:
    publication = gardens.publication
    mapped = mapping.run(publication, read_tables(publication))
    assert list(mapped) == list(mapped)
    assert mapped.files["https://gardens.example/mapping#plants"] == MAP


def test_the_order_of_rows_does_not_matter(gardens) -> None:
    before = set(gardens.mapped()[0])
    path = gardens.root / "sources/exchanges.csv"
    head, *rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([head, *reversed(rows)]), "utf-8")
    assert set(gardens.mapped()[0]) == before


def test_a_cell_that_cannot_be_mapped(gardens) -> None:
    gardens.edit(
        "mappings/exchanges.rml.ttl",
        'rml:reference "title_en" ; rr:language "en"',
        'rml:reference "title_en" ; rr:termType rr:IRI',
    )
    found = faults(gardens)
    assert [(file, row) for file, row, _ in found] == [("sources/exchanges.csv", row) for row in (2, 3, 4)]


def test_a_mapping_that_is_not_valid(gardens) -> None:
    gardens.edit(MAP, 'rml:reference "opened"', 'rml:reference "open"')
    ((file, _, message),) = faults(gardens)
    assert file == MAP
    assert "sources/gardens.csv has no column open" in message


def test_turtle_that_is_not_valid(gardens) -> None:
    gardens.edit(MAP, "m:plants rml:logicalSource", "m:plants rml:logicalSource ;")
    assert any(file == MAP and row > 1 for file, row, _ in faults(gardens))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rml:class g:Garden", "rml:class g:Garden ; rml:graph g:mine", "the build decides the graphs"),
        ('garden/{id}" ;', 'garden/{id}" ; rml:termType rml:BlankNode ;', "no"),
    ],
)
def test_what_a_publication_does_not_use(gardens, old: str, new: str, says: str) -> None:
    assert any(says in message for _, _, message in faults(gardens.edit(MAP, old, new)))
