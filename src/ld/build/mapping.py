"""The mappings of a publication (mappings/*.ttl, RML) applied to its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.graphs import read_file
from ld.build.origin import Origin, Origins
from ld.build.rml.engine import Engine
from ld.build.rml.lookup import Lookup
from ld.build.rml.model import ParentMap, TermMap, TermType, TriplesMap
from ld.build.rml.reader import MappingFile, Reader
from ld.build.tables import Tables, relative
from ld.problems import Finding
from ld.publication import Publication


@dataclass(frozen=True)
class Mapped:
    """What the mappings make of the tables.

    Iterating gives each triple with the cell that made it, and can be done again; a triple that two cells state
    comes twice. At its end the iteration raises :class:`~ld.problems.SourceErrors` when a cell could not be mapped.
    """

    engine: Engine
    origins: Origins

    def __iter__(self) -> Iterator[tuple[ox.Triple, Origin]]:
        collector = self.engine.collector = Collector()
        for statement in self.engine:
            yield statement.triple, statement.origin
        collector.stop()

    @property
    def files(self) -> dict[str, str]:
        """Which mapping file each triples map stands in, by the triples map's IRI."""
        return {triples_map.name: triples_map.file for triples_map in self.engine.maps.values()}


def run(publication: Publication, tables: Tables) -> Mapped:
    """Read all mappings and make ready to apply them.

    Raises :class:`~ld.problems.SourceErrors` when a mapping is not valid, naming file and construct.
    """
    collector = Collector()
    reader = Reader(publication.root, publication.base, collector)
    for path in sorted(publication.paths.mappings.glob("*.ttl")):
        origin = MappingFile(relative(publication, path), path.parent)
        reader.add(read_file(publication, path, collector), origin)
    maps = reader.read()
    for triples_map in maps.values():
        _check(triples_map, collector)
    engine = Engine(maps, {table.path.resolve(): table for table in tables.values()}, collector)
    collector.stop()
    return Mapped(engine, Lookup(engine))


def _check(triples_map: TriplesMap, collector: Collector) -> None:
    """What RML allows and a publication does not: blank nodes (nothing published has any) and graphs of its own."""

    def fault(en: str, ja: str) -> None:
        messages = {"en": en, "ja": ja}
        collector.add(Finding(triples_map.file, 0, f"<{triples_map.name}>", "mapping", messages=messages))

    graphs = [*triples_map.graphs, *(g for pom in triples_map.predicate_objects for g in pom.graphs)]
    if graphs:
        fault("graph maps are not used: the build decides the graphs", "グラフは構築が決める（graphMap は使えない）")
    terms = [triples_map.subject]
    for pom in triples_map.predicate_objects:
        terms += [*pom.predicates, *(o for o in pom.objects if not isinstance(o, ParentMap))]
    for term in terms:
        if isinstance(term, TermMap) and term.term_type is TermType.BLANK_NODE:
            fault(f"nothing published has blank nodes ({term.place})", f"空白ノードは公開しない（{term.place}）")
