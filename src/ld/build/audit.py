"""`koryu audit`: every pointer, hash, name and date of the tables against the document's text.

What it knows of the tables are column names, the same in every publication (docs/data/evidence.md):

- evidence.csv: ``record property document line start end sha256 reading anchor_line anchor_start anchor_end``;
- a table with ``date_text``: what its record's evidence with ``property=date`` must say;
- a table with ``record``, ``wording``, ``former`` (and ``person``): how the text mentions somebody.

All that does not agree is told at once, as findings that name the cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ld.build import dates
from ld.build.dates import Reading, Unreadable
from ld.build.evidence import NotInText, Span, Text, digest
from ld.build.tables import Row, Table, Tables
from ld.problems import Finding
from ld.publication import Publication

DATE = ("date", "date-anchor")
"""The properties of evidence rows whose characters are a date."""


@dataclass(frozen=True)
class Pointer:
    """A row of evidence.csv whose numbers could be read."""

    row: Row
    record: str
    property: str
    span: Span
    anchor: Span | None
    reading: str


@dataclass
class _Audit:
    publication: Publication
    tables: Tables
    text: Text
    document: str = ""
    findings: list[Finding] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    of_record: dict[str, list[Pointer]] = field(default_factory=lambda: defaultdict(list))
    dated: dict[Span, list[Pointer]] = field(default_factory=lambda: defaultdict(list))

    def key(self, table: Table, row: Row) -> str:
        """The record (``class/slug``) that a row of a record table is."""
        return table.about_url.removeprefix(self.publication.thing("")).format_map(row.cells)

    def tell(self, table: Table, row: Row, column: str, kind: str, message: str) -> None:
        """Add a finding at a cell."""
        value = row.get(column)
        self.findings.append(Finding(table.file, row.number, column, kind, value, messages={"en": message}))


def audit(publication: Publication, tables: Tables, text_path: Path) -> list[Finding]:
    """Compare the tables with the document's text; an empty list means that all agrees.

    Raises OSError where the text cannot be read. A text whose SHA-256 is not the one in documents.csv is one
    finding, and nothing else is compared with it.
    """
    run = _Audit(publication, tables, Text.read(text_path))
    documents = tables["documents"]
    run.document = next((row["id"] for row in documents if row["sha256"] == run.text.sha256), "")
    if not run.document:
        for row in documents:
            message = f"the text given is another: its SHA-256 is {run.text.sha256}"
            run.tell(documents, row, "sha256", "another-text", message)
        return run.findings
    _pointers(run)
    _dates(run)
    _mentions(run)
    _quotes(run)
    return sorted(run.findings)


def _span(cells: Mapping[str, str], prefix: str = "") -> Span | None:
    numbers = [cells.get(prefix + name, "") for name in ("line", "start", "end")]
    return Span(*map(int, numbers)) if all(n.isdigit() for n in numbers) else None


def _pointers(run: _Audit) -> None:
    """Each pointer lies inside its line, and its hash is the hash of these characters."""
    table = run.tables["evidence"]
    for row in table:
        cells = row.cells
        if cells["document"] != run.document:
            continue
        span, anchor = _span(cells), _span(cells, "anchor_")
        if span is None:
            run.tell(table, row, "start", "pointer", "line, start and end must be numbers")
            continue
        try:
            if digest(run.text.at(span)) != cells["sha256"]:
                right = _where(run.text, span, cells["sha256"])
                run.tell(table, row, "sha256", "hash", f"not the hash of {span}{right}")
                continue
            if anchor is not None:
                run.text.at(anchor)
        except NotInText as error:
            run.tell(table, row, "start", "pointer", str(error))
            continue
        pointer = Pointer(row, cells["record"], cells["property"], span, anchor, cells["reading"])
        run.pointers.append(pointer)
        run.of_record[pointer.record].append(pointer)
        if pointer.property in DATE:
            run.dated[span].append(pointer)


def _where(text: Text, span: Span, sha256: str) -> str:
    """Where in the line the characters with that hash do stand, if they stand there."""
    line = text.line(span.line)
    length = span.end - span.start
    for start in range(len(line) - length + 1):
        if digest(line[start : start + length]) == sha256:
            return f"; these characters stand at {start}–{start + length}"
    return ""


def _resolve(run: _Audit, span: Span, anchor: Span | None, seen: frozenset[Span] = frozenset()) -> Reading:
    """What the date at a span means, walking from anchor to anchor. Raises :class:`Unreadable`."""
    words = run.text.at(span)
    if dates.absolute(words):
        return dates.read(words)
    if span in seen:
        raise Unreadable(f"the anchors run in a circle at {span}")
    if anchor is None:
        anchor = next((p.anchor for p in run.dated[span] if p.anchor is not None), None)
    if anchor is None:
        raise Unreadable(f"{words!r} at {span} looks back to a date: give its anchor")
    return dates.read(words, _resolve(run, anchor, None, seen | {span}))


def _dates(run: _Audit) -> None:
    """Each date evidence means what it is read as, and what its record's row says."""
    evidence = run.tables["evidence"]
    for pointer in run.pointers:
        if pointer.property not in DATE or _timeless(run, pointer):
            continue
        try:
            meant = _resolve(run, pointer.span, pointer.anchor)
            if not _agrees(meant, Reading.parse(pointer.reading)):
                message = f"{run.text.at(pointer.span)} at {pointer.span} means {meant}, not {pointer.reading}"
                run.tell(evidence, pointer.row, "reading", "date", message)
        except Unreadable as error:
            run.tell(evidence, pointer.row, "reading", "date", str(error))
    for table in _tables_with(run.tables, "date_text"):
        for row in table:
            _dated_row(run, table, row)


def _timeless(run: _Audit, pointer: Pointer) -> bool:
    """Whether the words tell a rhythm (毎年) or an order, and no year or month that could be read."""
    return not pointer.reading and not dates.names_time(run.text.at(pointer.span))


def _agrees(meant: Reading, reading: Reading) -> bool:
    """Whether each end that the reading closes is the one that the words mean."""
    first = reading.first is None or meant.first is None or reading.first == meant.first
    last = reading.last is None or meant.last is None or reading.last == meant.last
    return first and last and not (reading.first is None and reading.last is None)


def _dated_row(run: _Audit, table: Table, row: Row) -> None:
    cells = row.cells
    pointers = [p for p in run.of_record[run.key(table, row)] if p.property == "date"]
    if not cells["date_text"]:
        if cells.get("month") or cells.get("year"):
            run.tell(table, row, "date_text", "date", "a date needs the words that tell it")
        return
    own = [p for p in pointers if run.text.at(p.span) == cells["date_text"]]
    if not own:
        run.tell(table, row, "date_text", "date", "no evidence row with property=date has these characters")
        return
    for pointer in own:
        if _timeless(run, pointer):
            continue
        try:
            reading = Reading.parse(pointer.reading)
        except Unreadable:
            return
        for column, bound in (("earliest", reading.earliest), ("latest", reading.latest)):
            if bound is not None and cells.get(column) != bound.isoformat():
                message = f"{cells['date_text']} ({pointer.span}) is read as {reading}: this must be {bound}"
                run.tell(table, row, column, "date", message)
        for column, given in (("month", cells.get("month")), ("year", cells.get("year"))):
            first = reading.first
            if given and first and given != f"{first[0]}-{first[1]:02}"[: len(given)]:
                message = f"{cells['date_text']} ({pointer.span}) is read as {reading}"
                run.tell(table, row, column, "date", message)


def _tables_with(tables: Tables, *columns: str) -> Iterator[Table]:
    return (table for table in tables.values() if set(columns) <= set(table.header))


def _mentions(run: _Audit) -> None:
    """Who is mentioned so stands in a passage of the record, and is marked as former where the text does."""
    people, names = _names(run.tables)
    for table in _tables_with(run.tables, "record", "wording", "former"):
        for row in table:
            _mention(run, table, row, people, names)


def _names(tables: Tables) -> tuple[dict[str, str], dict[str, set[str]]]:
    people = {row["id"]: row["name_ja"] for row in tables.get("people", ())}
    names: dict[str, set[str]] = defaultdict(set)
    for row in tables.get("names", ()):
        names[row["record"]].add(row["name"])
    return people, names


def _mention(run: _Audit, table: Table, row: Row, people: Mapping[str, str], names: Mapping[str, set[str]]) -> None:
    cells = row.cells
    wording, person = cells["wording"], cells.get("person", "")
    if not wording:
        return
    spellings = {people.get(person, ""), *names.get(f"person/{person}", set())} - {""}
    if spellings and not any(name in wording for name in spellings):
        message = f"the mention does not hold the name as the table of people spells it: {', '.join(spellings)}"
        run.tell(table, row, "wording", "name", message)
    spans = [p.span for p in run.of_record[cells["record"]] if cells.get("line", "") in ("", str(p.span.line))]
    marked = {m for span in spans for m in _marks(run, span, wording)}
    if not marked:
        run.tell(table, row, "wording", "name", f"stands in no passage of {cells['record']}")
    elif marked == {True} and not cells["former"]:
        message = f"the text marks this holder as former: {wording}{run.publication.audit.former_mark}"
        run.tell(table, row, "former", "former", message)
    elif marked == {False} and cells["former"]:
        run.tell(table, row, "former", "former", "the text does not mark this holder as former here")


def _marks(run: _Audit, span: Span, wording: str) -> Iterator[bool]:
    """For each place of the span where the mention stands, whether the mark of a former holder follows it."""
    line = run.text.line(span.line)
    for match in re.finditer(re.escape(wording), line[: span.end]):
        if match.start() >= span.start:
            yield line.startswith(run.publication.audit.former_mark, match.end())


def _quotes(run: _Audit) -> None:
    """What a table quotes stands in a passage of the record; what it spells stands somewhere in the text."""
    settings = run.publication.audit
    for column in settings.quoted:
        for table in _tables_with(run.tables, column):
            for row in table:
                quoted = row[column]
                if quoted and not _stands(run, (p.span for p in run.of_record[run.key(table, row)]), quoted):
                    run.tell(table, row, column, "quote", f"stands in no passage of {run.key(table, row)}")
    whole = "\n".join(run.text.lines)
    for place in settings.spelled:
        name, _, column = place.partition(".")
        for row in run.tables.get(name, ()):
            if row[column] and row[column] not in whole and not row.get(settings.excused):
                run.tell(run.tables[name], row, column, "spelling", "stands nowhere in the document")


def _stands(run: _Audit, spans: Iterable[Span], words: str) -> bool:
    return any(words in run.text.at(span) for span in spans)
