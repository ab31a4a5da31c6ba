"""The rows of the tables through the triples maps (R2RML §11): triples, each with the cell that made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.origin import Origin
from ld.build.rml.model import ParentMap, TermMap, TriplesMap
from ld.build.rml.reader import DEFAULT_GRAPH
from ld.build.rml.terms import Cells, DataError, Make, Term, Text, maker, text_of
from ld.build.tables import Row, Table
from ld.problems import Finding

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Objects = Callable[[Cells], Iterable[Term]]


class Statement(NamedTuple):
    """One triple of a row, its graph (None: the default graph), and the cell that made it."""

    triple: ox.Triple
    graph: ox.NamedNode | None
    origin: Origin


class Columns(NamedTuple):
    """The columns that something is made of, for origins: their names joined, and their places."""

    name: str
    places: tuple[int, ...]

    def origin(self, file: str, row: Row) -> Origin:
        """The cells of ``row`` that these columns name, as one origin."""
        values = row.values
        if len(self.places) == 1:
            return Origin(file, row.number, self.name, values[self.places[0]])
        return Origin(file, row.number, self.name, ",".join([values[place] for place in self.places]))


@dataclass(frozen=True, slots=True)
class Rule:
    """A predicate with its objects: compiled, for the rows of one table. ``single`` is set for one plain object."""

    predicate: Make
    constant: ox.NamedNode | None
    single: Make | None
    objects: Objects
    graphs: tuple[Make, ...]
    columns: Columns


@dataclass(frozen=True)
class Compiled:
    """A triples map made ready for its table."""

    triples_map: TriplesMap
    table: Table
    subject: Make
    subject_columns: Columns
    graphs: tuple[Make, ...]
    rules: tuple[Rule, ...]


class Engine:
    """Triples maps over tables. ``tables`` is asked for by resolved path; faults go to ``collector``."""

    def __init__(self, maps: Mapping[str, TriplesMap], tables: Mapping[Path, Table], collector: Collector):
        self.maps, self.tables, self.collector = maps, tables, collector
        self._indexes: dict[tuple[str, tuple[TermMap, ...]], dict[tuple[str | None, ...], list[Term]]] = {}
        self.compiled = [c for m in maps.values() if (c := self._compile(m)) is not None]

    def __iter__(self) -> Iterator[Statement]:
        """All statements; the same triple comes as often as cells state it. Faulty cells go to the collector."""
        for compiled in self.compiled:
            for row in compiled.table.rows:
                yield from self.row(compiled, row, self.collector)

    def row(self, compiled: Compiled, row: Row, collector: Collector | None = None) -> Iterator[Statement]:
        """The statements of one row; without a ``collector`` faulty cells are passed over."""
        cells, file = row.values, compiled.table.file
        try:
            subject = compiled.subject(cells)
            if subject is None:
                return
            graphs = [make(cells) for make in compiled.graphs] if compiled.graphs else None
        except DataError as error:
            self._cell(collector, compiled.subject_columns.origin(file, row), error)
            return
        origin, columns = None, None
        for rule in compiled.rules:
            try:
                predicate = rule.constant or rule.predicate(cells)
                if rule.single is not None:
                    found = rule.single(cells)
                    if found is None or predicate is None:
                        continue
                    values: Iterable[Term] = (found,)
                else:
                    values = rule.objects(cells)
                into = _graphs(graphs, rule.graphs, cells)
            except DataError as error:
                self._cell(collector, rule.columns.origin(file, row), error)
                continue
            if predicate is None:
                continue
            if columns is not rule.columns:
                columns = rule.columns
                origin = columns.origin(file, row)
            assert origin is not None  # noqa: S101
            for value in values:
                triple = ox.Triple(subject, predicate, value)  # type: ignore[arg-type]
                for graph in into:
                    yield Statement(triple, graph, origin)

    def _cell(self, collector: Collector | None, origin: Origin, error: DataError) -> None:
        if collector is not None:
            finding = Finding(
                origin.file, origin.row, origin.column, error.kind, error.value[:200], messages=error.messages
            )
            collector.add(finding)

    def _compile(self, triples_map: TriplesMap) -> Compiled | None:
        table = self.tables.get(triples_map.source.path)
        if table is None:
            en = f"there is no table {triples_map.source.path.name}"
            self._fault(triples_map, triples_map.name, en, f"表 {triples_map.source.path.name} がない")
            return None
        builder = _Builder(self, triples_map, table)
        return builder.build()

    def _fault(self, triples_map: TriplesMap, place: str, en: str, ja: str) -> None:
        self.collector.add(Finding(triples_map.file, 0, place, "mapping", messages={"en": en, "ja": ja}))

    def parents(self, parent: ParentMap) -> dict[tuple[str | None, ...], list[Term]]:
        """The subjects of a parent triples map by the values of the join's parent columns."""
        sides = tuple(join.parent for join in parent.joins)
        key = (parent.parent, sides)
        if key not in self._indexes:
            index: dict[tuple[str | None, ...], list[Term]] = defaultdict(list)
            self._indexes[key] = index
            triples_map = self.maps[parent.parent]
            table = self.tables[triples_map.source.path]
            places, nulls = table.columns, triples_map.source.nulls
            subject = maker(triples_map.subject, places, nulls, triples_map.base)
            texts = [text_of(side, places, nulls) for side in sides]
            for row in table.rows:
                values = tuple([text(row.values) for text in texts])
                try:
                    found = subject(row.values)
                except DataError:  # told where the parent's own rows are mapped
                    continue
                if found is not None and None not in values:
                    index[values].append(found)
        return self._indexes[key]


class _Builder:
    """Compiles one triples map; every column that is not there becomes a finding."""

    def __init__(self, engine: Engine, triples_map: TriplesMap, table: Table):
        self.engine, self.map, self.table = engine, triples_map, table
        self.places = table.columns
        self.valid = True

    def build(self) -> Compiled | None:
        subject = self.make(self.map.subject)
        own = self.columns(self.map.subject.references)
        graphs = tuple(self.make(graph) for graph in self.map.graphs)
        rules = [self.rule(_constant(RDF_TYPE), RDF_TYPE, kind, own) for kind in self.map.classes]
        for pom in self.map.predicate_objects:
            into = tuple(self.make(graph) for graph in pom.graphs)
            for predicate in pom.predicates:
                constant = predicate.value if isinstance(predicate.value, ox.NamedNode) else None
                make = self.make(predicate)
                for value in pom.objects:
                    names = self.names(value) or predicate.references or self.map.subject.references
                    columns = self.columns(names)
                    if isinstance(value, ParentMap):
                        rules.append(Rule(make, constant, None, self.objects(value), into, columns))
                    else:
                        rules.append(Rule(make, constant, self.make(value), _none, into, columns))
        if not self.valid:
            return None
        return Compiled(self.map, self.table, subject, own, graphs, tuple(rules))

    def rule(self, make: Make, predicate: ox.NamedNode, value: ox.NamedNode, columns: Columns) -> Rule:
        return Rule(make, predicate, _constant(value), _none, (), columns)

    def names(self, value: TermMap | ParentMap) -> tuple[str, ...]:
        if isinstance(value, TermMap):
            return value.references
        return tuple(name for join in value.joins for name in join.child.references)

    def columns(self, names: tuple[str, ...]) -> Columns:
        found = tuple(name for name in names if name in self.places)
        return Columns(",".join(found), tuple(self.places[name] for name in found))

    def make(self, term_map: TermMap) -> Make:
        self.check(term_map, self.table)
        return maker(term_map, self.places, self.map.source.nulls, self.map.base) if self.valid else _constant(RDF_TYPE)

    def check(self, term_map: TermMap, table: Table) -> None:
        for name in term_map.references:
            if name not in table.columns:
                self.valid = False
                en = f"{table.file} has no column {name} (used for {term_map.place})"
                self.engine._fault(self.map, name, en, f"{table.file} に列 {name} がない（{term_map.place}）")

    def objects(self, value: ParentMap) -> Objects:
        triples_map = self.engine.maps.get(value.parent)
        table = self.engine.tables.get(triples_map.source.path) if triples_map is not None else None
        if triples_map is None or table is None:
            self.valid = False
            return _none
        for join in value.joins:
            self.check(join.child, self.table)
            self.check(join.parent, table)
        self.check(triples_map.subject, table)
        if not self.valid:
            return _none
        if not value.joins:
            parent = maker(triples_map.subject, self.places, triples_map.source.nulls, triples_map.base)
            return lambda cells: () if (found := parent(cells)) is None else (found,)
        nulls = self.map.source.nulls
        texts: list[Text] = [text_of(join.child, self.places, nulls) for join in value.joins]
        engine = self.engine
        return lambda cells: engine.parents(value).get(tuple([text(cells) for text in texts]), ())


def _graphs(subject: list[Term | None] | None, own: tuple[Make, ...], cells: Cells) -> Iterable[ox.NamedNode | None]:
    """The graphs of a triple: those of the subject and of the predicate-object map together (R2RML §11.1)."""
    if subject is None and not own:
        return (None,)
    found = [*(subject or ()), *(make(cells) for make in own)]
    graphs = [g for g in found if isinstance(g, ox.NamedNode)]
    return dict.fromkeys(None if graph.value in DEFAULT_GRAPH else graph for graph in graphs)


def _constant(term: Term) -> Make:
    return lambda cells: term


def _none(cells: Cells) -> Iterable[Term]:
    return ()
