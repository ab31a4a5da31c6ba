"""The answer to a reader's query, drawn on the page itself for whoever reads without scripts; its beginning only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import pyoxigraph as ox

from ld.formats import GRAPHS, JSON, ROWS, TSV, Format
from ld.web.asking import Term
from ld.web.context import Reader
from ld.web.languages import Name, named
from ld.web.showing import Names, Shown

MOST = 200
"""Rows of a table, or lines of a graph, that a page shows."""
OCTETS = 512 * 1024
"""Bytes of an answer that a page reads."""


@dataclass(frozen=True)
class Answered:
    """The beginning of an answer: a table, the text of a graph, or the verdict of an ASK.

    ``cut`` tells that there is more; ``wholes`` are the addresses of the whole in each format, by name.
    """

    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Shown | None]] = ()
    graph: str = ""
    verdict: str = ""
    cut: bool = False
    wholes: Sequence[tuple[str, str]] = ()


def answered(reader: Reader, query: str, client: str) -> Answered:
    """The beginning of the answer to ``query``, which ``client`` asks. Raises :class:`~ld.problems.Problem`."""
    form, body, whole = reader.site.asking.head(query, OCTETS, client)
    if form is JSON:
        verdict = "yes" if json.loads(body)["boolean"] else "no"
        return Answered(verdict=reader.words(f"value.{verdict}"), wholes=_wholes(reader, query, ROWS))
    lines = body.split(b"\n")
    if not whole:
        lines.pop()
    if form is not TSV:
        text = b"\n".join(lines[:MOST]).decode("utf-8")
        return Answered(graph=text, cut=not whole or len(lines) > MOST + 1, wholes=_wholes(reader, query, GRAPHS))
    return _table(reader, lines, whole, _wholes(reader, query, ROWS))


def _table(reader: Reader, lines: list[bytes], whole: bool, wholes: Sequence[tuple[str, str]]) -> Answered:
    if lines and not lines[-1]:
        lines.pop()
    if not lines:
        return Answered(cut=True, wholes=wholes)
    found = ox.parse_query_results(b"\n".join(lines[: MOST + 1]) + b"\n", ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101
    names = Names(reader, {})
    rows = [[_cell(term, names) for term in row] for row in found]
    heads = [variable.value for variable in found.variables]
    return Answered(heads, rows, cut=not whole or len(lines) > MOST + 1, wholes=wholes)


def _cell(term: Term | None, names: Names) -> Shown | None:
    """A term as it is in the data: identifiers without the base, literals as they are written, in their language."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        link, base = names.link(term.value), names.reader.site.publication.base
        return replace(link, name=Name(term.value.removeprefix(base)))
    if isinstance(term, ox.Literal):
        return Shown("text", named(term, names.reader.language))
    return Shown("code", Name(str(term)))


def _wholes(reader: Reader, query: str, formats: Sequence[Format]) -> list[tuple[str, str]]:
    def href(form: Format) -> str:
        return reader.addresses.at("/sparql") + "?" + urlencode({"query": query, "format": form.extension})

    return [(form.name, href(form)) for form in formats]
