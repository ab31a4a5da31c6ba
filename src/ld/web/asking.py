"""What the pages ask of an engine, and the two ways in which they put terms into a query.

A query's text is written in this package. What a reader sends reaches it only as a checked term, written out by the
RDF library: by :func:`fill` in place of a variable, or in a ``VALUES`` block. So the same text goes to any engine, a
remote endpoint too, which knows no bindings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from ld.formats import Format

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = Mapping[str, Term]

_VARIABLE = re.compile(r"\?(\w+)\b")


class Edition(Protocol):
    """A release, as far as the pages tell of it."""

    @property
    def id(self) -> str:
        """What names it among all releases, and changes whenever its content does."""

    @property
    def version(self) -> str:
        """Its version, as readers cite it."""

    @property
    def triples(self) -> int:
        """How many statements its default graph has."""

    @property
    def path(self) -> Path:
        """Its folder."""


class Asking(Protocol):
    """The synchronous face of an engine. What it raises is a :class:`~ld.problems.Problem`."""

    @property
    def release(self) -> Edition:
        """The release that answers."""

    def select(self, text: str, /) -> Sequence[Row]:
        """The solutions of a SELECT; an unbound variable is absent from its row."""

    def construct(self, text: str, format: Format, /) -> bytes:
        """The triples of a CONSTRUCT, written in ``format``."""

    def head(self, text: str, octets: int, client: str, /) -> tuple[Format, bytes, bool]:
        """How the answer begins to a query that ``client`` wrote: its format, its first bytes, whether that is all.

        SELECT is answered in TSV, ASK in JSON, the others in Turtle.
        """


def iri(text: str) -> ox.NamedNode | None:
    """``text`` as a term, or None where it is no absolute IRI."""
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def fill(query: str, **terms: ox.NamedNode | ox.Literal | str) -> str:
    """``query`` with each variable that ``terms`` names replaced by its term; a string is taken as an IRI.

    Raises ValueError where a string is no IRI.

    >>> fill("ASK { ?thing ?p ?o }", thing="http://example.org/a")
    'ASK { <http://example.org/a> ?p ?o }'
    """
    written = {name: str(ox.NamedNode(term) if isinstance(term, str) else term) for name, term in terms.items()}
    return _VARIABLE.sub(lambda found: written.get(found.group(1), found.group()), query)


def values(variable: str, iris: Iterable[str]) -> str:
    """A ``VALUES`` block that binds ``variable`` to each of ``iris``, sorted; what is no IRI is left out."""
    terms = (iri(text) for text in sorted(set(iris)))
    return f"VALUES ?{variable} {{ {' '.join(str(term) for term in terms if term)} }}"


def among(variable: str, iris: Iterable[str]) -> str:
    """A ``FILTER`` that ``variable`` is one of ``iris``, sorted; what is no IRI is left out.

    Behind a triple pattern whose subject is bound it costs a fortieth of a second ``VALUES`` block.
    """
    terms = (iri(text) for text in sorted(set(iris)))
    return f"FILTER(?{variable} IN ({', '.join(str(term) for term in terms if term)}))"


def text(term: Term | None) -> str:
    """The characters of an IRI or a literal; nothing for any other term."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def number(term: Term | None) -> int:
    """The whole number that a literal stands for; 0 where it stands for none."""
    try:
        return int(text(term))
    except ValueError:
        return 0
