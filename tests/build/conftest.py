"""A small publication for the stages that follow the mapping: its graphs are given, not made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.build import mapping
from ld.build.graphs import read_graph
from ld.build.origin import Origins
from ld.build.tables import read_tables
from ld.problems import Finding, SourceErrors
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


class Gardens:
    """A copy of fixtures/gardens that a test may break."""

    def __init__(self, root: Path):
        self.root = root
        shutil.copytree(Path(__file__).parent / "fixtures" / "gardens", root)

    def edit(self, file: str, old: str, new: str) -> Gardens:
        """Put ``new`` for ``old``, which must be there once, in a file."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")
        return self

    @property
    def publication(self) -> Publication:
        """The publication as it is now."""
        return Publication.load(self.root)

    def faults(self) -> list[Finding]:
        """What reading the tables finds."""
        with pytest.raises(SourceErrors) as caught:
            read_tables(self.publication)
        return list(caught.value.findings)

    def mapped(self) -> tuple[list[ox.Triple], list[ox.Triple], Origins]:
        """What is asserted, the ontology, and the origins."""
        publication = self.publication
        mapped = mapping.run(publication, read_tables(publication))
        asserted = list(dict.fromkeys(triple for triple, _ in mapped))
        return asserted, read_graph(publication, publication.paths.ontology), mapped.origins


@pytest.fixture
def gardens(tmp_path: Path) -> Gardens:
    """A publication about seeds that gardens exchange, with tables, mappings, ontology, shapes and links."""
    return Gardens(tmp_path / "gardens")
