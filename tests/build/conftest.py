"""A small publication for the stages that follow the mapping: its graphs are given, not made."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.publication import Publication

TOML = """
[publication]
name = "shelf"
version = "1"
base = "https://example.org/shelf/"
languages = ["en", "ja"]
title.en = "A shelf"
title.ja = "棚"
description.en = "Books on a shelf."
description.ja = "棚の本。"
publisher = "somebody"
licence = "https://creativecommons.org/licenses/by/4.0/"
ontology = "https://example.org/shelf/def"
reading_order = "https://example.org/shelf/def#readingOrder"

[prefixes]
s = "https://example.org/shelf/def#"
id = "https://example.org/shelf/id/"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
owl = "http://www.w3.org/2002/07/owl#"
"""

DATA = """
@prefix s: <https://example.org/shelf/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/shelf/id/> .
<book/a> a s:Book ; rdfs:label "A book"@en , "本、「甲」"@ja ; s:pages 12 ; s:by <person/x> , <person/y> ; s:lent true ;
    owl:sameAs <http://books.example/1> .
<book/b> a s:Book ; rdfs:label "Line\\nand \\"quote\\", comma"@en ; s:pages 5 ; s:by <person/y> ; s:line 10 , 9 , 100 .
<book/c> a s:Book ; s:date "2024-05"^^xsd:gYearMonth ; s:lent false .
<person/x> a s:Person ; rdfs:label "X"@en .
<person/y> a s:Person ; rdfs:label "Y"@en .
<book/a#part> a s:Part .
"""


@pytest.fixture
def small(tmp_path: Path) -> Publication:
    """The publication, in a folder of its own, without files but publication.toml."""
    (tmp_path / "publication.toml").write_text(TOML, "utf-8")
    for folder in ("sources", "mappings", "ontology", "shapes", "queries", "tables"):
        (tmp_path / folder).mkdir()
    return Publication.load(tmp_path)


@pytest.fixture
def triples() -> list[ox.Triple]:
    """Its data."""
    return [quad.triple for quad in ox.parse(DATA, ox.RdfFormat.TURTLE)]


@pytest.fixture
def store(triples: list[ox.Triple]) -> ox.Store:
    """Its data in a store."""
    made = ox.Store()
    made.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return made
