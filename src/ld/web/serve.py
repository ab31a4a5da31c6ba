"""Serving: the process that listens, with the engine and the site in it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from ld.engine.engine import Engine
from ld.publication import Publication
from ld.web.front import Front

log = logging.getLogger("ld.web")

HEADER_SECONDS = 15
STOP_SECONDS = 10
BACKLOG = 1024


def serve(
    publication: Publication,
    host: str | None = None,
    port: int | None = None,
    pages: Callable[[Publication, Engine], Any] | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve ``publication`` until SIGTERM or SIGINT; every process is gone when this returns.

    ``host`` and ``port`` are publication.toml's where they are None. ``pages`` makes the WSGI application (the site,
    where None); ``ready`` hears the address once the first query would be answered.
    Raises :class:`~ld.engine.release.NoRelease`, OSError where the address is taken or none.
    """
    host = publication.server.host if host is None else host
    port = publication.server.port if port is None else port
    if not 0 < port < 65536:
        raise OSError(errno.EINVAL, f"cannot listen on port {port}: ports are numbered from 1 to 65535")
    _refuse_taken(host, port)
    uvloop.run(_serve(publication, host, port, pages or _site, ready))


def _refuse_taken(host: str, port: int) -> None:
    """Raise OSError where somebody listens there already: the server itself would share the address with them."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise OSError(error.errno, f"cannot listen on {host}, port {port}: {error.strerror}") from error


def _site(publication: Publication, engine: Engine) -> Any:
    from ld.web.app import create_app  # noqa: PLC0415 - the site's many modules only where it is served

    return create_app(publication, engine)


async def _serve(
    publication: Publication,
    host: str,
    port: int,
    pages: Callable[[Publication, Engine], Any],
    ready: Callable[[str], None] | None,
) -> None:
    engine = Engine(publication)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    try:
        await engine.start()
        # The site may ask the engine while it is made: not on this loop.
        site = await asyncio.to_thread(pages, publication, engine)
        server = _server(Front(publication, engine, site), host, port)
        serving = loop.create_task(server.serve())
        stopping = loop.create_task(stop.wait())
        if ready is not None:
            ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if serving.done():
            serving.result()
        server.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await serving
    finally:
        await engine.close()


def _server(front: Front, host: str, port: int) -> Server:
    return Server(
        front,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        log_enabled=False,
    )
