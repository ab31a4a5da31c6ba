"""How a value of the data looks on a page: a link, a date in words, a number, a text with its language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ld.web.context import Reader, ending
from ld.web.description import Statements, Value, iris, literals
from ld.web.languages import Name, Words, named
from ld.web.presentation import Dates
from ld.web.vocabulary import XSD

_DATES = {XSD + "date", XSD + "gYearMonth", XSD + "gYear"}
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}


@dataclass(frozen=True)
class Shown:
    """One value: its ``kind`` (link, external, date, number, flag, code or text), its words, and where it leads."""

    kind: str
    name: Name
    href: str = ""
    machine: str = ""


@dataclass(frozen=True)
class Names:
    """The names of all that one page mentions."""

    reader: Reader
    known: Mapping[str, Sequence[ox.Literal]]

    def of(self, iri: str) -> Name:
        """What to call ``iri`` in the reader's language."""
        return self.reader.name(self.known.get(iri) or self.reader.schema.labels(iri), iri)

    def link(self, iri: str) -> Shown:
        """``iri`` as a link: to its page here, or to where it is at home."""
        here = self.reader.addresses.page(iri, self.reader.language)
        if here:
            return Shown("link", self.of(iri), here, iri)
        web = iri.startswith(("https://", "http://"))
        label = self.of(iri) if self.known.get(iri) else Name(self.reader.compact(iri))
        return Shown("external" if web else "code", label, iri if web else "", iri)

    def show(self, value: Value) -> Shown:
        """A value as the page shows it."""
        return self.link(value.value) if isinstance(value, ox.NamedNode) else self.literal(value)

    def literal(self, value: ox.Literal) -> Shown:
        """A literal as the page shows it: dates and numbers in the reader's language, truth as yes or no."""
        words, kind = self.reader.words, value.datatype.value
        if kind in _DATES:
            return Shown("date", Name(words.date(value.value), self.reader.language), machine=value.value)
        if kind in _NUMBERS:
            return Shown("number", Name(_number(words.number, value.value)), machine=value.value)
        if kind == XSD + "boolean":
            yes = "yes" if value.value in {"true", "1"} else "no"
            return Shown("flag", Name(words(f"value.{yes}"), self.reader.language), machine=value.value)
        if kind == XSD + "anyURI" and value.value.startswith(("https://", "http://")):
            return Shown("external", Name(value.value), value.value, value.value)
        return Shown("text", named(value, self.reader.language))

    def each(self, given: Iterable[Value]) -> list[Shown]:
        """Several values; of texts in several languages first those of the page, and links by their names."""
        shown = [self.show(value) for value in given]
        return sorted(shown, key=lambda one: (one.name.foreign, one.name.text if one.kind == "link" else ""))


@dataclass(frozen=True)
class Dated:
    """The date of a record: in words and for machines, as the document writes it, its bounds, and its relation.

    ``basis`` is how the document told it.
    """

    words: str = ""
    machine: str = ""
    written: Name | None = None
    earliest: Shown | None = None
    latest: Shown | None = None
    relation: Shown | None = None
    basis: Shown | None = None


def moment(words: Words, value: str, low: str, high: str) -> Shown | None:
    """A date for a table: the date itself, else what its bounds tell to the month, else nothing."""
    if value:
        return Shown("date", Name(words.date(value), words.language), machine=value)
    if not low and not high:
        return None
    return Shown("date", Name(words.between(low, high), words.language), machine=(low or high)[:7])


def dated(statements: Statements, dates: Dates, names: Names) -> Dated | None:
    """The date of a record, or None for what has none."""
    if not any(statements.get(prop) for prop in dates.all):
        return None

    def first(prop: str) -> ox.Literal | None:
        return next(literals(statements, prop), None) if prop else None

    value, end, text = first(dates.value), first(dates.end), first(dates.text)
    low, high = first(dates.earliest), first(dates.latest)
    words = names.reader.words
    told = words.date(value.value) if value else ""
    if value and end:
        told = words("date.span", start=told, end=words.date(end.value))
    elif text and not value:
        bounds = moment(words, "", low.value if low else "", high.value if high else "")
        told = bounds.name.text if bounds else ""
    plain = names.reader.site.presentation.plain
    relation = next((o for o in iris(statements, dates.relation) if o not in plain), "") if dates.relation else ""
    basis = next((o for o in iris(statements, dates.basis) if o not in plain), "") if dates.basis else ""
    return Dated(
        told,
        "/".join(each.value for each in (value, end) if each),
        named(text, names.reader.language) if text else None,
        names.literal(low) if low else None,
        names.literal(high) if high else None,
        names.link(relation) if relation else None,
        names.link(basis) if basis else None,
    )


def _number(write: object, text: str) -> str:
    try:
        return write(float(text) if "." in text or "e" in text.lower() else int(text))  # type: ignore[operator, no-any-return]
    except ValueError:
        return ending(text)
