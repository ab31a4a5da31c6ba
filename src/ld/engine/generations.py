"""Which release is served: the current one, and those before it that still have requests to finish."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from pathlib import Path
from typing import Any

from ld.engine import refusals
from ld.engine.pool import Pool
from ld.engine.release import NoRelease, Release, current
from ld.publication import Publication

log = logging.getLogger("ld.engine")

POLL_SECONDS = 0.5
REFUSED_SECONDS = 30.0
RETRY_SECONDS = 5
"""What a client is told to wait where it must ask again."""


class Generation:
    """A release with its pool, and how many requests see it."""

    def __init__(self, pool: Pool):
        self.pool = pool
        self.release = pool.release
        self.holds = 0
        self.retired = False


class Pin:
    """A block of code that sees one release; entering gives the release."""

    def __init__(self, generations: Generations, variable: ContextVar[Generation | None]):
        self._generations = generations
        self._variable = variable
        self._held: list[tuple[Generation, Token[Generation | None]]] = []

    def __enter__(self) -> Release:
        generation = self._generations.hold(self._generations.seen())
        self._held.append((generation, self._variable.set(generation)))
        return generation.release

    def __exit__(self, *_: object) -> None:
        generation, token = self._held.pop()
        self._variable.reset(token)
        self._generations.let_go(generation)


class Generations:
    """Follows ``release/current``: a new release is loaded beside the old one, which ends when nobody sees it."""

    def __init__(self, publication: Publication, options: Mapping[str, Any] | None, moved: Callable[[], None]):
        self._publication = publication
        self._options = options
        self._moved = moved
        self._loop: asyncio.AbstractEventLoop | None = None
        self._current: Generation | None = None
        self._all: set[Generation] = set()
        self._pin: ContextVar[Generation | None] = ContextVar("release", default=None)
        self._lock = threading.Lock()
        self._watching: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Load the current release. Raises :class:`~ld.engine.release.NoRelease`."""
        self._loop = asyncio.get_running_loop()
        await self._move(current(self._publication.paths.release))
        self._watching = self._loop.create_task(self._watch())

    async def close(self) -> None:
        """End all processes, whatever they are doing."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        self._current = None
        await asyncio.gather(*(each.pool.close() for each in self._all), *self._closing)
        self._all.clear()

    def seen(self) -> Generation:
        """What this request sees: the pinned generation, else the current one. Raises Problem (503)."""
        generation = self._pin.get() or self._current
        if generation is None:
            raise refusals.unavailable(RETRY_SECONDS)
        return generation

    def pinned(self) -> Pin:
        """Within the block, and in what is started from it, :meth:`seen` is one generation. Raises Problem (503)."""
        return Pin(self, self._pin)

    def hold(self, generation: Generation) -> Generation:
        """Keep ``generation`` until :meth:`let_go`; from any thread."""
        with self._lock:
            generation.holds += 1
        return generation

    def let_go(self, generation: Generation) -> None:
        """What :meth:`hold` kept is needed no more; from any thread."""
        with self._lock:
            generation.holds -= 1
            last = generation.retired and generation.holds == 0
        if last and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._retire, generation)

    async def _move(self, folder: Path) -> None:
        pool = Pool(self._publication, Release.read(folder), self._options)
        await pool.start()
        generation, before = Generation(pool), self._current
        self._all.add(generation)
        self._current = generation
        log.info("serving release %s from %s", pool.release.id, pool.where)
        self._moved()
        if before is not None:
            before.retired = True
            self._retire(before)

    async def _watch(self) -> None:
        refused: tuple[Path, float] | None = None
        while True:
            await asyncio.sleep(POLL_SECONDS)
            folder: Path | None = None
            try:
                folder = current(self._publication.paths.release)
                now = self._current
                if now is not None and folder == now.release.path and now.pool.usable:
                    continue
                if refused is not None and refused[0] == folder and time.monotonic() < refused[1]:
                    continue
                await self._move(folder)
            except (NoRelease, OSError) as error:
                log.error("the release before goes on: %s", error)
                refused = None if folder is None else (folder, time.monotonic() + REFUSED_SECONDS)

    def _retire(self, generation: Generation) -> None:
        if generation.retired and generation.holds == 0 and generation in self._all:
            self._all.discard(generation)
            task = asyncio.get_running_loop().create_task(generation.pool.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
