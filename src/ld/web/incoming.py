"""What leads to a thing: every other thing that names it, itself or in one of its parts.

Each is told once, under the first property in reading order by which it leads here; the list is in groups, sorted
by date within them, and paged by the engine, so that a hub costs no more than another page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ld.web.asking import Asking, Row, fill, iri, number, text
from ld.web.schema import Schema
from ld.web.vocabulary import DCTERMS, RDF

PAGE = 50

_LEFT = (RDF + "type", DCTERMS + "isReplacedBy")
"""Properties that lead to a thing without telling anything of it: a list has the one, a redirect the other."""

_LINKS = """
    ?s ?p ?thing .
    FILTER(!STRSTARTS(STR(?s), CONCAT(STR(?thing), "#")) && ?s != ?thing && ?p NOT IN (%(left)s))
    OPTIONAL { VALUES (?p ?known) { %(ranks)s } }
    BIND(COALESCE(?known, 999999) AS ?order)
    BIND(IRI(REPLACE(STR(?s), "#.*$", "")) AS ?from)
"""

COUNTS = """
SELECT ?rank (SAMPLE(?one) AS ?p) (COUNT(*) AS ?n) WHERE {
  { SELECT ?from (MIN(?order) AS ?rank) (SAMPLE(?p) AS ?one) WHERE { %s } GROUP BY ?from }
} GROUP BY ?rank ORDER BY ?rank
"""

ROWS = """
SELECT ?from ?rank ?date ?when WHERE {
  { SELECT ?from (MIN(?order) AS ?rank) WHERE { %s } GROUP BY ?from }
  %s
} ORDER BY ?rank DESC(BOUND(?date)) ?date ?from LIMIT %d OFFSET %d
"""


@dataclass(frozen=True)
class Link:
    """A thing that leads here, its date, and the earliest day it may have: as the data write them, or empty."""

    iri: str
    date: str
    bound: str = ""


@dataclass(frozen=True)
class Group:
    """The things that lead here by one property: those on this page, and how many there are in all."""

    prop: str
    count: int
    links: Sequence[Link]


@dataclass(frozen=True)
class Incoming:
    """One page of what leads to a thing."""

    groups: Sequence[Group]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; 1 where nothing leads here."""
        return max(1, -(-self.count // PAGE))


def incoming(asking: Asking, thing: str, schema: Schema, dates: tuple[str, str], page: int) -> Incoming:
    """Page ``page`` (from 1) of what leads to ``thing``.

    ``dates`` are the property to sort by and the one to show, each empty where the publication has none.
    """
    ranked = sorted(schema.orders, key=schema.order)
    ranks = " ".join(f"({term} {rank})" for rank, each in enumerate(ranked) if (term := iri(each)))
    links = _LINKS % {"ranks": ranks, "left": ", ".join(f"<{each}>" for each in _LEFT)}
    counts = asking.select(fill(COUNTS % links, thing=thing))
    total = sum(number(row["n"]) for row in counts)
    if not total or (page - 1) * PAGE >= total:
        return Incoming((), total, page)
    dated = " ".join(
        f"OPTIONAL {{ ?from {iri(each)} ?{name} }}" for name, each in zip(("date", "when"), dates, strict=True) if each
    )
    rows = asking.select(fill(ROWS % (links, dated, PAGE, (page - 1) * PAGE), thing=thing))
    return Incoming(list(_grouped(counts, rows, ranked)), total, page)


def _grouped(counts: Sequence[Row], rows: Sequence[Row], ranked: Sequence[str]) -> list[Group]:
    groups = []
    for row in counts:
        rank = number(row["rank"])
        links: dict[str, Link] = {}
        for each in rows:
            if number(each["rank"]) == rank:
                source = text(each["from"])
                links.setdefault(source, Link(source, text(each.get("when")), text(each.get("date"))))
        if links:
            prop = ranked[rank] if rank < len(ranked) else text(row.get("p"))
            groups.append(Group(prop, number(row["n"]), list(links.values())))
    return groups
