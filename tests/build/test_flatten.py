"""Flat tables: what the declaration says is what the file has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ld.build import flatten
from ld.problems import SourceErrors
from ld.publication import Publication

QUERY = """PREFIX s: <https://example.org/shelf/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?iri ?title ?pages ?by ?lines ?lent {
  ?iri a s:Book
  OPTIONAL { ?iri rdfs:label ?title FILTER(LANG(?title) = "en") }
  OPTIONAL { ?iri s:pages ?pages }
  OPTIONAL { ?iri s:lent ?lent }
  { SELECT ?iri (GROUP_CONCAT(?name; separator=";") AS ?by) {
      ?iri a s:Book OPTIONAL { ?iri s:by/rdfs:label ?name } } GROUP BY ?iri }
  { SELECT ?iri (GROUP_CONCAT(STR(?line); separator=";") AS ?lines) {
      ?iri a s:Book OPTIONAL { ?iri s:line ?line } } GROUP BY ?iri }
}"""

COLUMNS: list[dict[str, Any]] = [
    {"name": "iri", "datatype": "anyURI", "required": True},
    {"name": "title"},
    {"name": "pages", "datatype": "integer"},
    {"name": "by", "separator": ";"},
    {"name": "lines", "datatype": "integer", "separator": ";"},
    {"name": "lent", "datatype": {"base": "boolean", "format": "yes|no"}},
]


def declare(publication: Publication, query: str = QUERY, columns: object = COLUMNS, **more: object) -> None:
    table = {
        "url": "books.csv",
        "dc:title": {"en": "Books"},
        "tableSchema": {"columns": columns, "primaryKey": "iri"},
        **more,
    }
    data = {"@context": "http://www.w3.org/ns/csvw", "tables": [table]}
    (publication.paths.tables / "csvw.json").write_text(json.dumps(data), "utf-8")
    (publication.paths.tables / "books.rq").write_text(query, "utf-8")


def test_a_table_has_the_declared_columns_lists_and_words(small: Publication, store: ox.Store, tmp_path: Path) -> None:
    declare(small)
    files = flatten.write_tables(small, store, tmp_path)
    assert [path.name for path in files] == ["books.csv", "csv-metadata.json"]
    base = "https://example.org/shelf/id/book/"
    assert (tmp_path / "books.csv").read_bytes().decode() == (
        "iri,title,pages,by,lines,lent\n"
        f"{base}a,A book,12,X;Y,,yes\n"
        f'{base}b,"Line\nand ""quote"", comma",5,Y,9;10;100,\n'
        f"{base}c,,,,,no\n"
    )


def test_rows_stand_in_the_declared_order_numbers_as_numbers_and_empty_last(
    small: Publication, store: ox.Store, tmp_path: Path
) -> None:
    declare(small, notes=[{"type": "order", "columns": ["pages"]}])
    flatten.write_tables(small, store, tmp_path)
    rows = [line.partition(",")[0][-1] for line in (tmp_path / "books.csv").read_text().splitlines()]
    assert [row for row in rows if row in "abc"] == ["b", "a", "c"]


def test_metadata_is_the_declaration(small: Publication, store: ox.Store, tmp_path: Path) -> None:
    declare(small)
    flatten.write_tables(small, store, tmp_path)
    declared = json.loads((small.paths.tables / "csvw.json").read_text("utf-8"))
    assert json.loads((tmp_path / "csv-metadata.json").read_text("utf-8")) == declared


def test_no_declaration_no_tables(small: Publication, store: ox.Store, tmp_path: Path) -> None:
    assert flatten.write_tables(small, store, tmp_path) == []


@pytest.mark.parametrize(
    ("query", "columns", "said"),
    [
        ("SELECT nonsense", COLUMNS, "cannot be asked"),
        ("ASK {}", COLUMNS, "must be a SELECT"),
        (QUERY, COLUMNS[:-1], "differ: lent"),
        (QUERY, [*COLUMNS[:1], {"name": "title", "required": True}, *COLUMNS[2:]], "no value, in the row of"),
        (QUERY, [*COLUMNS[:1], {"name": "title", "datatype": "integer"}, *COLUMNS[2:]], "not a value of datatype"),
        (QUERY.replace('FILTER(LANG(?title) = "en")', ""), COLUMNS, "same key"),
    ],
)
def test_what_does_not_fit_is_told(
    small: Publication, store: ox.Store, tmp_path: Path, *, query: str, columns: object, said: str
) -> None:
    declare(small, query, columns)
    with pytest.raises(SourceErrors, match=said) as caught:
        flatten.write_tables(small, store, tmp_path)
    assert all(finding.file == "tables/books.rq" for finding in caught.value.findings)
    assert not (tmp_path / "books.csv").exists()


def test_a_declaration_that_cannot_be_read_is_told(small: Publication, store: ox.Store, tmp_path: Path) -> None:
    (small.paths.tables / "csvw.json").write_text("{", "utf-8")
    with pytest.raises(SourceErrors, match=r"csvw\.json"):
        flatten.write_tables(small, store, tmp_path)
