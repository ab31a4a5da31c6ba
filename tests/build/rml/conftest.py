"""Runs a mapping that a test writes over a table that it writes."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.build.collect import Collector
from ld.build.rfc4180 import Record, records
from ld.build.rml.engine import Engine
from ld.build.rml.reader import MappingFile, Reader
from ld.build.tables import Row, Table

HEAD = """@prefix rml: <http://w3id.org/rml/> . @prefix old: <http://semweb.mmlab.be/ns/rml#> .
@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix csvw: <http://www.w3.org/ns/csvw#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix g: <https://gardens.example/def#> . @base <https://gardens.example/mapping/> .
"""


class Made:
    """What a mapping made: the engine, its statements as N-Quads lines, and the findings."""

    def __init__(self, folder: Path, mapping: str, tables: dict[str, str]):
        self.collector = Collector()
        reader = Reader(folder, "https://gardens.example/", self.collector)
        parsed = ox.parse((HEAD + mapping).encode(), format=ox.RdfFormat.TURTLE)
        reader.add([quad.triple for quad in parsed], MappingFile("mappings/m.ttl", folder / "mappings"))
        self.maps = reader.read()
        found = {}
        for name, text in tables.items():
            path = (folder / name).resolve()
            read = [
                r for r in records(text.strip("\n").split("\n"), ";" if ";" in text else ",") if isinstance(r, Record)
            ]
            columns = {column: index for index, column in enumerate(read[0].cells)}
            rows = [Row(r.number, r.cells, columns) for r in read[1:]]
            found[path] = Table(path.stem, name, path, read[0].cells, rows)
        self.engine = Engine(self.maps, found, self.collector)
        self.statements = list(self.engine)

    @property
    def lines(self) -> list[str]:
        return sorted({f"{s.triple}{f' {s.graph}' if s.graph else ''}" for s in self.statements})

    @property
    def messages(self) -> list[str]:
        return [finding.message() for finding in self.collector.findings]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Made]:
    """``run(mapping, {"sources/a.csv": text})``."""

    def make(mapping: str, tables: dict[str, str]) -> Made:
        return Made(tmp_path, mapping, tables)

    return make
