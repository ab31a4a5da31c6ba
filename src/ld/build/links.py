"""Links to other datasets (mappings/links.sssom.tsv, SSSOM) as triples.

A row is one mapping. Rows with a confidence below :data:`PUBLISHED` are candidates: they are checked like all
others and stay in the table with the predicate that they would have, but no triple is made of them; nor of rows
whose ``predicate_modifier`` is ``Not``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.origin import Origin, Origins
from ld.build.rfc4180 import Broken, Record, records
from ld.build.tables import relative
from ld.problems import Finding
from ld.publication import Publication

FILE = "links.sssom.tsv"
PUBLISHED = 0.5
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
BUILT_IN = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
"""The prefixes that a curie_map need not name (SSSOM, "built-in prefixes")."""
_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/")
_ITEM = re.compile(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*")
_ENTRY = re.compile(r"""\s*["']?([^"':\s]+)["']?\s*:\s*["']?(\S+?)["']?\s*""")


@dataclass(frozen=True)
class Links:
    """The links that are published, each with its cell, and where their triples come from."""

    triples: list[tuple[ox.Triple, Origin]]
    origins: Origins


class _Stated:
    """The origins of links."""

    def __init__(self, triples: Iterable[tuple[ox.Triple, Origin]]):
        self.by_triple: dict[ox.Triple, list[Origin]] = defaultdict(list)
        for triple, origin in triples:
            self.by_triple[triple].append(origin)

    def cells(self, triple: ox.Triple) -> list[Origin]:
        return list(self.by_triple.get(triple, ()))

    def rows(self, subject: ox.NamedNode) -> list[Origin]:
        return []

    def lacking(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Origin]:
        return []


def read_links(publication: Publication, subjects: Collection[ox.NamedNode] | None = None) -> Links:
    """Read mappings/links.sssom.tsv; no links when the file does not exist.

    With ``subjects``, a link from anything else is a finding. Raises :class:`~ld.problems.SourceErrors`.
    """
    path = publication.paths.mappings / FILE
    collector = Collector()
    triples: list[tuple[ox.Triple, Origin]] = []
    if path.exists():
        reading = _Reading(path, relative(publication, path), subjects, collector)
        triples = reading.read()
    collector.stop()
    return Links(triples, _Stated(triples))


class _Reading:
    """The file while it is read."""

    def __init__(self, path: Path, file: str, subjects: Collection[ox.NamedNode] | None, collector: Collector):
        self.path, self.file, self.subjects, self.collector = path, file, subjects, collector
        self.prefixes: dict[str, str] = {}

    def fault(self, row: int, column: str, value: str, *, en: str, ja: str) -> None:
        self.collector.add(Finding(self.file, row, column, "link", value, messages={"en": en, "ja": ja}))

    def read(self) -> list[tuple[ox.Triple, Origin]]:
        try:
            lines = self.path.read_text("utf-8-sig").split("\n")
        except UnicodeDecodeError as error:
            row = self.path.read_bytes()[: error.start].count(b"\n") + 1
            self.fault(row, "", "", en="is not UTF-8", ja="UTF-8 でない")
            return []
        lines = [line.rstrip("\r") for line in lines]
        head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
        self.prefixes = {**BUILT_IN, **curie_map(lines[:head])}
        source = records(lines[head:], "\t")
        header = next(source, None)
        columns = header.cells if isinstance(header, Record) else ()
        for name in REQUIRED:
            if name not in columns:
                self.fault(head + 1, name, "", en="the column is missing", ja="列がない")
        if not set(REQUIRED) <= set(columns):
            return []
        found: dict[ox.Triple, Origin] = {}
        for record in source:
            row = head + record.number
            if isinstance(record, Broken):
                self.fault(row, "", record.text, en="the quotes of this row do not fit", ja="引用符が合わない")
            elif len(record.cells) != len(columns):
                count = len(record.cells)
                en = f"the row has {count} cells, the header has {len(columns)}"
                self.fault(row, "", str(count), en=en, ja=f"セルが {count} 個、見出しは {len(columns)} 個")
            else:
                self.take(row, dict(zip(columns, record.cells, strict=True)), found)
        return list(found.items())

    def take(self, row: int, cells: dict[str, str], found: dict[ox.Triple, Origin]) -> None:
        """Check one row, and put its triple into ``found`` when it is published."""
        subject = self.iri(row, "subject_id", cells)
        predicate = self.iri(row, "predicate_id", cells)
        value = self.iri(row, "object_id", cells)
        self.iri(row, "mapping_justification", cells)
        confidence = self.confidence(row, cells.get("confidence", ""))
        if value is not None and _WIKIDATA.match(value.value) and not _ITEM.fullmatch(value.value):
            en = "a Wikidata item is http://www.wikidata.org/entity/Q and digits"
            ja = "ウィキデータの項目は http://www.wikidata.org/entity/Q と数字で書く"
            self.fault(row, "object_id", cells["object_id"], en=en, ja=ja)
        if subject is not None and self.subjects is not None and subject not in self.subjects:
            en, ja = "no table has such a thing", "どの表にもない"
            self.fault(row, "subject_id", cells["subject_id"], en=en, ja=ja)
        if subject is None or predicate is None or value is None:
            return
        if confidence < PUBLISHED or cells.get("predicate_modifier", "") == "Not":
            return
        origin = Origin(self.file, row, "object_id", cells["object_id"])
        first = found.setdefault(ox.Triple(subject, predicate, value), origin)
        if first is not origin:
            en, ja = f"this link stands in row {first.row} already", f"同じリンクが {first.row} 行目にある"
            self.fault(row, "object_id", cells["object_id"], en=en, ja=ja)

    def iri(self, row: int, column: str, cells: dict[str, str]) -> ox.NamedNode | None:
        value = cells[column]
        if not value:
            self.fault(row, column, "", en="must not be empty", ja="空欄にできない")
            return None
        prefix, colon, local = value.partition(":")
        if colon and not local.startswith("//"):
            if prefix not in self.prefixes:
                en = f"the curie_map has no prefix {prefix}"
                self.fault(row, column, value, en=en, ja=f"curie_map に接頭辞 {prefix} がない")
                return None
            value = self.prefixes[prefix] + local
        try:
            return ox.NamedNode(value)
        except ValueError:
            self.fault(row, column, value, en="is no CURIE and no address", ja="CURIE でもアドレスでもない")
            return None

    def confidence(self, row: int, value: str) -> float:
        """The confidence of a row; one that says nothing counts as sure."""
        if not value:
            return 1.0
        if not re.fullmatch(r"0(\.[0-9]+)?|1(\.0+)?", value):
            en, ja = "must be a number from 0 to 1", "0から1までの数で書く"
            self.fault(row, "confidence", value, en=en, ja=ja)
            return 0.0
        return float(value)


def curie_map(lines: Iterable[str]) -> dict[str, str]:
    """The ``curie_map`` of the commented YAML that heads an SSSOM table.

    >>> curie_map(["#curie_map:", "#  wd: http://www.wikidata.org/entity/", "#license: x"])
    {'wd': 'http://www.wikidata.org/entity/'}
    """
    prefixes: dict[str, str] = {}
    inside, indent = False, 0
    for line in lines:
        text = line.removeprefix("#")
        if not text.strip():
            continue
        depth = len(text) - len(text.lstrip())
        if text.strip() == "curie_map:":
            inside, indent = True, depth
        elif depth <= indent:
            inside = False
        elif inside and (match := _ENTRY.fullmatch(text)):
            prefixes[match.group(1)] = match.group(2)
    return prefixes
