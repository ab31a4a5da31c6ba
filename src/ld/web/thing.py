"""A thing as its page shows it: facts in reading order, its parts as tables, the passages that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ld.publication import Terms
from ld.web.context import Reader
from ld.web.dates import parse
from ld.web.description import Description, Statements, Value, iris, literals
from ld.web.languages import Name, named
from ld.web.places import Passage, passage
from ld.web.reckoning import Anchor, anchors
from ld.web.showing import Dated, Names, Shown, dated
from ld.web.vocabulary import LABELS, RDF
from ld.web.wording import by_table, in_one_language, without_implied, worth_telling


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
    anchors: Sequence[Anchor] = ()
    cut: bool = False
    passages: Sequence[Passage] = ()

    @property
    def title(self) -> Name:
        """The first of its names."""
        return self.names[0]


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
    site = reader.site.presentation
    statements = without_implied(about.statements, schema)
    aside = {*LABELS, RDF + "type", terms.evidence, *dates.all, *quiet}
    for prop in sorted(statements.keys() - aside, key=schema.order):
        parts = set(about.parts_by(prop))
        if parts:
            tables.append(_table(prop, sorted(parts), about.parts, names, by_property[prop]))
        given = [v for v in statements[prop] if v.value not in parts]
        if _in_parts(prop, given, statements, about):
            continue
        values = names.each(in_one_language(given, reader.language))
        abroad = [each for each in values if each.kind == "external"]
        at_home = [each for each in values if each.kind != "external"]
        lesser = prop in site.minor and not worth_telling(given, site.plain)
        lesser = lesser or (bool(given) and all(v.value in site.plain for v in given))
        if at_home and lesser:
            minor.append(Fact(prop, names.of(prop), by_table(at_home, reader), by_property[prop]))
        elif at_home:
            facts.append(Fact(prop, names.of(prop), at_home, by_property[prop]))
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
        anchors(about, [about.parts[part] for part in about.parts_by(terms.evidence)], reader),
        about.cut,
        by_property[""],
    )


def _in_parts(prop: str, given: Sequence[Value], statements: Mapping[str, Sequence[Value]], about: Description) -> bool:
    """Whether parts of the thing tell all of ``given`` by the same property, so that their table has it."""
    told = {o for each in statements for part in about.parts_by(each) for o in about.parts[part].get(prop, ())}
    return bool(given) and told.issuperset(given)


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
    reader = names.reader
    aside = {*LABELS, RDF + "type"} | reader.site.presentation.quiet
    told = {part: without_implied(known[part], reader.schema) for part in parts}
    columns = sorted({p for own in told.values() for p in own} - aside, key=reader.schema.order)
    rows = [
        (part.partition("#")[2], [names.each(in_one_language(own.get(c, ()), reader.language)) for c in columns])
        for part, own in told.items()
    ]
    return PartTable(prop, reader.several(prop), [names.of(c) for c in columns], rows, passages)


def _read(given: ox.Literal, names: Names) -> Shown:
    """How a passage was read: dates and intervals in words, keys of tables as code."""
    days = given.value.split("/")
    if not given.language and len(days) < 3 and any(days) and all(parse(day) for day in days if day):
        words = names.reader.words
        told = words.date(days[0]) if len(days) == 1 else words.between(days[0], days[1])
        return Shown("date" if len(days) == 1 else "text", Name(told, words.language), machine=given.value)
    shown = names.literal(given)
    return replace(shown, kind="code") if shown.kind == "text" and not given.language else shown


def _evidence(part: str, about: Description, names: Names, terms: Terms) -> Evidence | None:
    statements = about.parts[part]
    found = passage(next(iris(statements, terms.passage), ""), names.reader)
    if found is None:
        return None
    prop = next(iris(statements, terms.about_property), "")
    anchor = passage(next(iris(statements, terms.anchor), ""), names.reader)
    aside = {RDF + "type", terms.passage, terms.about_property, terms.anchor, *names.reader.site.presentation.quiet}
    rest = [
        (names.of(p), [_read(o, names) for o in literals(statements, p)])
        for p in sorted(statements.keys() - aside, key=names.reader.schema.order)
        if any(isinstance(o, ox.Literal) for o in statements[p])
    ]
    return Evidence(part.partition("#")[2], found, names.of(prop) if prop else None, prop, anchor, rest)
