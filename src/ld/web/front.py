"""The one way in: an ASGI application that answers /sparql and /health and hands everything else to Flask.

It owns what a WSGI server cannot promise: an answer that breaks off is seen to break off, and a client that leaves
frees its worker at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote_from_bytes

from a2wsgi import WSGIMiddleware

from ld.engine.engine import Engine
from ld.engine.release import NoRelease
from ld.problems import Problem
from ld.publication import Publication
from ld.web import endpoint
from ld.web.addresses import Outer, is_host, outer
from ld.web.reply import Reply, of_problem
from ld.web.sparql import Page, Request, body_limit, understand

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger("ld.web")

BODY_SECONDS = 30.0
PAGE_THREADS = 8

_MISDIRECTED = Problem(
    421,
    "misdirected",
    {"en": "This host is not served here", "ja": "このホストはここでは提供していません"},
    {"en": "publication.toml lists the hosts that are served.", "ja": "提供するホストは publication.toml にあります。"},
)
_TOO_LARGE = Problem(413, "body-too-large", {"en": "The body is too large", "ja": "本文が大きすぎます"})
_CUT_OFF = Problem(400, "body-cut-off", {"en": "The body broke off", "ja": "本文が途中で切れました"})
_TOO_SLOW = Problem(408, "body-too-slow", {"en": "The body did not come", "ja": "本文が届きませんでした"})
_FAILED = Problem(500, "internal", {"en": "Something went wrong here", "ja": "内部でエラーが発生しました"})


class Front:
    """The application. ``pages`` is the WSGI application for all but /sparql and /health."""

    def __init__(self, publication: Publication, engine: Engine, pages: Callable[..., Any]):
        self._publication = publication
        self._engine = engine
        self._endpoint = endpoint.Endpoint(publication, engine)
        self._pages = WSGIMiddleware(pages, workers=PAGE_THREADS)
        self._trusted = publication.server.trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection's worth of ASGI: HTTP, and the lifespan that a server may ask for."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        peer = (scope.get("client") or ("", 0))[0]
        seen = outer(headers, peer, scope.get("scheme", "http"), scope.get("root_path", ""), self._trusted)
        path = scope["path"]
        if path.startswith("/health"):
            await self._health(path, headers, send)
        elif not is_host(seen.host, self._publication.server.hosts):
            await _send(of_problem(_MISDIRECTED, headers), scope["method"], send)
        elif path in {"/sparql", "/sparql/"}:
            await self._sparql(scope, receive, send, headers, seen)
        else:
            await self._page(scope, receive, send, headers)

    # /sparql

    async def _sparql(
        self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str], seen: Outer
    ) -> None:
        method = scope["method"]
        try:
            hit = self._endpoint.known(method, scope["query_string"], headers)
            if hit is not None:
                await _send(hit, method, send)
                return
            body = await self._body(headers, receive) if method == "POST" else b""
            request = Request(method, scope["query_string"], headers, body, self._client(scope, headers))
            asked = understand(request, self._publication.limits)
        except Problem as problem:
            await _send(of_problem(problem, headers), method, send)
            return
        if isinstance(asked, Page):
            await self._page(scope, _replay(body, receive), send, headers)
            return
        # One watcher for the whole exchange: a server's receive() need not survive being cancelled and called again.
        gone = asyncio.ensure_future(_gone(receive))
        try:
            work = self._endpoint.reply(request, asked, f"{seen.origin}{seen.prefix}/sparql")
            reply = await _unless(gone, work, headers)
            if reply is None:
                return
            if reply.stream is None:
                await _send(reply, method, send)
            else:
                await _stream(reply, method, gone, send)
        finally:
            gone.cancel()

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        limit = body_limit(self._publication.limits)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > limit:
            raise _TOO_LARGE
        parts = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _CUT_OFF  # somebody who closed one half only still hears it
                    parts += message.get("body", b"")
                    if len(parts) > limit:
                        raise _TOO_LARGE
                    if not message.get("more_body", False):
                        return bytes(parts)
        except TimeoutError:
            raise _TOO_SLOW from None

    def _client(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """Whose share of the service this is: the peer, or whom a trusted proxy forwards for."""
        peer = str((scope.get("client") or ("", 0))[0])
        told = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told if told and peer in self._trusted else peer

    # Everything else

    async def _page(self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        # Two names in HTTP, `X-A` and `X_A`, are one in WSGI: what has an underscore is nobody's we know.
        kept = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        arguments = quote_from_bytes(scope["query_string"], safe="%&=+-._~!$'()*,;:@/?[]|\"<>^`{}\\ #").encode()
        inner = {**scope, "headers": kept, "query_string": arguments}
        try:
            with self._engine.pinned():
                await self._pages(inner, receive, send)
        except Problem as problem:
            await _send(of_problem(problem, headers), scope["method"], send)

    async def _health(self, path: str, headers: Mapping[str, str], send: Send) -> None:
        if path not in {"/health", "/health/live", "/health/ready"}:
            none = Problem(404, "not-found", {"en": "There is nothing here", "ja": "見つかりません"})
            await _send(of_problem(none, headers), "GET", send)
            return
        state: dict[str, Any] = {"live": True, "ready": False}
        with contextlib.suppress(Problem, NoRelease):
            pool = self._engine.pool
            state |= {
                "ready": pool.usable,
                "release": pool.release.id,
                "store": pool.where,
                "workers": len(pool.workers),
                "busy": pool.busy,
                "waiting": pool.waiting,
                "namespace": pool.barriers.namespace,
                "seccomp": pool.barriers.filter,
            }
        status = 200 if state["ready"] or path == "/health/live" else 503
        reply = Reply(
            status, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(state).encode()
        )
        await _send(reply, "GET", send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _unless(gone: asyncio.Future[None], work: Awaitable[Reply], headers: Mapping[str, str]) -> Reply | None:
    """What ``work`` comes to, a problem included; None, with ``work`` cancelled, when the client goes before that."""
    task = asyncio.ensure_future(work)
    try:
        await _first(task, gone)
        return task.result() if task.done() else None
    except Problem as problem:
        return of_problem(problem, headers)
    except Exception:
        log.exception("/sparql failed")
        return of_problem(_FAILED, headers)
    finally:
        task.cancel()


async def _first(*futures: asyncio.Future[Any]) -> None:
    """Until one of ``futures`` is done."""
    await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(reply: Reply, method: str, send: Send) -> None:
    body = b"" if method == "HEAD" or reply.status == 304 else reply.body
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.fields()})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _stream(reply: Reply, method: str, gone: asyncio.Future[None], send: Send) -> None:
    """Send what comes. An exception after the start makes the server cut the connection: no end that looks whole."""
    assert reply.stream is not None  # noqa: S101
    try:
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.fields()})
        if method == "HEAD":
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        chunks = aiter(reply.stream)
        while True:
            chunk = asyncio.ensure_future(anext(chunks, b""))
            await _first(chunk, gone)
            if gone.done():
                chunk.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await chunk
                return
            data = chunk.result()
            await send({"type": "http.response.body", "body": data, "more_body": bool(data)})
            if not data:
                return
    finally:
        await reply.stream.close()


def _replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body again that was read already."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> MutableMapping[str, Any]:
        return messages.pop() if messages else await receive()

    return again
