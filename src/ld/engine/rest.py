"""The rest of an answer that is handed over as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from ld.engine.answer import Broken
from ld.engine.link import Ended, Exchange


class Rest:
    """The rest of an answer that is handed over as it comes."""

    def __init__(
        self,
        exchange: Exchange,
        first: bytes,
        keep: Callable[[bytes], None] | None,
        largest: int,
        finished: Callable[[str], None],
    ):
        """``keep`` takes the whole if it is no larger than ``largest``; ``finished`` hears once how it ended."""
        self._exchange = exchange
        self._first = first
        self._keep = keep
        self._largest = largest
        self._finished: Callable[[str], None] | None = finished

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The chunks. Raises :class:`~ld.engine.answer.Broken`."""
        kept: list[bytes] | None = [] if self._keep is not None else None
        size, chunk = 0, self._first
        while chunk:
            yield chunk
            size += len(chunk)
            if kept is not None:
                kept.append(chunk)
                kept = kept if size <= self._largest else None
            try:
                chunk = await self._exchange.next() or b""
            except Ended as ended:
                self._finish(ended.kind)
                raise Broken(ended.kind) from None
        if kept is not None and self._keep is not None:
            self._keep(b"".join(kept))
        self._finish("streamed")

    async def close(self) -> None:
        """Nobody reads on; a worker that is not through is ended."""
        self._finish("left")

    def _finish(self, outcome: str) -> None:
        finished, self._finished = self._finished, None
        if finished is not None:
            finished(outcome)
