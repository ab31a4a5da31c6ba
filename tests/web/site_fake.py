"""An engine in this process, for tests of the site alone: a store, and the same synchronous face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.formats import Format
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


def filled() -> ox.Store:
    store = ox.Store()
    store.load(path=PUBLICATION / "data.trig", format=ox.RdfFormat.TRIG)
    return store
