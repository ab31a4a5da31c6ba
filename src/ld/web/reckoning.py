"""How a relative date was resolved: what the date that it looks back to says, and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ld.web.context import Reader
from ld.web.description import Description, Statements, iris, literals
from ld.web.languages import Name, named
from ld.web.places import Passage, passage


@dataclass(frozen=True)
class Anchor:
    """A date that another looks back to: its passage, its words where they are known, and what it was read as."""

    passage: Passage
    written: Name | None
    read: str


def anchors(about: Description, evidence: Sequence[Statements], reader: Reader) -> list[Anchor]:
    """What the date of ``about`` looks back to, by the ``evidence`` for its date, in the order of the document."""
    terms, dates = reader.site.publication.terms, reader.site.presentation.dates
    found: dict[str, Anchor] = {}
    for statements in evidence:
        if dates.value not in set(iris(statements, terms.about_property)):
            continue
        for iri in iris(statements, terms.anchor):
            place = passage(iri, reader)
            if place:
                told = about.parts.get(iri, {})
                text = next(literals(told, dates.text), None)
                value = next(literals(told, dates.value), None)
                words = named(text, reader.language) if text else _of_text(place, reader)
                found[iri] = Anchor(place, words, reader.words.date(value.value) if value else "")
    return sorted(found.values(), key=lambda each: each.passage.order)


def _of_text(place: Passage, reader: Reader) -> Name | None:
    """The characters themselves, where the operator gave the document's text."""
    given = reader.site.text
    inside = reader.addresses.place(place.iri)
    if given is None or inside is None or inside.key != f"{given.key}/{place.line}" or not place.line.isdecimal():
        return None
    if not 0 < int(place.line) <= len(given.lines):
        return None
    words = given.lines[int(place.line) - 1][int(place.start) : int(place.end)]
    return Name(words, given.language, given.language != reader.language) if words else None
