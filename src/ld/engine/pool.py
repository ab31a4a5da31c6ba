"""The workers of one release, as the front sees them: a nursery, its workers, and the line of those who wait."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from ld.engine.isolation import Barriers
from ld.engine.line import Line
from ld.engine.link import Ended, Link
from ld.engine.nursery import PACKET
from ld.engine.release import NoRelease, Release
from ld.publication import Publication

log = logging.getLogger("ld.engine")

LOADING_SECONDS = 600.0
SHARED_OUT = 4
_RETRIES = 5
_REASON_SECONDS = 0.25


class Pool:
    """Workers that answer from one release.

    :meth:`acquire` lends one, :meth:`give_back` and :meth:`discard` take it; one that has ended is replaced at once,
    and so is the nursery. :meth:`close` ends everything.
    """

    def __init__(self, publication: Publication, release: Release, options: Mapping[str, Any] | None = None):
        self.release = release
        self.barriers = Barriers(False, False)
        self.where = ""
        self.replaced: Counter[str] = Counter()
        self._publication = publication
        self._options = dict(options or {})
        self._size = publication.server.workers
        self._line: Line[Link] = Line(publication.limits.waiting, self._offer)
        self._idle: deque[Link] = deque()
        self._links: dict[int, Link] = {}
        self._asked = 0
        self._ended: dict[int, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready: asyncio.Future[None] | None = None
        self._restarting: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._working = False

    # Its life

    async def start(self) -> None:
        """Load the release and have the first worker ready. Raises :class:`NoRelease`; then nothing is left behind."""
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        command = [sys.executable, "-m", "ld.engine.nursery", str(theirs.fileno()), str(os.getpid())]
        # From this thread: the nursery is to end with the thread that started it (PR_SET_PDEATHSIG).
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        self._control = ours
        self._ready = loop.create_future()
        self._working = False
        limits = self._publication.limits
        given = {
            "release": str(self.release.path),
            "in_memory_triples": limits.in_memory_triples,
            "memory_mb": limits.memory_mb,
            "answer_mb": limits.answer_mb,
            "base": self._publication.base,
            "prefixes": dict(self._publication.prefixes),
            **self._options,
        }
        ours.send(json.dumps(given).encode())
        loop.add_reader(ours.fileno(), self._hear, ours)
        try:
            async with asyncio.timeout(LOADING_SECONDS):
                await self._ready
        except TimeoutError as error:
            raise NoRelease(f"{self.release.id} was not loaded in {LOADING_SECONDS:g} s") from error

    async def close(self) -> None:
        """End every process of the pool; returns when they are gone."""
        self._closed = True
        if self._restarting is not None:
            self._restarting.cancel()
        self._line.fail(Ended("closed"))
        self._drop()
        process = self._process
        if process is not None:
            process.kill()
        ends = [link.watch() for link in list(self._links.values())]
        for link in list(self._links.values()):
            link.kill("closed")
        while process is not None and process.poll() is None:  # killed: a few milliseconds
            await asyncio.sleep(0.002)
        for end in ends:
            while not select.select([end], [], [], 0)[0]:
                await asyncio.sleep(0.002)
            os.close(end)

    @property
    def usable(self) -> bool:
        """Whether a query asked now would find a worker, sooner or later."""
        return not self._closed and (self._working or bool(self._links))

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that live."""
        return tuple(self._links)

    @property
    def nursery(self) -> int:
        """The process id of the nursery; 0 while there is none."""
        return self._process.pid if self._process is not None and self._control is not None else 0

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return len(self._line)

    @property
    def busy(self) -> int:
        """How many workers are at work."""
        return sum(link.exchange is not None for link in self._links.values())

    # Workers

    async def acquire(self, client: str, seconds: float) -> Link:
        """A worker. Raises :class:`~ld.engine.line.Full`, TimeoutError, or :class:`Ended` when the pool is closed."""
        while self._idle and self._may(client):
            link = self._idle.popleft()
            if link.alive:
                link.holder = client
                return link
        if self._closed:
            raise Ended("closed")
        return await self._line.wait(client, seconds)

    def give_back(self, link: Link, worn: bool = False) -> None:
        """A worker has answered; one that is ``worn`` (its memory has grown) is replaced."""
        if worn:
            self.discard(link, "worn")
        elif link.alive:
            link.settle()
            self._offer(link)

    def discard(self, link: Link, reason: str) -> None:
        """End a worker whose answer nobody wants any more."""
        link.kill(reason)

    async def reason(self, link: Link) -> str:
        """Why a worker ended by itself: ``memory`` where it was aborted over its ceiling, else ``worker-ended``."""
        for _ in range(20):
            if link.pid in self._ended:
                break
            await asyncio.sleep(_REASON_SECONDS / 20)
        return "memory" if self._ended.get(link.pid) == -signal.SIGABRT else "worker-ended"

    def _may(self, client: str) -> bool:
        """Whether a client may have one more worker.

        Of four or more, one stays for the service's own pages and one client has at most half, so that nobody's heavy
        queries stand before the light ones of others; fewer are too few to be shared out.
        """
        if not client or self._size < SHARED_OUT:
            return True
        held = [link.holder for link in self._links.values() if link.holder]
        return len(held) < self._size - 1 and held.count(client) < self._size // 2

    def _offer(self, link: Link) -> None:
        link.holder = None
        if link.alive:
            link.holder = self._line.give(link, self._may)
            if link.holder is None:
                self._idle.append(link)

    def _is_ready(self, link: Link) -> None:
        self._working = True
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)
        self._offer(link)

    def _is_gone(self, link: Link) -> None:
        self._links.pop(link.pid, None)
        with contextlib.suppress(ValueError):
            self._idle.remove(link)
        if not self._closed:
            failure = link.exchange.failure if link.exchange is not None else None
            self.replaced[failure.kind if failure else "worker-ended"] += 1
            self._fill()
            for _ in range(len(self._idle)):  # whoever's share has become smaller may have an idle one now
                self._offer(self._idle.popleft())

    def _fill(self) -> None:
        while self._control is not None and len(self._links) + self._asked < self._size:
            try:
                self._control.send(b"fork")
            except OSError:
                return
            self._asked += 1

    # The nursery

    def _hear(self, control: socket.socket) -> None:
        while control is self._control:
            try:
                data, descriptors, _, _ = socket.recv_fds(control, PACKET, 2)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._lost()
                return
            told = json.loads(data)
            if told["say"] == "worker":
                self._adopt(told["pid"], descriptors)
            elif told["say"] == "ended":
                self._buried(told["pid"], told["code"])
            elif told["say"] == "ready":
                self.barriers = Barriers(told["namespace"], told["filter"])
                self.where = told["store"]
                if not self.barriers:
                    log.warning("neither a network namespace nor seccomp is to be had: only the lexer refuses SERVICE")
                if told["threads"] != 1:
                    log.error("the nursery has %d threads", told["threads"])
                self._fill()
            elif self._ready is not None and not self._ready.done():
                self._ready.set_exception(NoRelease(f"{self.release.id} cannot be loaded: {told['message']}"))

    def _adopt(self, pid: int, descriptors: list[int]) -> None:
        self._asked -= 1
        link = Link(pid, descriptors[1], self._is_ready, self._is_gone)
        self._links[pid] = link
        sock = socket.socket(fileno=descriptors[0])
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        task = loop.create_task(loop.create_unix_connection(lambda: link, sock=sock))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _buried(self, pid: int, code: int) -> None:
        self._ended[pid] = code
        while len(self._ended) > 256:
            del self._ended[next(iter(self._ended))]
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(NoRelease(f"{self.release.id}: a worker ended at its start ({code})"))

    def _drop(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            self._control = None
        self._asked = 0

    def _lost(self) -> None:
        """The nursery has ended, and its workers with it (PR_SET_PDEATHSIG)."""
        self._drop()
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(NoRelease(f"{self.release.id}: the nursery ended while it was loading"))
        elif not self._closed and (self._restarting is None or self._restarting.done()):
            log.error("the nursery of %s has ended; starting another", self.release.id)
            self.replaced["nursery"] += 1
            self._restarting = asyncio.get_running_loop().create_task(self._restart())

    async def _restart(self) -> None:
        for attempt in range(_RETRIES):
            if self._process is not None:
                self._process.kill()
                while self._process.poll() is None:
                    await asyncio.sleep(0.002)
            try:
                await self._start()
            except (NoRelease, OSError) as error:
                self._drop()
                log.error("the nursery of %s: %s", self.release.id, error)
                await asyncio.sleep(0.1 * 4**attempt)
            else:
                return
        self._working = False
        self._line.fail(Ended("closed"))
