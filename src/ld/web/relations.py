"""What belongs to a thing's page and documents: its forms, its licence, and the page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request

from ld.formats import GRAPHS, Format
from ld.problems import Problem
from ld.web.context import Reader
from ld.web.links import WebLink
from ld.web.negotiation import negotiate


def licence_links(reader: Reader) -> list[WebLink]:
    """The link to the licence under which everything here stands."""
    return [WebLink(reader.site.publication.licence, "license")]


def forms(reader: Reader, key: str) -> list[tuple[str, str, str]]:
    """The RDF documents of a thing: name and media type of the form, and address."""
    return [(each.name, each.media_type, reader.addresses.at(f"/data/{key}.{each.extension}")) for each in GRAPHS]


def described(reader: Reader, key: str, iri: str) -> list[WebLink]:
    """The links of a thing's page: its documents, what it is about, its licence."""
    return [
        *(WebLink(href, "alternate describedby", media) for _, media, href in forms(reader, key)),
        WebLink(iri, "about"),
        *licence_links(reader),
    ]


def wanted(offers: Sequence[tuple[Format, str]]) -> Format:
    """The format that the request wants most, by ``?format=`` or ``Accept``, of those offered with their addresses.

    Raises :class:`~ld.problems.Problem` (406) that lists the addresses.
    """
    try:
        return negotiate([form for form, _ in offers], request.headers.get("Accept"), request.args.get("format"))
    except Problem as problem:
        there = [{"type": form.media_type, "href": href} for form, href in offers]
        raise replace(problem, extra={"alternatives": there}) from None


def page_number() -> int:
    """The page that the reader asks for, from 1. Raises :class:`~ld.problems.Problem` (400) for what is no number."""
    asked = request.args.get("page", "1")
    if asked.isascii() and asked.isdigit() and len(asked) < 7 and int(asked) > 0:
        return int(asked)
    raise Problem(
        400,
        "page",
        {"en": "No such page", "ja": "ページ番号が正しくありません"},
        {"en": "page must be a whole number from 1.", "ja": "page には1以上の整数を指定してください。"},
    )
