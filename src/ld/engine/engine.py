"""The engine: a query in, an answer out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ld.engine.answer import Answer
from ld.engine.query import Query, Term
from ld.engine.release import Release
from ld.formats import Format
from ld.publication import Publication


class Engine:
    """Answers queries about the current release of ``publication``.

    The asynchronous face (:meth:`answer`) belongs to the loop that :meth:`start` ran on; the synchronous one
    (:meth:`select`, :meth:`ask`, :meth:`construct`, :meth:`run`) to any other thread.
    """

    def __init__(self, publication: Publication):
        self.publication = publication

    async def start(self) -> None:
        """Load the release. Raises :class:`~ld.engine.release.NoRelease`."""
        raise NotImplementedError

    async def close(self) -> None:
        """End all processes."""
        raise NotImplementedError

    @classmethod
    @contextmanager
    def alone(cls, publication: Publication) -> Iterator[Engine]:
        """An engine on a loop and thread of its own, for commands that have no server."""
        raise NotImplementedError

    @property
    def release(self) -> Release:
        """The release that this request sees: the pinned one, else the current one."""
        raise NotImplementedError

    @contextmanager
    def pinned(self) -> Iterator[Release]:
        """Within the block (and what it starts) every query sees one release. The front does it for each request."""
        raise NotImplementedError

    async def answer(self, query: Query, format: Format | None = None) -> Answer:
        """The answer in ``format`` (None: the form's first). Raises :class:`~ld.problems.Problem`."""
        raise NotImplementedError

    def select(self, text: str, /, **terms: Term) -> list[dict[str, Term]]:
        """The rows of a SELECT; unbound variables have no key. Raises :class:`~ld.problems.Problem`."""
        raise NotImplementedError

    def ask(self, text: str, /, **terms: Term) -> bool:
        """The answer to an ASK."""
        raise NotImplementedError

    def construct(self, text: str, format: Format, /, **terms: Term) -> bytes:
        """The graph of a CONSTRUCT or DESCRIBE, written in ``format``."""
        raise NotImplementedError

    def run(self, text: str, format: Format | None = None) -> bytes:
        """The answer to a query of any form."""
        raise NotImplementedError
