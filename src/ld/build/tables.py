"""The tables of a publication, read and checked against their CSVW metadata (sources/csvw.json)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ld.build.collect import Collector
from ld.build.keys import Keyed, check_keys
from ld.build.rfc4180 import Broken, Record, records
from ld.build.schema import FILE, Column, Schema, read_schemas
from ld.problems import Finding
from ld.publication import Publication

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_OTHER_ENCODINGS = ("cp932", "euc_jp")
Messages = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One record: ``number`` is the physical line it begins on (the header's is 1), ``values`` its cells in order."""

    number: int
    values: tuple[str, ...]
    columns: Mapping[str, int] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.values[self.columns[column]]

    def get(self, column: str, default: str = "") -> str:
        """The cell of ``column``, or ``default`` when the table has no such column."""
        index = self.columns.get(column)
        return default if index is None else self.values[index]

    @property
    def cells(self) -> dict[str, str]:
        """All cells by column."""
        return dict(zip(self.columns, self.values, strict=True))


@dataclass(frozen=True)
class Table:
    """A table: ``name`` is the stem of its file, ``file`` its path relative to the publication's folder."""

    name: str
    file: str
    path: Path
    header: tuple[str, ...]
    rows: list[Row]
    primary_key: tuple[str, ...] = ()
    about_url: str = ""

    @property
    def columns(self) -> dict[str, int]:
        """The place of each column."""
        return {name: index for index, name in enumerate(self.header)}

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Tables(dict[str, Table]):
    """All tables by name (``tables["lines"]``)."""

    def by_path(self, path: Path) -> Table | None:
        """The table that was read from ``path``, or None."""
        return next((t for t in self.values() if t.path == path), None)


def read_tables(publication: Publication) -> Tables:
    """Read every table that sources/csvw.json names.

    Raises :class:`~ld.problems.SourceErrors` with all that is wrong in any of them: at most 50 findings of a kind,
    and the count.
    """
    folder, collector = publication.paths.sources, Collector()
    schemas = read_schemas(folder, relative(publication, folder / FILE), collector)
    tables, keyed = Tables(), dict[str, Keyed]()
    for schema in schemas:
        path = folder / schema.url
        reading = _Reading(schema, path, relative(publication, path), collector)
        reading.read()
        tables[schema.name] = reading.table()
        keyed[schema.name] = Keyed(schema, reading.file, reading.columns, reading.keyed, reading.whole)
    for path in sorted(folder.glob("*.csv")):
        if schemas and path.name not in {schema.url for schema in schemas}:
            messages = {
                "en": f"{FILE} does not name this table, so nobody would read it",
                "ja": f"{FILE} にこの表の記述がなく、読まれない",
            }
            collector.add(Finding(relative(publication, path), 0, "", "unknown-table", messages=messages))
    check_keys(keyed, publication.base, collector)
    collector.stop()
    return tables


def relative(publication: Publication, path: Path) -> str:
    """``path`` as findings name it: from the publication's folder, with slashes."""
    return path.relative_to(publication.root).as_posix() if path.is_relative_to(publication.root) else path.as_posix()


class _Reading:
    """One table while it is read."""

    def __init__(self, schema: Schema, path: Path, file: str, collector: Collector):
        self.schema, self.path, self.file, self.collector = schema, path, file, collector
        self.header: tuple[str, ...] = ()
        self.columns: dict[str, int] = {}
        self.rows: list[Row] = []
        self.keyed: list[tuple[int, tuple[str, ...]]] = []
        self.undecodable: set[int] = set()
        self.whole = True

    def table(self) -> Table:
        return Table(
            self.schema.name,
            self.file,
            self.path,
            self.header,
            self.rows,
            self.schema.primary_key,
            self.schema.about_url,
        )

    def fault(self, kind: str, row: int, column: str, value: str, *, en: str, ja: str) -> None:
        self.collector.note(
            kind,
            self.file,
            lambda: Finding(self.file, row, column, kind, value[:200], messages={"en": en, "ja": ja}),
        )

    def read(self) -> None:
        """Read header and rows; what has the right number of cells becomes a row, all else only its keys."""
        try:
            with self.path.open("rb") as stream:
                if (mark := stream.read(2)) in (b"\xff\xfe", b"\xfe\xff"):
                    self.whole = False
                    self._wrong_encoding(1, mark, "UTF-16")
                    return
                stream.seek(0)
                source = records(self._lines(stream), self.schema.delimiter)
                first = next(source, None)
                if not isinstance(first, Record):
                    self.whole = False
                    self.fault("missing-column", 1, "", "", en="the header row is missing", ja="見出し行がない")
                    return
                self._take_header(first)
                self._take_rows(source)
        except FileNotFoundError:
            self.whole = False
            self.fault("missing-file", 0, "", "", en="the file is missing", ja="ファイルがない")
            return
        except OSError as error:
            self.whole = False
            self.fault("missing-file", 0, "", "", en=f"cannot be read: {error.strerror}", ja="読めない")
            return
        self._check_columns()

    def _lines(self, stream: Iterator[bytes]) -> Iterator[str]:
        for number, raw in enumerate(stream, 1):
            line = (raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw).rstrip(b"\r\n")
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                self.undecodable.add(number)
                self._wrong_encoding(number, line[error.start : error.end], _guess(line), error.start + 1)
                text = line.decode("utf-8", "replace")
            if match := _CONTROL.search(text):
                self.fault(
                    "control-character",
                    number,
                    "",
                    f"U+{ord(match.group()):04X}",
                    en="a control character stands in this row",
                    ja="この行に制御文字がある",
                )
            yield text

    def _wrong_encoding(self, number: int, octets: bytes, guess: str, at: int = 1) -> None:
        hint_en = f"; it looks like {guess}" if guess else ""
        hint_ja = f"。{guess} と思われる" if guess else ""
        self.fault(
            "encoding",
            number,
            "",
            octets.hex(" "),
            en=f"is not UTF-8: byte {at} of this row{hint_en}. Save the table as UTF-8",
            ja=f"UTF-8 でない（この行の {at} バイト目{hint_ja}）。UTF-8 で保存する",
        )

    def _take_header(self, record: Record) -> None:
        self.header = record.cells
        known = self.schema.columns
        for index, name in enumerate(record.cells):
            if name in self.columns:
                self.fault("duplicate-column", 1, name, name, en="this column stands here twice", ja="同じ列が二つある")
            elif name not in known:
                self.fault(
                    "unknown-column",
                    1,
                    name,
                    name,
                    en=f"{FILE} has no such column; it has {', '.join(known)}",
                    ja=f"{FILE} にない列。ある列は {', '.join(known)}",
                )
            self.columns.setdefault(name, index)
        for name in known:
            if name not in self.columns:
                self.fault("missing-column", 1, name, "", en="the column is missing", ja="列がない")

    def _take_rows(self, source: Iterator[Record | Broken]) -> None:
        width = len(self.header)
        for record in source:
            if isinstance(record, Broken):
                self.whole = False
                if record.closed:
                    en, ja = "a quote stands where none may; a quote in a cell is written twice", "引用符の位置が誤り"
                else:
                    en, ja = "a quote is opened in this row and never closed", "この行で開いた引用符が閉じていない"
                self.fault("broken-quote", record.number, "", record.text, en=en, ja=ja)
                continue
            if len(record.cells) == width:
                self.rows.append(Row(record.number, record.cells, self.columns))
            else:
                self.fault(
                    "cell-count",
                    record.number,
                    "",
                    str(len(record.cells)),
                    en=f"the row has {len(record.cells)} cells, the header has {width}",
                    ja=f"セルが {len(record.cells)} 個、見出しは {width} 個",
                )
            self.keyed.append((record.number, record.cells))

    def _check_columns(self) -> None:
        """Column by column over the different values, so that a row costs almost nothing where all is well."""
        for name, index in self.columns.items():
            column = self.schema.columns.get(name)
            if column is None:
                continue
            values = {row.values[index] for row in self.rows}
            if column.check is None:
                values = {value for value in values if not value or value != value.strip()}
            faults = {value: found for value in values if (found := _fault(column, value))}
            if not faults:
                continue
            for row in self.rows:
                if (found := faults.get(row.values[index])) and row.number not in self.undecodable:
                    kind, messages = found
                    self.fault(kind, row.number, name, row.values[index], en=messages["en"], ja=messages["ja"])


def _fault(column: Column, value: str) -> tuple[str, Messages] | None:
    if not value:
        return ("required", {"en": "must not be empty", "ja": "空欄にできない"}) if column.required else None
    if value[0].isspace() or value[-1].isspace():
        return "space", {"en": "has a space before or after it", "ja": "前後に空白がある"}
    if column.check is not None:
        for part in column.values(value):
            if messages := column.check(part):
                return "datatype", messages
    return None


def _guess(line: bytes) -> str:
    """The encoding that a Japanese spreadsheet probably wrote, as its common name."""
    for encoding in _OTHER_ENCODINGS:
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return {"cp932": "Shift_JIS", "euc_jp": "EUC-JP"}[encoding]
    return ""
