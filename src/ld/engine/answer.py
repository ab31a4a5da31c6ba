"""An answer: what the engine gives back, whole or as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from ld.engine.query import Form
from ld.formats import Format


class Broken(Exception):
    """An answer ended before it was whole. ``reason`` is the slug of the problem that ended it."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


async def _nothing() -> None:
    return None


@dataclass
class Answer:
    """An answer to one query, from one release.

    ``body`` is the whole answer when it was finished before it was handed over; otherwise it is None, ``chunks``
    yields the bytes as they come and raises :class:`Broken` if they end before the answer does. Whoever takes an
    answer iterates over it once and calls :meth:`close` in any case: that frees the worker of an unfinished one.
    """

    form: Form
    format: Format
    release: str
    query_hash: str
    body: bytes | None = None
    chunks: AsyncIterator[bytes] | None = None
    closing: Callable[[], Awaitable[None]] = field(default=_nothing, repr=False)

    @property
    def complete(self) -> bool:
        """Whether the answer is known to be whole already."""
        return self.body is not None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes of the answer. Raises :class:`Broken`."""
        if self.body is not None:
            yield self.body
        elif self.chunks is not None:
            async for chunk in self.chunks:
                yield chunk

    async def whole(self) -> bytes:
        """All bytes of the answer. Raises :class:`Broken`."""
        try:
            return b"".join([chunk async for chunk in self])
        finally:
            await self.close()

    async def close(self) -> None:
        """Give back what the answer holds; may be called more than once."""
        await self.closing()
