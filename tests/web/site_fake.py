"""An engine in this process, for tests of the site alone: a store, and the same synchronous face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.formats import JSON, TSV, TURTLE, Format
from ld.problems import Problem
from ld.web.asking import Row

PUBLICATION = Path(__file__).parent / "publication"


@dataclass(frozen=True)
class Edition:
    id: str
    version: str
    triples: int
    path: Path


class FakeEngine:
    def __init__(self, store: ox.Store, path: Path, name: str = "1.0-abc"):
        self.store = store
        self.path = path
        self.name = name
        self.asked: list[str] = []
        self.clients: list[str] = []

    @property
    def release(self) -> Edition:
        return Edition(self.name, "1.0", len(self.store), self.path)

    def select(self, text: str, /) -> Sequence[Row]:
        self.asked.append(text)
        found = self.store.query(text)
        assert isinstance(found, ox.QuerySolutions)
        variables = [v.value for v in found.variables]
        return [{v: row[v] for v in variables if row[v] is not None} for row in found]

    def construct(self, text: str, format: Format, /) -> bytes:
        self.asked.append(text)
        assert isinstance(format.native, ox.RdfFormat)
        found = self.store.query(text)
        assert isinstance(found, ox.QueryTriples)
        written = ox.serialize(found, format=format.native)
        assert written is not None
        return written

    def head(self, text: str, octets: int, client: str, /) -> tuple[Format, bytes, bool]:
        self.asked.append(text)
        self.clients.append(client)
        try:
            found = self.store.query(text)
        except SyntaxError as error:
            raise Problem(400, "malformed-query", {"en": "Malformed"}, {"en": str(error)}) from error
        form, body = TURTLE, b""
        if isinstance(found, ox.QueryTriples):
            body = ox.serialize(found, format=ox.RdfFormat.TURTLE) or b""
        elif isinstance(found, ox.QueryBoolean):
            form, body = JSON, found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        else:
            form, body = TSV, found.serialize(format=ox.QueryResultsFormat.TSV) or b""
        return form, body[:octets], len(body) <= octets


def filled() -> ox.Store:
    store = ox.Store()
    store.load(path=PUBLICATION / "data.trig", format=ox.RdfFormat.TRIG)
    return store
