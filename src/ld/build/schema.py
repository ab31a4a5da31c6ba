"""What sources/csvw.json says of each table (CSV on the Web, Metadata Vocabulary for Tabular Data).

The csvw library reads the metadata; the rows are read by :mod:`ld.build.tables`, since the library leaves rows
with one fault out of its key checks, stops at the first fault of a row, and needs many times as long.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csvw.metadata import TableGroup

from ld.build.collect import Collector
from ld.build.lexical import Check, check_of
from ld.problems import Finding

FILE = "csvw.json"
_VARIABLE = re.compile(r"\{\+?([^{}]+)\}")


@dataclass(frozen=True)
class Column:
    """One column: its check (None: any text), whether it must be filled, what splits a cell, its value's IRI."""

    name: str
    required: bool
    check: Check | None
    separator: str | None
    value_url: str

    def values(self, cell: str) -> list[str]:
        """The values of a cell: several only where the column has a separator."""
        return [part for part in cell.split(self.separator) if part] if self.separator else [cell]


@dataclass(frozen=True)
class ForeignKey:
    """Columns here that name a row there."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """One table of the metadata; ``name`` is the stem of its file, ``url`` its file."""

    name: str
    url: str
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    about_url: str
    delimiter: str


def read_schemas(folder: Path, file: str, collector: Collector) -> list[Schema]:
    """The schemas of ``folder``/csvw.json in the order of the file; faults of the metadata go to ``collector``."""

    def fault(en: str, ja: str, column: str = "") -> None:
        collector.add(Finding(file, 0, column, "metadata", messages={"en": en, "ja": ja}))

    path = folder / FILE
    try:
        data = json.loads(path.read_text("utf-8"))
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            group = TableGroup.from_file(path, data=data)
        for warning in heard:
            if issubclass(warning.category, UserWarning):
                fault(f"the metadata is doubtful: {warning.message}", f"メタデータに疑問がある：{warning.message}")
        tables = list(group.tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        fault(f"cannot be read as CSVW metadata: {error}", f"CSVWメタデータとして読めない：{error}")
        return []
    schemas: dict[str, Schema] = {}
    for table in tables:
        schema = _schema(table, fault)
        if schema.name in schemas:
            fault(f"two tables are called {schema.name}", f"表 {schema.name} が二つある")
        schemas[schema.name] = schema
    for schema in schemas.values():
        _check_keys(schema, schemas, fault)
    return list(schemas.values())


def _schema(table: Any, fault: Callable[..., None]) -> Schema:
    url = str(table.url)
    name = Path(url).stem
    columns: dict[str, Column] = {}
    for column in table.tableSchema.columns:
        if column.virtual:
            continue
        key = str(column.header)
        try:
            check = check_of(column.inherit("datatype"))
        except ValueError as error:
            fault(f"table {name}, column {key}: {error}", f"表 {name} の列 {key}：{error}", key)
            check = None
        if key in columns:
            fault(f"table {name} has two columns {key}", f"表 {name} に列 {key} が二つある", key)
        template = column.inherit("valueUrl")
        columns[key] = Column(
            key, bool(column.inherit("required")), check, column.inherit("separator"), _text(template)
        )
    keys = tuple(
        ForeignKey(tuple(k.columnReference), Path(str(k.reference.resource)).stem, tuple(k.reference.columnReference))
        for k in table.tableSchema.foreignKeys
    )
    dialect = table.dialect or (table._parent.dialect if table._parent is not None else None)
    return Schema(
        name,
        url,
        columns,
        tuple(table.tableSchema.primaryKey or ()),
        keys,
        _text(table.tableSchema.inherit("aboutUrl")),
        str(dialect.delimiter) if dialect else ",",
    )


def _check_keys(schema: Schema, schemas: Mapping[str, Schema], fault: Callable[..., None]) -> None:
    """Keys whose tables or columns the metadata itself lacks."""
    for name in schema.primary_key:
        if name not in schema.columns:
            fault(
                f"table {schema.name}: primary key names no column: {name}",
                f"表 {schema.name} の主キーの列がない",
                name,
            )
    for key in schema.foreign_keys:
        there = schemas.get(key.table)
        lacking = [c for c in key.columns if c not in schema.columns]
        lacking += [c for c in key.references if there is None or c not in there.columns]
        if lacking:
            fault(
                f"table {schema.name}: foreign key to {key.table} names what is not there: {', '.join(lacking)}",
                f"表 {schema.name} から {key.table} への外部キーの参照先がない：{', '.join(lacking)}",
            )


def _text(template: Any) -> str:
    return str(getattr(template, "uri", template) or "")


def expander(template: str, columns: Mapping[str, int]) -> Callable[[tuple[str, ...]], str] | None:
    """What fills a URI template from a row's cells as they stand; None when it names a column that is not there.

    Keys of two tables are compared by it, so nothing is percent-encoded: both sides are treated alike.
    """
    parts = _VARIABLE.split(template)
    names = parts[1::2]
    if not template or any(name not in columns for name in names):
        return None
    indices = [columns[name] for name in names]
    pattern = "".join(
        part.replace("{", "{{").replace("}", "}}") if i % 2 == 0 else "{}" for i, part in enumerate(parts)
    )
    fill = pattern.format
    return lambda cells: fill(*[cells[index] for index in indices])
