"""A query as a frozen value, with its hash, and what a query may not do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Self

import pyoxigraph as ox

from ld.engine import refusals
from ld.engine.lexer import Form, Scan, scan
from ld.formats import DATASETS, GRAPHS, ROWS, Format
from ld.publication import Limits

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

__all__ = ["Form", "Query", "Term"]


@dataclass(frozen=True)
class Query:
    """One SPARQL query operation.

    ``default_graphs`` and ``named_graphs`` are the protocol's dataset; None when the request names neither, so
    that the query's own FROM holds (SPARQL 1.1 Protocol §2.1.4). ``substitutions`` are pairs of a variable's name
    and a term as N-Triples. ``timeout`` is in seconds and can only shorten the deadline. ``client`` says whose turn
    it is in the waiting line and belongs to no hash.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    substitutions: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    client: str = field(default="", compare=False)

    @classmethod
    def of(cls, text: str, terms: Mapping[str, Term] | None = None) -> Self:
        """A query of ours, with ``terms`` in the place of the variables that they are named after."""
        return cls(text, substitutions=tuple(sorted((name, str(term)) for name, term in (terms or {}).items())))

    @cached_property
    def scan(self) -> Scan:
        """What the lexer found in the text."""
        return scan(self.text)

    @property
    def form(self) -> Form:
        """SELECT, ASK, CONSTRUCT or DESCRIBE. Raises :class:`~ld.problems.Problem` (400) where there is none."""
        if self.scan.form is None:
            raise refusals.malformed(self.scan.error or "expected SELECT, ASK, CONSTRUCT or DESCRIBE", self.scan.at)
        return self.scan.form

    @property
    def volatile(self) -> bool:
        """Whether the same query on the same release may have another answer (NOW, RAND, UUID, BNODE …)."""
        return bool(self.scan.volatile)

    @cached_property
    def hash(self) -> str:
        """32 hexadecimal digits over all that decides the answer's rows, the release apart."""
        parts = [self.text, self.default_graphs, self.named_graphs, self.substitutions]
        return sha256(json.dumps(parts, ensure_ascii=True).encode("ascii")).hexdigest()[:32]

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats that an answer to this form of query can have, the default first."""
        return ROWS if self.form in (Form.SELECT, Form.ASK) else (*GRAPHS, *DATASETS)

    def admit(self, limits: Limits) -> None:
        """Let the query pass, or raise the :class:`~ld.problems.Problem` that says why it may not run.

        Nothing is asked of a worker here, and nothing of the text is evaluated.
        """
        found = self.scan
        try:
            size = len(self.text.encode("utf-8"))
        except UnicodeEncodeError as error:
            raise refusals.malformed("a code point that is no character", (1, error.start + 1)) from None
        if size > limits.query_kb * 1024:
            raise refusals.query_too_long(limits.query_kb)
        if found.error is not None:
            raise refusals.malformed(found.error, found.at)
        if found.update:
            raise refusals.update_refused(found.update)
        if found.service:
            raise refusals.service_refused(found.at)
        if found.depth > limits.depth:
            raise refusals.too_deep(found.depth, limits.depth)
        _ = self.form
