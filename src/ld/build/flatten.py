"""Flat tables for people who do not query: one SELECT a table, written as CSV with its CSVW metadata beside.

``tables/csvw.json`` (CSV on the Web) declares each table, and ``tables/{name}.rq`` fills it. Out of the declaration
come the order of the columns, how a value is written (``datatype``, with its ``format`` for yes and no), which cells
hold lists (``separator``: distinct, sorted) and, as a note of the schema with ``"type": "order"``, by which columns
the rows are sorted. What the query answers is checked against it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ld.problems import Finding, SourceErrors
from ld.publication import Publication

DECLARATION = "csvw.json"
METADATA = "csv-metadata.json"
"""The name under which readers look for metadata beside a CSV file (Tabular Data Model §5.3)."""

_INTEGERS = frozenset({"integer", "nonNegativeInteger", "positiveInteger", "gYear"})


@dataclass(frozen=True)
class Column:
    """One column: its name, which is also the variable of the query, and how its cells are written."""

    name: str
    base: str = "string"
    format: str = ""
    separator: str = ""
    required: bool = False

    def write(self, value: str) -> str:
        """The cell for what the query answered. Raises ValueError where it is not of the declared type."""
        if self.separator:
            parts = {self._one(part) for part in value.split(self.separator) if part}
            return self.separator.join(sorted(parts, key=self.key))
        return self._one(value) if value else ""

    def _one(self, value: str) -> str:
        if self.base in _INTEGERS:
            return str(int(value))
        if self.base == "boolean":
            yes, _, no = (self.format or "true|false").partition("|")
            return {"true": yes, "1": yes, "false": no, "0": no}[value]
        return value

    def key(self, cell: str) -> tuple[bool, int, str]:
        """What cells of this column are sorted by: numbers as numbers, what is empty last."""
        number = int(cell) if cell and self.base in _INTEGERS and not self.separator else 0
        if self.separator and self.base in _INTEGERS and cell.isdecimal():
            number = int(cell)
        return (not cell, number, cell)


@dataclass(frozen=True)
class Flat:
    """One declared table."""

    url: str
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The stem of the file, and of the query that fills it."""
        return self.url.removesuffix(".csv")


def read_declaration(publication: Publication) -> tuple[dict[str, Any], list[Flat]]:
    """``tables/csvw.json`` as it stands, and as tables.

    No tables where the file does not exist. Raises :class:`~ld.problems.SourceErrors`.
    """
    path = publication.paths.tables / DECLARATION
    if not path.exists():
        return {}, []
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return data, [_flat(table) for table in data["tables"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceErrors([_finding(publication, DECLARATION, f"cannot be read: {error!r}")]) from error


def _flat(table: dict[str, Any]) -> Flat:
    schema = table["tableSchema"]
    notes = [note for note in table.get("notes", ()) if isinstance(note, dict) and note.get("type") == "order"]
    title = table.get("dc:title", {})
    titles = title if isinstance(title, dict) else {"en": str(title)}
    return Flat(
        url=table["url"],
        columns=tuple(_column(column) for column in schema["columns"]),
        order=tuple(notes[0]["columns"]) if notes else (),
        primary_key=tuple(_listed(schema.get("primaryKey", ()))),
        titles=titles,
    )


def _column(column: dict[str, Any]) -> Column:
    datatype = column.get("datatype", "string")
    described = datatype if isinstance(datatype, dict) else {"base": datatype}
    return Column(
        name=column["name"],
        base=described.get("base", "string"),
        format=described.get("format", ""),
        separator=column.get("separator") or "",
        required=bool(column.get("required")),
    )


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def write_tables(publication: Publication, store: ox.Store, folder: Path) -> list[Path]:
    """Fill every declared table from ``store`` and write it to ``folder``, with the metadata.

    Returns the files written. Raises :class:`~ld.problems.SourceErrors` with all that does not fit.
    """
    declaration, flats = read_declaration(publication)
    findings: list[Finding] = []
    files: list[Path] = []
    for flat in flats:
        rows = _rows(publication, store, flat, findings)
        if rows is not None:
            files.append(_write(folder / flat.url, flat, rows))
    if findings:
        raise SourceErrors(findings)
    if flats:
        metadata = folder / METADATA
        metadata.write_text(json.dumps(declaration, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
        files.append(metadata)
    return files


def _rows(publication: Publication, store: ox.Store, flat: Flat, findings: list[Finding]) -> list[list[str]] | None:
    """The table's rows, sorted; None, and findings, where the query cannot fill it."""
    query = f"{flat.name}.rq"
    try:
        text = (publication.paths.tables / query).read_text("utf-8")
        answer = store.query(text, prefixes=dict(publication.prefixes))
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        findings.append(_finding(publication, query, f"cannot be asked: {error}"))
        return None
    if not isinstance(answer, ox.QuerySolutions):
        findings.append(_finding(publication, query, "must be a SELECT"))
        return None
    variables = {variable.value for variable in answer.variables}
    names = [column.name for column in flat.columns]
    if variables != set(names):
        differ = ", ".join(sorted(variables ^ set(names)))
        findings.append(_finding(publication, query, f"variables and declared columns differ: {differ}"))
        return None
    rows = [[_text(solution[name]) for name in names] for solution in answer]
    before = len(findings)
    for row in rows:
        _check(publication, query, flat, row, findings)
    _check_key(publication, query, flat, rows, findings)
    if len(findings) > before:
        return None
    by_name = {column.name: index for index, column in enumerate(flat.columns)}
    order = [by_name[name] for name in (*flat.order, *flat.primary_key)]
    return sorted(rows, key=lambda row: [flat.columns[i].key(row[i]) for i in [*order, *range(len(row))]])


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def _check(publication: Publication, query: str, flat: Flat, row: list[str], findings: list[Finding]) -> None:
    """Write each cell of ``row`` as its column wants it, in place."""
    for index, column in enumerate(flat.columns):
        value = row[index]
        try:
            row[index] = column.write(value)
        except (ValueError, KeyError):
            message = f"not a value of datatype {column.base}, in the row of {row[0]}"
            findings.append(_finding(publication, query, message, column.name, value))
        if column.required and not value:
            findings.append(_finding(publication, query, f"no value, in the row of {row[0]}", column.name))


def _check_key(
    publication: Publication, query: str, flat: Flat, rows: Iterable[Sequence[str]], findings: list[Finding]
) -> None:
    places = [index for index, column in enumerate(flat.columns) if column.name in flat.primary_key]
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(row[place] for place in places)
        if places and key in seen:
            message = "two rows have the same key: some property has two values where the table has one cell"
            findings.append(_finding(publication, query, message, " ".join(flat.primary_key), " ".join(key)))
        seen.add(key)


def _write(path: Path, flat: Flat, rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in flat.columns])
        writer.writerows(rows)
    return path


def _finding(publication: Publication, name: str, message: str, column: str = "", value: str = "") -> Finding:
    file = (publication.paths.tables / name).relative_to(publication.root)
    return Finding(str(file), 0, column, "flat-table", value, messages={"en": message})
