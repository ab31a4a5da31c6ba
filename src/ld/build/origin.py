"""Where a triple comes from: the cell of the table that made it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import pyoxigraph as ox


class Origin(NamedTuple):
    """One cell: ``file`` relative to the publication's folder, ``row`` its physical line, ``column`` the column."""

    file: str
    row: int
    column: str
    value: str = ""


class Origins(Protocol):
    """What findings about triples ask, to speak of cells instead."""

    def cells(self, triple: ox.Triple) -> list[Origin]:
        """The cells that made ``triple``; empty when no table states it."""

    def rows(self, subject: ox.NamedNode) -> list[Origin]:
        """The cells that made ``subject`` a subject, one a row."""

    def lacking(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Origin]:
        """The cells that would state ``predicate`` of ``subject`` if they were filled."""


class Nowhere:
    """The origins of triples that no table made."""

    def cells(self, triple: ox.Triple) -> list[Origin]:
        """Nothing."""
        return []

    def rows(self, subject: ox.NamedNode) -> list[Origin]:
        """Nothing."""
        return []

    def lacking(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Origin]:
        """Nothing."""
        return []


class Several:
    """The origins of one graph that has several sources (mapped tables, links)."""

    def __init__(self, *parts: Origins):
        self.parts = parts

    def cells(self, triple: ox.Triple) -> list[Origin]:
        """The cells of ``triple`` in all parts."""
        return [origin for part in self.parts for origin in part.cells(triple)]

    def rows(self, subject: ox.NamedNode) -> list[Origin]:
        """The rows of ``subject`` in all parts."""
        return [origin for part in self.parts for origin in part.rows(subject)]

    def lacking(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Origin]:
        """The cells that would state ``predicate`` of ``subject``, in all parts."""
        return [origin for part in self.parts for origin in part.lacking(subject, predicate)]
