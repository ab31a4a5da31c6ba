"""Links from an SSSOM table."""

import pyoxigraph as ox
import pytest

from ld.build.links import FILE, curie_map, read_links
from ld.problems import SourceErrors

LINKS = f"mappings/{FILE}"
KEW = ox.NamedNode("https://gardens.example/id/garden/kew")
MATCH = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
ROW = "garden:kew\tskos:exactMatch\twd:Q1\tsemapv:ManualMappingCuration\t0.95\tKew Gardens\n"


def faults(gardens, subjects=None):
    with pytest.raises(SourceErrors) as caught:
        read_links(gardens.publication, subjects)
    return [(f.row, f.column, f.message()) for f in caught.value.findings]


def test_sure_links_are_published_and_candidates_are_not(gardens) -> None:
    links = read_links(gardens.publication)
    ((triple, origin),) = links.triples
    assert triple == ox.Triple(KEW, MATCH, ox.NamedNode("http://www.wikidata.org/entity/Q1"))
    assert (origin.file, origin.row, origin.column, origin.value) == (LINKS, 7, "object_id", "wd:Q1")
    assert links.origins.cells(triple) == [origin]
    assert links.origins.rows(KEW) == links.origins.lacking(KEW, MATCH) == []


def test_no_table_no_links(gardens) -> None:
    (gardens.root / LINKS).unlink()
    assert read_links(gardens.publication).triples == []


def test_a_denied_link_is_not_published(gardens) -> None:
    gardens.edit(LINKS, "subject_label\n", "predicate_modifier\n").edit(LINKS, "0.95\tKew Gardens", "0.95\tNot")
    assert read_links(gardens.publication).triples == []


def test_a_link_without_confidence_counts_as_sure(gardens) -> None:
    gardens.edit(LINKS, "0.4", "")
    assert len(read_links(gardens.publication).triples) == 2


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("garden:berlin", "gardn:berlin", (8, "subject_id"), "no prefix gardn"),
        ("0.95", "high", (7, "confidence"), "number from 0 to 1"),
        ("0.95", "1.5", (7, "confidence"), "number from 0 to 1"),
        ("wd:Q1\t", "wd:P1\t", (7, "object_id"), "Wikidata item"),
        ("wd:Q1\t", "https://www.wikidata.org/wiki/Q1\t", (7, "object_id"), "Wikidata item"),
        ("wd:Q1\t", "\t", (7, "object_id"), "must not be empty"),
        ("wd:Q1\t", "Kew\t", (7, "object_id"), "no CURIE and no address"),
        ("Kew Gardens", '"Kew', (7, ""), "quotes"),
        ("0.95\tKew Gardens", "0.95", (7, ""), "5 cells"),
        ("object_id", "object", (6, "object_id"), "column is missing"),
        (ROW, ROW + ROW, (8, "object_id"), "row 7 already"),
        ("0.4\tBerlin", "0.4\tBerlin\textra", (8, ""), "7 cells"),
    ],
)
def test_faults(gardens, old: str, new: str, where: tuple[int, str], says: str) -> None:
    found = faults(gardens.edit(LINKS, old, new))
    assert any((row, column) == where and says in text for row, column, text in found), found


def test_an_unknown_subject(gardens) -> None:
    found = faults(gardens, {KEW})
    assert found == [(8, "subject_id", "no table has such a thing")]


def test_not_utf8(gardens) -> None:
    (gardens.root / LINKS).write_bytes(b"#a\n\xff\n")
    assert faults(gardens) == [(2, "", "is not UTF-8")]


def test_an_empty_file(gardens) -> None:
    (gardens.root / LINKS).write_text("#curie_map:\n")
    assert {column for _, column, _ in faults(gardens)} >= {"subject_id", "object_id"}


def test_curie_map() -> None:
    lines = [
        "# curie_map:",
        "#   a: https://a.example/",
        '#   "b": "https://b.example/"',
        "#",
        "# license: x",
        "#  c: d",
    ]
    assert curie_map(lines) == {"a": "https://a.example/", "b": "https://b.example/"}
