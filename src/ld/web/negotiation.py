"""Which format a request gets: by ``format=``, else by ``Accept`` (RFC 9110 §12.5.1), out of those on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from ld.formats import ALL, JSON, JSONLD, RDFXML, TURTLE, XML, Format
from ld.problems import Problem

_LONGEST = 4096
_NAMES: Mapping[str, Format] = {
    name.lower(): form
    for form in ALL
    for name in (form.extension, form.name, form.name.replace("-", ""), form.media_type, *form.aliases)
}
_LOOSE: Mapping[str, Sequence[Format]] = {
    "xml": (XML, RDFXML),
    "json": (JSON, JSONLD),
    "n3": (TURTLE,),
    "rdf+xml": (RDFXML,),
    "rdfxml": (RDFXML,),
}
"""What else clients write behind ``format=``, for rows as for triples: the first that is on offer is meant."""


def negotiate(offered: Sequence[Format], accepted: str | None, named: str | None = None) -> Format:
    """The format of ``offered`` that the request wants most; of equals the first.

    ``named`` is the value of ``format=`` (of several with commas the first that there is) or an extension and beats
    ``accepted``, the value of ``Accept`` (None or empty: everything). An alias (``text/xml``) counts as the format it
    stands for, parameters of a media type (``charset``, ``version``, ``profile``) do not count. Raises
    :class:`~ld.problems.Problem` (406) with the list of what there is.

    >>> from ld.formats import GRAPHS, ROWS
    >>> negotiate(ROWS, "text/csv;q=0.4, application/xml;q=0.5, */*;q=0.1").name
    'XML'
    >>> negotiate(ROWS, None, "tsv").name
    'TSV'
    >>> negotiate(GRAPHS, None, "xml").name
    'RDF/XML'
    """
    if named:
        meant = [form for name in named.split(",") for form in (by_name(name), *_LOOSE.get(_plain(name), ()))]
        found = next((form for form in meant if form is not None and form in offered), None)
        if found is None:
            raise not_acceptable(offered)
        return found
    if not accepted or not accepted.strip():
        return offered[0]
    best = _best(tuple(form.extension for form in offered), accepted[:_LONGEST])
    if best is None:
        raise not_acceptable(offered)
    return _NAMES[best]


@lru_cache(maxsize=1024)
def _best(offered: tuple[str, ...], accepted: str) -> str | None:
    """The extension of the best format; clients send few different headers, and reading one costs more than a hit."""
    ranges = parse_accept_header(accepted, MIMEAccept)
    wishes = MIMEAccept([(each.partition(";")[0].strip(), quality) for each, quality in ranges])
    best, most = None, 0.0
    for extension in offered:
        quality = _quality(wishes, _NAMES[extension])
        if quality > most:
            best, most = extension, quality
    return best


def _quality(wishes: MIMEAccept, form: Format) -> float:
    """How much a format is wanted: by its own type, or by an alias where that is named outright."""
    own = wishes.quality(form.media_type)
    named = {value.lower(): quality for value, quality in reversed(list(wishes))}
    if form.media_type in named:
        return float(own)
    return float(max([own, *(named[alias] for alias in form.aliases if alias in named)]))


def by_name(name: str) -> Format | None:
    """The format that ``name`` means: an extension (``ttl``), a name (``Turtle``) or a media type; else None.

    A ``+`` of a media type may have come as a space, as careless clients send it.
    """
    return _NAMES.get(_plain(name))


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "+")


def not_acceptable(offered: Sequence[Format]) -> Problem:
    """The problem of a request that wants none of ``offered``."""
    there = ", ".join(f"{form.media_type} ({form.extension})" for form in offered)
    return Problem(
        406,
        "not-acceptable",
        {"en": "None of the formats that you accept", "ja": "受け付けられる形式がありません"},
        {"en": f"This address gives {there}.", "ja": f"この宛先が返せる形式：{there}"},
        {"alternatives": [{"type": form.media_type, "format": form.extension} for form in offered]},
        {"Vary": "Accept"},
    )
