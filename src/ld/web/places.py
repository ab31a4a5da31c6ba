"""A stretch of the document as pages name it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ld.web.context import Reader

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


def passage(iri: str, reader: Reader) -> Passage | None:
    """The passage that ``iri`` addresses (RFC 5147 in its fragment), or None for what is no passage here."""
    place = reader.addresses.place(iri)
    found = _CHARACTERS.fullmatch(place.fragment) if place else None
    if not place or not found:
        return None
    href = reader.addresses.page(iri, reader.language) or ""
    return Passage(iri, place.key.rpartition("/")[2], found.group(1), found.group(2), href)
