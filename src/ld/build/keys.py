"""Keys of tables: no key twice, and every reference leads to a row.

Three kinds of reference are checked: foreign keys of the metadata; columns whose ``valueUrl`` is an identifier of
a thing of this publication (``…/id/{+record}``: a row of any table whose ``aboutUrl`` gives it); and parts, whose
``aboutUrl`` is that of a thing followed by ``#``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ld.build.collect import Collector
from ld.build.schema import Column, ForeignKey, Schema, expander
from ld.problems import Finding

Cells = tuple[str, ...]
_CANDIDATES = 20_000


@dataclass(frozen=True, eq=False)
class Keyed:
    """A table as far as keys go: all its rows, those with another fault too.

    ``whole`` is false when some rows could not be read; references into the table are then not judged.
    """

    schema: Schema
    file: str
    columns: Mapping[str, int]
    rows: list[tuple[int, Cells]]
    whole: bool

    def keys(self, names: Iterable[str]) -> set[Cells] | None:
        """All keys that the columns ``names`` have; None when they cannot be known."""
        if not self.whole or any(name not in self.columns for name in names):
            return None
        indices = [self.columns[name] for name in names]
        return {key for _, cells in self.rows if (key := _pick(cells, indices)) is not None}


def check_keys(tables: Mapping[str, Keyed], base: str, collector: Collector) -> None:
    """Report every key that stands twice, and every reference that leads nowhere with the nearest key there is."""
    for table in tables.values():
        _primary(table, collector)
    for table in tables.values():
        for foreign in table.schema.foreign_keys:
            if foreign.table in tables:
                _foreign(table, foreign, tables[foreign.table], collector)
    _things(list(tables.values()), base + "id/", collector)


def _primary(table: Keyed, collector: Collector) -> None:
    names = table.schema.primary_key
    if not names or any(name not in table.columns for name in names):
        return
    indices = [table.columns[name] for name in names]
    seen: dict[Cells, int] = {}
    for number, cells in table.rows:
        key = _pick(cells, indices)
        if key is None or not any(key):
            continue
        first = seen.setdefault(key, number)
        if first != number:
            messages = {"en": f"this key stands in row {first} already", "ja": f"このキーは {first} 行目にもある"}
            finding = Finding(table.file, number, ",".join(names), "duplicate-key", ",".join(key), messages=messages)
            collector.add(finding)


def _foreign(table: Keyed, foreign: ForeignKey, target: Keyed, collector: Collector) -> None:
    known = target.keys(foreign.references)
    if known is None or any(name not in table.columns for name in foreign.columns):
        return
    indices = [table.columns[name] for name in foreign.columns]
    split = table.schema.columns.get(foreign.columns[0]) if len(foreign.columns) == 1 else None
    unknown = _Unknown(table.file, ",".join(foreign.columns), target.file, lambda: map(",".join, known))
    for number, cells in table.rows:
        key = _pick(cells, indices)
        if key is None or not all(key):
            continue
        for value in [(part,) for part in split.values(key[0])] if split else [key]:
            if value not in known:
                unknown.report(number, ",".join(value), collector)


def _things(tables: list[Keyed], prefix: str, collector: Collector) -> None:
    """References by identifier: every IRI under ``prefix`` must be what some table's rows are about."""
    known: set[str] = set()
    asked: list[tuple[Keyed, str, Callable[[Cells], str], Column | None]] = []
    for table in tables:
        whole, sign, _ = table.schema.about_url.partition("#")
        about = expander(whole, table.columns)
        if whole and "{+" not in whole and not sign and (about is None or not table.whole):
            return
        if about is not None and whole.startswith(prefix):
            if sign:
                names = _names(whole, table.columns)
                asked.append((table, names, about, table.schema.columns.get(names)))
            elif "{+" not in whole:
                width = len(table.columns)
                known.update(about(cells) for _, cells in table.rows if len(cells) >= width)
        for column in table.schema.columns.values():
            value = expander(column.value_url, table.columns)
            if value is not None and column.value_url.startswith(prefix):
                asked.append((table, column.name, value, column))
    for table, names, expand, cell in asked:
        unknown = _Unknown(table.file, names, "", lambda: (iri.removeprefix(prefix) for iri in known))
        index = table.columns.get(cell.name) if cell else None
        for number, cells in table.rows:
            if len(cells) < len(table.columns) or (index is not None and not cells[index]):
                continue
            iri = expand(cells)
            if iri not in known:
                unknown.report(number, cells[index] if index is not None else iri.removeprefix(prefix), collector)


@dataclass(frozen=True)
class _Unknown:
    """How references of one column that lead nowhere are told."""

    file: str
    columns: str
    target: str
    known: Callable[[], Iterable[str]]

    def report(self, number: int, value: str, collector: Collector) -> None:
        def make() -> Finding:
            near = _nearest(value, self.known())
            en = f"{self.target} has no such key" if self.target else "no table has such a record"
            ja = f"{self.target} にないキー" if self.target else "どの表にもない記録"
            messages = {
                "en": en + (f"; the nearest is {near}" if near else ""),
                "ja": ja + (f"。最も近いのは {near}" if near else ""),
            }
            return Finding(self.file, number, self.columns, "unknown-key", value, messages=messages)

        collector.note("unknown-key", self.file, make)


def _names(template: str, columns: Mapping[str, int]) -> str:
    return ",".join(name for name in columns if f"{{{name}}}" in template or f"{{+{name}}}" in template)


def _pick(cells: Cells, indices: list[int]) -> Cells | None:
    try:
        return tuple([cells[index] for index in indices])
    except IndexError:
        return None


def _nearest(value: str, known: Iterable[str]) -> str:
    """The known key most like ``value``; among many, only those of about its length are looked at."""
    near = sorted(key for key in known if abs(len(key) - len(value)) <= 4)[:_CANDIDATES]
    return next(iter(difflib.get_close_matches(value, near, n=1, cutoff=0.6)), "")
