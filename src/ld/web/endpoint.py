"""/sparql: the protocol's requests answered by the engine, with the headers that make an answer checkable."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256

import pyoxigraph as ox

from ld.engine.engine import Engine
from ld.engine.query import Query
from ld.formats import JSON, Format
from ld.publication import Publication
from ld.web import caching, service
from ld.web.reply import Reply
from ld.web.sparql import METHODS, Ask, Describe, Preflight, Request

_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_KNOWN = 4096
_KNOWN_BYTES = 64 * 1024


class Endpoint:
    """The query operation at one address."""

    def __init__(self, publication: Publication, engine: Engine):
        self._publication = publication
        self._engine = engine
        self._known: OrderedDict[tuple[bytes, str], tuple[str, Reply, tuple[str, ...]]] = OrderedDict()

    def known(self, method: str, arguments: bytes, headers: Mapping[str, str]) -> Reply | None:
        """The reply to a GET that was answered before, found by its very bytes, if the engine still keeps it."""
        if method != "GET" or "if-none-match" in headers:
            return None
        found = self._known.get((arguments, headers.get("accept", "")))
        if found is None or found[0] != self._engine.release.id:
            return None
        body = self._engine.cache.get(found[2])
        return None if body is None else Reply(200, found[1].headers, body)

    async def reply(self, request: Request, asked: Ask | Describe | Preflight, address: str) -> Reply:
        """The reply to ``request``, which asks for ``asked``, at the absolute ``address``.

        Raises :class:`~ld.problems.Problem`.
        """
        if isinstance(asked, Preflight):
            return _preflight()
        with self._engine.pinned():
            if isinstance(asked, Describe):
                return await self._describe(request, address, asked.format)
            return await self._ask(request, asked)

    async def _ask(self, request: Request, asked: Ask) -> Reply:
        query, format = asked.query, asked.format
        headers = self._headers(query, format)
        etag = headers.get("ETag", "").removeprefix("W/").strip('"')
        if etag and request.method != "POST" and caching.unchanged(request.headers.get("if-none-match", ""), etag):
            return Reply(304, {name: headers[name] for name in ("ETag", "Cache-Control", "Vary", "LD-Release")})
        answer = await self._engine.answer(query, format)
        headers["LD-Complete"] = "yes" if answer.complete else "streamed"
        if answer.body is None:
            return Reply(200, headers, stream=answer)
        reply = Reply(200, headers, answer.body)
        self._remember(request, query, reply, format)
        return reply

    def _headers(self, query: Query, format: Format) -> dict[str, str]:
        headers = {
            "Content-Type": format.content_type,
            "LD-Release": self._engine.release.id,
            "LD-Query": query.hash,
            "Vary": "Accept",
            "Cache-Control": "no-store",
        }
        decides = self._engine.validator(query, format)
        if decides is not None:
            headers["ETag"] = f'W/"{_tag(*decides)}"'
            headers["Cache-Control"] = caching.FRESH
        return headers

    def _remember(self, request: Request, query: Query, reply: Reply, format: Format) -> None:
        decides = self._engine.validator(query, format)
        if decides is None or request.method != "GET" or len(request.arguments) > _KNOWN_BYTES:
            return
        key = (request.arguments, request.headers.get("accept", ""))
        self._known[key] = (self._engine.release.id, Reply(200, reply.headers), decides)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)

    async def _describe(self, request: Request, address: str, format: Format) -> Reply:
        release = self._engine.release
        etag = _tag("service", address, release.id, format.name)
        headers = {
            "Content-Type": format.content_type,
            "ETag": f'W/"{etag}"',
            "Cache-Control": caching.FRESH,
            "Vary": "Accept, Host",
            "LD-Release": release.id,
        }
        if caching.unchanged(request.headers.get("if-none-match", ""), etag):
            return Reply(304, headers)
        rows = await (await self._engine.answer(Query(_GRAPHS), JSON)).whole()
        found = ox.parse_query_results(rows, ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101
        graphs = [(row["g"].value, int(row["n"].value)) for row in found]
        return Reply(200, headers, service.description(self._publication, address, release.version, graphs, format))


def _preflight() -> Reply:
    headers = {
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Reply(204, headers)


def _tag(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
