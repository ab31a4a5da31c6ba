"""Answers: a page drawn from a template, a body with its validator, a redirect; all with the headers they owe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, make_response, redirect, render_template, request

from ld.formats import HTML
from ld.web import caching
from ld.web.context import Reader
from ld.web.links import WebLink, header


def validator(reader: Reader, *more: str) -> str:
    """The entity tag of what this request's address gives now to this reader."""
    outer = reader.addresses.outer
    arguments = request.query_string.decode("latin-1")
    release = reader.site.asking.release.id
    return caching.tag(release, outer.origin, outer.prefix, request.path, arguments, *more)


def unchanged(etag: str, vary: str = "") -> Response | None:
    """The 304 where the reader has what ``etag`` names, else None."""
    if not caching.unchanged(request.headers.get("If-None-Match", ""), etag):
        return None
    return dress(Response(status=304), etag, (), vary)


def dress(answer: Response, etag: str, links: Iterable[WebLink], vary: str = "") -> Response:
    """``answer`` with its validator, its links, and what caches must know."""
    if etag:
        answer.set_etag(etag)
    answer.headers["Cache-Control"] = caching.FRESH
    links = list(links)
    if links:
        answer.headers["Link"] = header(links)
    if vary:
        answer.headers["Vary"] = vary
    return answer


def page(reader: Reader, template: str, address: str, links: Iterable[WebLink] = (), **places: Any) -> Response:
    """The page that ``template`` draws in the reader's language.

    ``address`` is its path without the language's suffix; the other languages and the canonical address come of it.
    """
    arguments = request.query_string.decode("latin-1")
    tail = f"?{arguments}" if arguments else ""
    others = {tag: reader.addresses.at(f"{address}.{tag}") + tail for tag in reader.addresses.languages}
    folder = address.removesuffix("index") if address.endswith("/index") else address
    neutral = reader.addresses.at(folder) + tail
    canonical = reader.addresses.whole(others[reader.language])
    body = render_template(
        template,
        reader=reader,
        words=reader.words,
        at=reader.addresses.at,
        others=others,
        neutral=neutral,
        canonical=canonical,
        whole=reader.addresses.whole,
        **places,
    )
    answer = make_response(body)
    answer.content_type = HTML.content_type
    answer.headers["Content-Language"] = reader.language
    alternates = [
        WebLink(href, "alternate", HTML.media_type, tag) for tag, href in others.items() if tag != reader.language
    ]
    return dress(answer, validator(reader), [WebLink(canonical, "canonical"), *alternates, *links])


def elsewhere(reader: Reader, path: str, status: int, vary: str = "", keep_arguments: bool = True) -> Response:
    """A redirect to ``path``, which :meth:`~ld.web.addresses.Addresses.at` made, with the request's arguments."""
    arguments = request.query_string.decode("latin-1") if keep_arguments else ""
    answer = make_response(redirect(path + (f"?{arguments}" if arguments else ""), status))
    answer.autocorrect_location_header = False
    return dress(answer, "", (), vary)


def by_language(reader: Reader, address: str) -> Response:
    """The redirect from an address without language to the one in the language that the reader prefers."""
    return elsewhere(reader, reader.addresses.at(f"{address}.{reader.language}"), 302, "Accept-Language")
