"""A thing as its page shows it: facts in reading order, its parts as tables, the passages that say so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from ld.publication import Terms
from ld.web.context import Reader
from ld.web.description import Description, Statements, iris, literals
from ld.web.languages import Name, named
from ld.web.showing import Dated, Names, Shown, dated
from ld.web.vocabulary import LABELS, RDF

_CHARACTERS = re.compile(r"char=(\d+),(\d+)", re.ASCII)


@dataclass(frozen=True)
class Passage:
    """A stretch of the document: the end of its line's identifier, its characters, and its page."""

    iri: str
    line: str
    start: str
    end: str
    href: str

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Its place in the document."""
        return int(self.line) if self.line.isdecimal() else 0, int(self.start), -int(self.end), self.iri


@dataclass(frozen=True)
class Evidence:
    """A passage that bears out a record or one property of it, how it is read, and what date it looks back to."""

    iri: str
    passage: Passage
    about: Name | None
    prop: str
    anchor: Passage | None
    rest: Sequence[tuple[Name, Sequence[Shown]]]


@dataclass(frozen=True)
class Fact:
    """One property with its values, and the passages for it where it has its own."""

    prop: str
    name: Name
    values: Sequence[Shown]
    passages: Sequence[Passage] = ()


@dataclass(frozen=True)
class PartTable:
    """The parts that one property leads to, a row each: its name in the address, and a cell for each column."""

    prop: str
    name: Name
    columns: Sequence[Name]
    rows: Sequence[tuple[str, Sequence[Sequence[Shown]]]]
    passages: Sequence[Passage] = ()


@dataclass(frozen=True)
class Thing:
    """All that the page of a thing shows, what leads to it excepted."""

    iri: str
    names: Sequence[Name]
    types: Sequence[tuple[Name, str]]
    date: Dated | None
    date_passages: Sequence[Passage]
    facts: Sequence[Fact]
    minor: Sequence[Fact]
    tables: Sequence[PartTable]
    evidence: Sequence[Evidence]
    outward: Sequence[Fact]
    cut: bool = False
    passages: Sequence[Passage] = field(default=())

    @property
    def title(self) -> Name:
        """The first of its names."""
        return self.names[0]


def passage(iri: str, reader: Reader) -> Passage | None:
    """The passage that ``iri`` addresses (RFC 5147 in its fragment), or None for what is no passage here."""
    place = reader.addresses.place(iri)
    found = _CHARACTERS.fullmatch(place.fragment) if place else None
    if not place or not found:
        return None
    href = reader.addresses.page(iri, reader.language) or ""
    return Passage(iri, place.key.rpartition("/")[2], found.group(1), found.group(2), href)


def shape(about: Description, names: Names) -> Thing:
    """``about`` in reading order, with ``names`` for all that it mentions."""
    reader = names.reader
    terms, dates = reader.site.publication.terms, reader.site.presentation.dates
    schema, quiet = reader.schema, reader.site.presentation.quiet
    evidence = [row for part in about.parts_by(terms.evidence) if (row := _evidence(part, about, names, terms))]
    evidence.sort(key=lambda row: row.passage.order)
    by_property: dict[str, list[Passage]] = defaultdict(list)
    for row in evidence:
        by_property[row.prop].append(row.passage)
    facts: list[Fact] = []
    minor: list[Fact] = []
    outward: list[Fact] = []
    tables: list[PartTable] = []
    lesser = reader.site.presentation.minor
    aside = {*LABELS, RDF + "type", terms.evidence, *dates.all, *quiet}
    for prop in sorted(about.statements.keys() - aside, key=schema.order):
        parts = set(about.parts_by(prop))
        if parts:
            tables.append(_table(prop, sorted(parts), about.parts, names, by_property[prop]))
        values = names.each(v for v in about.statements[prop] if v.value not in parts)
        abroad = [each for each in values if each.kind == "external"]
        at_home = [each for each in values if each.kind != "external"]
        if at_home:
            (minor if prop in lesser else facts).append(Fact(prop, names.of(prop), at_home, by_property[prop]))
        if abroad:
            outward.append(Fact(prop, names.of(prop), abroad))
    when = dated(about.statements, dates, names)
    return Thing(
        about.iri,
        _titles(about, names),
        [(names.of(each), _listing(each, reader)) for each in schema.narrowest(about.types)],
        when,
        [p for prop in sorted(dates.all) for p in by_property[prop]],
        facts,
        minor,
        tables,
        evidence,
        outward,
        about.cut,
        by_property[""],
    )


def _titles(about: Description, names: Names) -> list[Name]:
    """The thing's name in the language of the page, then those in the other languages."""
    first = names.of(about.iri)
    rest = [named(each, names.reader.language) for each in about.labels]
    return [first, *(each for each in dict.fromkeys(rest) if each.language != first.language)]


def _listing(iri: str, reader: Reader) -> str:
    """The address of the list of all things of a class, or of the class in the ontology's page."""
    term = reader.schema.terms.get(iri)
    if term and term.notation:
        return reader.addresses.at(f"/page/{term.notation}.{reader.language}")
    return reader.addresses.page(iri, reader.language) or ""


def _table(
    prop: str, parts: Sequence[str], known: Mapping[str, Statements], names: Names, passages: Sequence[Passage]
) -> PartTable:
    aside = {*LABELS, RDF + "type"} | names.reader.site.presentation.quiet
    columns = sorted({p for part in parts for p in known[part]} - aside, key=names.reader.schema.order)
    rows = [(part.partition("#")[2], [names.each(known[part].get(c, ())) for c in columns]) for part in parts]
    return PartTable(prop, names.of(prop), [names.of(c) for c in columns], rows, passages)


def _evidence(part: str, about: Description, names: Names, terms: Terms) -> Evidence | None:
    statements = about.parts[part]
    found = passage(next(iris(statements, terms.passage), ""), names.reader)
    if found is None:
        return None
    prop = next(iris(statements, terms.about_property), "")
    anchor = passage(next(iris(statements, terms.anchor), ""), names.reader)
    aside = {RDF + "type", terms.passage, terms.about_property, terms.anchor, *names.reader.site.presentation.quiet}
    rest = [
        (names.of(p), names.each(literals(statements, p)))
        for p in sorted(statements.keys() - aside, key=names.reader.schema.order)
        if any(isinstance(o, ox.Literal) for o in statements[p])
    ]
    return Evidence(part.partition("#")[2], found, names.of(prop) if prop else None, prop, anchor, rest)
