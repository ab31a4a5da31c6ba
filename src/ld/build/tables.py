"""The tables of a publication, read and checked against their CSVW metadata (sources/csvw.json)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ld.publication import Publication


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

    Raises :class:`~ld.problems.SourceErrors` with all that is wrong in any of them.
    """
    raise NotImplementedError
