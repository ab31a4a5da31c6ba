"""The waiting line for workers: bounded, and fair among clients."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Full(Exception):
    """The line is full (``share`` False), or this client's share of it is (``share`` True)."""

    def __init__(self, share: bool):
        self.share = share
        super().__init__("share" if share else "full")


class Line(Generic[T]):
    """Who waits for a ``T``. Clients take turns, so that many requests of one do not stand before one of another.

    At most ``limit`` wait; of one client at most half of that, as soon as others may need the rest.
    """

    def __init__(self, limit: int, returned: Callable[[T], None]):
        """``returned`` takes back what was given to somebody who had left at that moment."""
        self._limit = limit
        self._returned = returned
        self._share = max(1, limit // 2)
        self._turns: OrderedDict[str, deque[asyncio.Future[T]]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    async def wait(self, client: str, seconds: float) -> T:
        """The next ``T`` that is this client's. Raises :class:`Full`, TimeoutError, and what :meth:`fail` gives."""
        mine = self._turns.get(client)
        if self._count >= self._limit:
            raise Full(share=False)
        if mine is not None and len(mine) >= self._share:
            raise Full(share=True)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._turns.setdefault(client, deque()).append(future)
        self._count += 1
        try:
            async with asyncio.timeout(seconds):
                return await future
        except BaseException:
            self._leave(client, future)
            raise

    def give(self, item: T, may: Callable[[str], bool] = lambda client: True) -> str | None:
        """Hand ``item`` to whoever's turn it is, of those that ``may`` have one; None when there is nobody."""
        for client in [client for client in self._turns if may(client)]:
            waiting = self._turns[client]
            while waiting:
                future = waiting.popleft()
                self._count -= 1
                if not future.done():
                    future.set_result(item)
                    self._next(client)
                    return client
            self._next(client)
        return None

    def _next(self, client: str) -> None:
        """A client's turn is over: it goes to the end, or away."""
        if self._turns[client]:
            self._turns.move_to_end(client)
        else:
            del self._turns[client]

    def _leave(self, client: str, future: asyncio.Future[T]) -> None:
        waiting = self._turns.get(client)
        if waiting is not None and future in waiting:
            waiting.remove(future)
            self._count -= 1
            if not waiting:
                del self._turns[client]
        elif future.done() and not future.cancelled() and future.exception() is None:
            self._returned(future.result())

    def fail(self, error: Exception) -> None:
        """Nobody here will get anything."""
        for waiting in self._turns.values():
            for future in waiting:
                if not future.done():
                    future.set_exception(error)
        self._turns.clear()
        self._count = 0
