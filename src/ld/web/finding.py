"""Looking an identifier up: there, written otherwise, moved, withdrawn, or not there and what may have been meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NoReturn

from ld.problems import Problem
from ld.web.addresses import normal
from ld.web.asking import fill, iri, text
from ld.web.context import Reader
from ld.web.description import Standing, standing

_NEAR = 5
_MEMBERS = """
SELECT DISTINCT ?each WHERE { ?each a ?kind . FILTER(STRSTARTS(STR(?each), "%s")) } ORDER BY ?each LIMIT 5000
"""


class Elsewhere(Exception):
    """What was asked for is at another key; ``status`` is how to say so."""

    def __init__(self, key: str, status: int = 301):
        super().__init__(key)
        self.key = key
        self.status = status


def find(reader: Reader, key: str) -> str:
    """The identifier of ``key``, where the data say something of it.

    Raises :class:`Elsewhere` for a key that moved or is written another way (a slash at the end, other case, a form of
    Unicode other than NFC), :class:`~ld.problems.Problem` with 410 and the reason for one that was withdrawn, and
    with 404 and what is near for one that is not there.
    """
    wanted = reader.addresses.identifier(key)
    found = _standing(reader, wanted)
    if wanted and found.gone:
        _gone(reader, found)
    if wanted and found.there:
        return wanted
    usual = normal(key)
    if usual != key and usual:
        other = reader.addresses.identifier(usual)
        if other and _standing(reader, other).there:
            raise Elsewhere(usual)
        key = usual
    members = _members(reader, key)
    alike = [each for each in members if each.lower() == key.lower()]
    if len(alike) == 1 and alike[0] != key:
        raise Elsewhere(alike[0])
    raise missing(reader, key, get_close_matches(key, members, _NEAR, 0.75))


def is_there(reader: Reader, key: str) -> bool:
    """Whether the data say something of ``key``, written just so."""
    return _standing(reader, reader.addresses.identifier(key)).there


def _standing(reader: Reader, identifier: str | None) -> Standing:
    if not identifier or not iri(identifier):
        return Standing(False)
    shown = reader.site.presentation
    return standing(reader.site.asking, identifier, reader.site.aside, shown.former, shown.reason)


def _gone(reader: Reader, found: Standing) -> NoReturn:
    place = reader.addresses.place(found.successor) if found.successor else None
    if place:
        raise Elsewhere(place.key)
    title = {"en": "Withdrawn", "ja": "撤回されました"}
    usual = {"en": "This identifier is no longer in use.", "ja": "この識別子は使われなくなりました。"}
    raise Problem(410, "gone", title, {**usual, **found.reasons})


def _members(reader: Reader, key: str) -> list[str]:
    """The keys of all things of the class that the key's first segment names."""
    segment, _, rest = key.partition("/")
    class_iri = reader.schema.segments.get(segment) or next(
        (each for name, each in reader.schema.segments.items() if name.lower() == segment.lower()), ""
    )
    if not rest or not class_iri:
        return []
    rows = reader.site.asking.select(fill(_MEMBERS % f"{reader.addresses.base}id/", kind=class_iri))
    places = (reader.addresses.place(text(row["each"])) for row in rows)
    return [place.key for place in places if place and not place.fragment]


def missing(reader: Reader, key: str, near: list[str] | None = None) -> Problem:
    """The problem of a key of which the data say nothing."""
    suggestions = [reader.addresses.page(f"{reader.addresses.base}id/{each}", reader.language) for each in near or []]
    return Problem(
        404,
        "not-found",
        {"en": "Not found", "ja": "見つかりません"},
        {"en": f"Nothing here is called {key}.", "ja": f"「{key}」という項目はありません。"},
        {"suggestions": suggestions} if suggestions else {},
    )
