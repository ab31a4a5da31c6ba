"""The front's end of a worker's socket, and one exchange over it, with backpressure."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast

from ld.engine.frames import HEAD, Kind, pack_json

HIGH, LOW = 1024 * 1024, 256 * 1024
"""Bytes read ahead of the client: above HIGH the worker is no longer read from, below LOW again."""


class Ended(Exception):
    """An exchange that did not come to its end. ``kind`` says why, ``message`` is for the reader."""

    def __init__(self, kind: str, message: str = ""):
        self.kind = kind
        self.message = message
        super().__init__(kind, message)


class Exchange:
    """One request and what came back for it: chunks, then the end or a failure."""

    def __init__(self, link: Link):
        self._link = link
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._waiter: asyncio.Future[None] | None = None
        self.stats: Mapping[str, Any] | None = None
        self.failure: Ended | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.stats is not None or self.failure is not None

    async def next(self) -> bytes | None:
        """The next chunk; None at the end. Raises :class:`Ended`."""
        while not self._chunks:
            if self.failure is not None:
                raise self.failure
            if self.stats is not None:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        chunk = self._chunks.popleft()
        self._size -= len(chunk)
        if self._size < LOW:
            self._link.read_on()
        return chunk

    def everything(self) -> bytes:
        """All chunks that are here and not taken yet."""
        data = b"".join(self._chunks)
        self._chunks.clear()
        self._size = 0
        return data

    def take(self, chunk: bytes) -> None:
        """A chunk has come."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > HIGH:
            self._link.hold_on()
        self._wake()

    def end(self, stats: Mapping[str, Any]) -> None:
        """The worker is through."""
        self.stats = stats
        self._wake()

    def fail(self, failure: Ended) -> None:
        """It will not come to its end."""
        if not self.done:
            self.failure = failure
            self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Link(asyncio.Protocol):
    """A worker as the front sees it: idle, in one exchange, or gone."""

    def __init__(self, pid: int, handle: int, ready: Callable[[Link], None], gone: Callable[[Link], None]):
        self.pid = pid
        self._handle = handle
        self._on_ready = ready
        self._on_gone = gone
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._paused = False
        self._timer: asyncio.TimerHandle | None = None
        self._last: asyncio.TimerHandle | None = None
        self._left = 0.0
        self._since = 0.0
        self.exchange: Exchange | None = None
        self.holder: str | None = None
        """Who has it: a client, empty for the service itself, None while nobody has."""
        self.alive = True

    # What the front does

    def ask(self, request: Mapping[str, Any], deadline: float) -> Exchange:
        """Send a request; the worker is killed when it has worked on it for ``deadline`` seconds.

        Time in which the client does not take what is there is not the worker's; three deadlines end it all the same.
        """
        assert self._transport is not None and self.exchange is None  # noqa: S101
        self.exchange = Exchange(self)
        loop = asyncio.get_running_loop()
        self._left, self._since = deadline, loop.time()
        self._timer = loop.call_later(deadline, self.kill, "deadline")
        self._last = loop.call_later(3 * deadline, self.kill, "slow")
        self._transport.write(pack_json(Kind.REQUEST, request))
        return self.exchange

    def kill(self, reason: str) -> None:
        """End the worker now; its exchange fails for ``reason``."""
        self._stop_timers()
        if self.exchange is not None:
            self.exchange.fail(Ended(reason))
        if self._handle >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            os.close(self._handle)
            self._handle = -1
        if self.alive:
            self.alive = False
            self._on_gone(self)
        if self._transport is not None:
            self._transport.abort()

    def watch(self) -> int:
        """A descriptor, the caller's to close, that is readable once the worker's process has ended."""
        return os.dup(self._handle)

    def hold_on(self) -> None:
        """Read no more for now: the client is slower than the worker."""
        if not self._paused and self._transport is not None and self._timer is not None:
            self._paused = True
            self._transport.pause_reading()
            self._timer.cancel()
            self._left -= asyncio.get_running_loop().time() - self._since

    def read_on(self) -> None:
        """Read again."""
        if self._paused and self._transport is not None and self.alive:
            self._paused = False
            self._transport.resume_reading()
            loop = asyncio.get_running_loop()
            self._since = loop.time()
            self._timer = loop.call_later(max(self._left, 0), self.kill, "deadline")

    def settle(self) -> None:
        """The exchange is over and its chunks are taken or dropped: the worker is idle."""
        self.exchange = None
        self.read_on()
        self._stop_timers()

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Cut what has come into frames."""
        buffer = self._buffer
        buffer += data
        while len(buffer) >= HEAD.size:
            kind, length = HEAD.unpack_from(buffer)
            if len(buffer) < HEAD.size + length:
                break
            body = bytes(memoryview(buffer)[HEAD.size : HEAD.size + length])
            del buffer[: HEAD.size + length]
            self._frame(kind, body)

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker has ended, or was ended."""
        del exc
        self.kill("worker-ended")

    def _frame(self, kind: int, body: bytes) -> None:
        exchange = self.exchange
        if kind == Kind.READY:
            self._on_ready(self)
        elif exchange is None:
            self.kill("protocol")
        elif kind == Kind.DATA:
            exchange.take(body)
        elif kind == Kind.END:
            self._stop_timers()
            exchange.end(json.loads(body))
        elif kind == Kind.ERROR:
            self._stop_timers()
            told = json.loads(body)
            exchange.fail(Ended(told["kind"], told["message"]))

    def _stop_timers(self) -> None:
        for timer in (self._timer, self._last):
            if timer is not None:
                timer.cancel()
        self._timer = self._last = None
