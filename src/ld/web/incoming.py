"""What leads to a thing: every other thing that names it, itself or in one of its parts.

Each is told once, with the properties by which it leads here. The list is in groups, by the kind of thing, sorted by
date within them, and paged by the engine, so that a hub costs no more than another page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ld.web.asking import Asking, Row, fill, iri, number, text
from ld.web.presentation import Dates
from ld.web.vocabulary import DCTERMS, RDF

PAGE = 100

_LEFT = (RDF + "type", DCTERMS + "isReplacedBy")
"""Properties that lead to a thing without telling anything of it: a list has the one, a redirect the other."""

_LINKS = """
    ?s ?p ?thing .
    FILTER(!STRSTARTS(STR(?s), CONCAT(STR(?thing), "#")) && ?s != ?thing && ?p NOT IN (?left))
    BIND(IRI(REPLACE(STR(?s), "#.*$", "")) AS ?from)
    BIND(IF(STRSTARTS(STR(?from), ?ids), STRAFTER(STR(?from), ?ids), STRAFTER(STR(?from), ?base)) AS ?key)
    BIND(STRBEFORE(?key, "/") AS ?kind)
"""

COUNTS = f"""
SELECT ?kind (COUNT(DISTINCT ?from) AS ?n) WHERE {{ {_LINKS} }} GROUP BY ?kind
"""

ROWS = f"""
SELECT ?from ?kind ?ways ?parts ?when ?low ?high ?told WHERE {{
  {{ SELECT ?from ?kind (GROUP_CONCAT(DISTINCT STR(?p)) AS ?ways) (GROUP_CONCAT(DISTINCT STR(?s)) AS ?parts)
    WHERE {{ {_LINKS} }} GROUP BY ?from ?kind }}
  OPTIONAL {{ VALUES (?kind ?known) {{ %s }} }}
  %s
  BIND(COALESCE(?low, ?high) AS ?date)
}} ORDER BY COALESCE(?known, 999999) ?kind DESC(BOUND(?date)) ?date ?high ?place ?from LIMIT %d OFFSET %d
"""


@dataclass(frozen=True)
class Link:
    """A thing that leads here: by which properties, and by which of its parts where it does not do so itself.

    Its date and its bounds are as the data write them, or empty; bounds of a date that is not ``told`` are left out.
    """

    iri: str
    ways: Sequence[str] = ()
    parts: Sequence[str] = ()
    date: str = ""
    low: str = ""
    high: str = ""
    told: bool = True


@dataclass(frozen=True)
class Group:
    """The things of one kind that lead here: those on this page, and how many there are in all.

    ``kind`` is the segment of their addresses, empty for what has none.
    """

    kind: str
    count: int
    links: Sequence[Link]


@dataclass(frozen=True)
class Incoming:
    """One page of what leads to a thing."""

    groups: Sequence[Group] = field(default=())
    count: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are; 1 where nothing leads here."""
        return max(1, -(-self.count // PAGE))

    @property
    def links(self) -> list[Link]:
        """All links of this page."""
        return [link for group in self.groups for link in group.links]


def incoming(
    asking: Asking,
    thing: str,
    base: str,
    kinds: Sequence[str],
    dates: Dates,
    page: int,
    order: str = "",
    left: Iterable[str] = (),
) -> Incoming:
    """Page ``page`` (from 1) of what leads to ``thing``, groups in the order of ``kinds``, the others behind them.

    ``base`` is that of the publication's identifiers, ``order`` the property by which things without a date are sorted,
    ``left`` are properties that lead here without telling anything.
    """
    places = {"thing": iri(thing) or thing}
    leaving = ", ".join(str(term) for each in sorted({*_LEFT, *left}) if (term := iri(each)))
    written = {"?left": leaving, "?ids": _quoted(base + "id/"), "?base": _quoted(base)}
    ranks = " ".join(f"({_quoted(kind)} {rank})" for rank, kind in enumerate(kinds))
    wanted = (
        ("when", dates.value),
        ("low", dates.earliest),
        ("high", dates.latest),
        ("told", dates.text),
        ("place", order),
    )
    dated = " ".join(f"OPTIONAL {{ ?from {iri(each)} ?{name} }}" for name, each in wanted if each)
    query = ROWS % (ranks, dated, PAGE + 1, (page - 1) * PAGE)
    rows = asking.select(fill(_written(query, written), **places))
    links = _links(rows, untold=not dates.text)
    more = len(links) > PAGE
    shown = dict(list(links.items())[:PAGE])
    if page == 1 and not more:
        groups = _grouped(shown, {})
        return Incoming(groups, sum(each.count for each in groups), page)
    counts = asking.select(fill(_written(COUNTS, written), **places))
    every = {text(row.get("kind")): number(row["n"]) for row in counts}
    return Incoming(_grouped(shown, every), sum(every.values()), page)


def _quoted(given: str) -> str:
    return '"' + given.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(query: str, texts: dict[str, str]) -> str:
    for name, each in texts.items():
        query = query.replace(name, each)
    return query


def _links(rows: Sequence[Row], untold: bool) -> dict[str, tuple[str, Link]]:
    """The links by identifier, each with its kind, in the order of ``rows``."""
    found: dict[str, tuple[str, Link]] = {}
    for row in rows:
        own = text(row["from"])
        ways, parts = text(row.get("ways")).split(), text(row.get("parts")).split()
        when, low, high = (text(row.get(name)) for name in ("when", "low", "high"))
        told = untold or "told" in row
        if not told:
            low = high = ""
        link = Link(own, sorted(ways), [] if own in parts else sorted(parts), when, low, high, told)
        found.setdefault(own, (text(row.get("kind")), link))
    return found


def _grouped(links: dict[str, tuple[str, Link]], counts: dict[str, int]) -> list[Group]:
    groups: dict[str, list[Link]] = {}
    for kind, link in links.values():
        groups.setdefault(kind, []).append(link)
    return [Group(kind, counts.get(kind, len(own)), own) for kind, own in groups.items()]
