"""Back from a triple to the cells that made it.

Nothing is kept while the tables are mapped: most builds have no finding. The first question makes an index of
subjects (which rows make which subject); the rows in question are then mapped again.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import pyoxigraph as ox

from ld.build.origin import Origin
from ld.build.rml.engine import Compiled, Engine
from ld.build.rml.terms import DataError
from ld.build.tables import Row

_MOST_TABLES = 3


class Lookup:
    """The origins (:class:`ld.build.origin.Origins`) of what an engine makes."""

    def __init__(self, engine: Engine):
        self.engine = engine

    @cached_property
    def _subjects(self) -> dict[str, list[tuple[int, int]]]:
        index: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, compiled in enumerate(self.engine.compiled):
            make = compiled.subject
            for place, row in enumerate(compiled.table.rows):
                try:
                    subject = make(row.values)
                except DataError:
                    continue
                if isinstance(subject, ox.NamedNode):
                    index[subject.value].append((number, place))
        return dict(index)

    def _rows(self, subject: object) -> list[tuple[Compiled, Row]]:
        if not isinstance(subject, ox.NamedNode):
            return []
        found = [(self.engine.compiled[number], place) for number, place in self._subjects.get(subject.value, ())]
        return [(compiled, compiled.table.rows[place]) for compiled, place in found]

    def cells(self, triple: ox.Triple) -> list[Origin]:
        """The cells that made ``triple``."""
        found = {
            statement.origin: None
            for compiled, row in self._rows(triple.subject)
            for statement in self.engine.row(compiled, row)
            if statement.triple == triple
        }
        return list(found)

    def rows(self, subject: ox.NamedNode) -> list[Origin]:
        """The cells that make ``subject``; the rows of tables that also give it a class come first."""
        found = sorted(self._rows(subject), key=lambda pair: not pair[0].triples_map.classes)
        origins = [compiled.subject_columns.origin(compiled.table.file, row) for compiled, row in found]
        return list(dict.fromkeys(origins))

    def lacking(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Origin]:
        """The cells of ``subject``'s rows that would state ``predicate``.

        Where only another table states it, that table's column with row 0 (at most a few tables).
        """
        found = [
            rule.columns.origin(compiled.table.file, row)
            for compiled, row in self._rows(subject)
            for rule in compiled.rules
            if rule.constant == predicate
        ]
        if found:
            return list(dict.fromkeys(found))
        elsewhere = {
            Origin(compiled.table.file, 0, rule.columns.name): None
            for compiled in self.engine.compiled
            for rule in compiled.rules
            if rule.constant == predicate
        }
        return list(elsewhere) if len(elsewhere) <= _MOST_TABLES else []
