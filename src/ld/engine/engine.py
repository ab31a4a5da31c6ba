"""The engine: a query in, an answer out, whichever release is current."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Mapping
from functools import partial
from typing import Any, TypeVar

import pyoxigraph as ox

import ld
from ld.engine import refusals
from ld.engine.answer import Answer, Broken
from ld.engine.cache import Cache
from ld.engine.generations import RETRY_SECONDS, Generation, Generations, Pin
from ld.engine.line import Full
from ld.engine.link import Ended, Exchange, Link
from ld.engine.pool import Pool
from ld.engine.query import Form, Query, Term
from ld.engine.release import Release
from ld.engine.rest import Rest
from ld.formats import JSON, TSV, TURTLE, Format
from ld.problems import Problem
from ld.publication import Publication

SOFTWARE = f"{ld.__version__}/{ox.__version__}"
"""What decides an answer beside release and query: this software's version and the evaluator's."""

T = TypeVar("T")


class Engine:
    """Answers queries about the current release of ``publication``.

    The asynchronous face (:meth:`answer`) belongs to the loop that :meth:`start` ran on; the synchronous one
    (:meth:`select`, :meth:`ask`, :meth:`construct`, :meth:`run`, :meth:`head`) to any other thread.
    """

    def __init__(self, publication: Publication, options: Mapping[str, Any] | None = None):
        """``options`` goes to the nursery as it is: ``namespace`` and ``filter`` false take a barrier away (tests)."""
        self.publication = publication
        self.cache = Cache(publication.limits.cache_mb * 1024 * 1024)
        self.outcomes: Counter[str] = Counter()
        self.started = time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._generations = Generations(publication, options, self.cache.clear)

    # Its life

    async def start(self) -> None:
        """Load the current release. Raises :class:`~ld.engine.release.NoRelease`."""
        self._loop = asyncio.get_running_loop()
        await self._generations.start()

    async def close(self) -> None:
        """End all processes, whatever they are doing."""
        await self._generations.close()

    @classmethod
    def alone(cls, publication: Publication) -> Alone:
        """A context manager that gives an engine on a loop and thread of its own, for commands without a server.

        Entering raises :class:`~ld.engine.release.NoRelease`.
        """
        return Alone(cls(publication))

    # Which release

    @property
    def release(self) -> Release:
        """The release that this request sees: the pinned one, else the current one. Raises Problem (503)."""
        return self._generations.seen().release

    @property
    def pool(self) -> Pool:
        """The workers of the release that this request sees. Raises Problem (503)."""
        return self._generations.seen().pool

    def pinned(self) -> Pin:
        """A context manager: in its block, and in what is started from it, every query sees one release.

        Entering gives the :class:`~ld.engine.release.Release`, or raises Problem (503).
        """
        return self._generations.pinned()

    # The asynchronous face

    def validator(self, query: Query, format: Format) -> tuple[str, ...] | None:
        """What decides the bytes of an answer; None where the same query may have another answer the next time."""
        return None if query.volatile else (self.release.id, SOFTWARE, query.hash, format.name)

    async def answer(self, query: Query, format: Format | None = None) -> Answer:
        """The answer in ``format`` (None: the form's first), as soon as it is whole or its first bytes are there.

        Raises :class:`~ld.problems.Problem` as long as nothing was handed over; the answer itself may raise
        :class:`~ld.engine.answer.Broken` later. Cancelling frees the worker.
        """
        generation = self._generations.hold(self._generations.seen())
        try:
            answer, outcome = await self._answer(query, format, generation)
        except Problem as problem:
            self.outcomes[problem.slug] += 1
            self._generations.let_go(generation)
            raise
        except BaseException:
            self.outcomes["left"] += 1
            self._generations.let_go(generation)
            raise
        if answer.complete:
            self.outcomes[outcome] += 1
            self._generations.let_go(generation)
        return answer

    async def _answer(self, query: Query, format: Format | None, generation: Generation) -> tuple[Answer, str]:
        limits = self.publication.limits
        query.admit(limits)
        format = format or query.formats[0]
        release = generation.release.id
        key = None if query.volatile else (release, SOFTWARE, query.hash, format.name)
        if key is not None and (body := self.cache.get(key)) is not None:
            return Answer(query.form, format, release, query.hash, body), "cached"
        seconds = min(limits.deadline_seconds, query.timeout or limits.deadline_seconds)
        link = await self._worker(generation.pool, query, seconds)
        request = {
            "text": query.text,
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "substitutions": query.substitutions,
            "format": format.name,
            "deadline": seconds,
        }
        exchange = link.ask(request, seconds)
        try:
            first = await exchange.next()
        except Ended as ended:
            if link.alive:
                generation.pool.give_back(link)
            kind = await generation.pool.reason(link) if ended.kind == "worker-ended" else ended.kind
            raise self.problem(kind, ended.message, format, seconds) from None
        except BaseException:
            generation.pool.discard(link, "left")
            raise
        if exchange.stats is not None:
            body = (first or b"") + exchange.everything()
            self._done(generation.pool, link, exchange)
            if key is not None:
                self.cache.put(key, body)
            return Answer(query.form, format, release, query.hash, body), "answered"
        keep = None if key is None else partial(self.cache.put, key)
        rest = Rest(exchange, first or b"", keep, self.cache.largest, partial(self._over, generation, link, exchange))
        return Answer(query.form, format, release, query.hash, None, aiter(rest), rest.close), "streamed"

    def _over(self, generation: Generation, link: Link, exchange: Exchange, outcome: str) -> None:
        """A streamed answer has ended, in one way or another."""
        self.outcomes[outcome] += 1
        if link.alive and exchange.done:
            exchange.everything()
            self._done(generation.pool, link, exchange)
        elif link.alive:
            generation.pool.discard(link, outcome)
        self._generations.let_go(generation)

    async def _worker(self, pool: Pool, query: Query, seconds: float) -> Link:
        try:
            return await pool.acquire(query.client, seconds)
        except Full as full:
            raise (refusals.share_used if full.share else refusals.busy)(RETRY_SECONDS) from None
        except TimeoutError:
            raise refusals.busy(RETRY_SECONDS) from None
        except Ended:
            raise refusals.unavailable(RETRY_SECONDS) from None

    def _done(self, pool: Pool, link: Link, exchange: Exchange) -> None:
        grown = int((exchange.stats or {}).get("grown", 0))
        pool.give_back(link, worn=grown > self.publication.limits.memory_mb * 1024 * 1024 // 4)

    def problem(self, kind: str, message: str, format: Format, seconds: float) -> Problem:
        """What a reader is told of an exchange that ended by ``kind``."""
        limits = self.publication.limits
        told = {
            "syntax": partial(refusals.syntax, message),
            "graph": partial(refusals.bad_graph, message),
            "too-large": partial(refusals.answer_too_large, limits.answer_mb),
            "memory": partial(refusals.memory, limits.memory_mb),
            "unwritable": partial(refusals.unwritable, format.name, message),
            "evaluation": partial(refusals.evaluation, message),
            "deadline": partial(refusals.deadline, seconds),
            "closed": partial(refusals.unavailable, RETRY_SECONDS),
        }
        return told.get(kind, refusals.worker_ended)()

    # The synchronous face

    def select(self, query: str, **terms: Term) -> list[dict[str, Term]]:
        """The rows of a SELECT; an unbound variable has no key in its row. Raises :class:`~ld.problems.Problem`.

        ``terms`` bind variables of the query by name; SELECT must project them.
        """
        found = ox.parse_query_results(self._whole(query, JSON, terms), ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101
        names = [variable.value for variable in found.variables]
        return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]

    def ask(self, query: str, **terms: Term) -> bool:
        """The answer to an ASK. Raises :class:`~ld.problems.Problem`."""
        return bool(ox.parse_query_results(self._whole(query, JSON, terms), ox.QueryResultsFormat.JSON))

    def construct(self, query: str, form: Format, **terms: Term) -> bytes:
        """The graph of a CONSTRUCT or DESCRIBE, written in ``form``. Raises :class:`~ld.problems.Problem`."""
        return self._whole(query, form, terms)

    def run(self, query: str, form: Format | None = None) -> bytes:
        """The whole answer to a query of any form. Raises :class:`~ld.problems.Problem`."""
        return self._whole(query, form, {})

    def head(self, query: str, octets: int, client: str = "") -> tuple[Format, bytes, bool]:
        """How the answer to a query of any form begins: its format, at most ``octets`` bytes, and whether that is all.

        SELECT is answered in TSV, ASK in JSON, the others in Turtle. Once there is enough the worker is free.
        ``client`` is whose turn it takes. Raises :class:`~ld.problems.Problem`.
        """

        async def ask() -> tuple[Format, bytes, bool]:
            asked = Query(query, client=client)
            form = {Form.SELECT: TSV, Form.ASK: JSON}.get(asked.form, TURTLE)
            answer = await self.answer(asked, form)
            body = b""
            try:
                async for chunk in answer:
                    body += chunk
                    if len(body) > octets:
                        break
            except Broken as broken:
                raise self.problem(broken.reason, "", form, self.publication.limits.deadline_seconds) from None
            finally:
                await answer.close()
            return form, body[:octets], len(body) <= octets

        return self._wait(ask())

    def _whole(self, text: str, form: Format | None, terms: Mapping[str, Term]) -> bytes:
        async def ask() -> bytes:
            answer = await self.answer(Query.of(text, terms), form)
            try:
                return await answer.whole()
            except Broken as broken:
                raise self.problem(broken.reason, "", answer.format, self.publication.limits.deadline_seconds) from None

        return self._wait(ask())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None or self._loop.is_closed():
            work.close()
            raise refusals.unavailable(RETRY_SECONDS)
        with contextlib.suppress(RuntimeError):
            if asyncio.get_running_loop() is self._loop:
                work.close()
                raise AssertionError("the synchronous face was called on the engine's own loop")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


class Alone:
    """An engine with a loop and a thread of its own, for the length of a block."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine")

    def __enter__(self) -> Engine:
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._engine.start(), self._loop).result()
        except BaseException:
            self.__exit__()
            raise
        return self._engine

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._engine.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
