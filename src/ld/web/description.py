"""All that the data say of one thing, in one query: its properties, and its parts with theirs.

Parts are the things whose identifiers are the thing's own with ``#`` and a name behind (who took part, which side,
which passage); they have no document of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

import pyoxigraph as ox

from ld.web.asking import Asking, Row, fill, text, values
from ld.web.vocabulary import DCTERMS, LABELS, OWL, RDF, RDFS

Value: TypeAlias = ox.NamedNode | ox.Literal
Statements: TypeAlias = Mapping[str, Sequence[Value]]

MOST = 5000
"""Statements that one page or one lookup of labels reads; a thing that has more is told to be cut off."""

ABOUT = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { BIND(?thing AS ?s) ?thing ?p ?o }
  UNION { ?aside GRAPH ?graph { ?thing ?p ?o } BIND(?thing AS ?s) }
  UNION {
    { ?thing ?via ?s } UNION { ?s ?way ?thing }
    FILTER(STRSTARTS(STR(?s), CONCAT(STR(?thing), "#")))
    ?s ?p ?o
  }
  UNION {
    ?aside GRAPH ?graph { { ?thing ?via ?s } UNION { ?s ?way ?thing } ?s ?p ?o }
    FILTER(STRSTARTS(STR(?s), CONCAT(STR(?thing), "#")))
  }
  ?back
} ORDER BY ?s ?p ?o LIMIT %d
"""

BACK = """
  UNION {
    ?thing ?proves ?mine . ?mine ?anchors ?s .
    ?theirs ?leads ?s ; ?says ?day . ?other ?proves ?theirs . VALUES ?p { ?written ?day } ?other ?p ?o
  }
"""

NAMES = f"""
SELECT ?x ?name WHERE {{ %s ?x {"|".join(f"<{each}>" for each in LABELS)} ?name }} LIMIT {MOST}
"""


@dataclass(frozen=True)
class Description:
    """A thing and its parts. ``cut`` tells that the thing has more statements than were read."""

    iri: str
    statements: Statements
    parts: Mapping[str, Statements] = field(default_factory=dict)
    cut: bool = False

    @property
    def exists(self) -> bool:
        """Whether the data say anything of it."""
        return bool(self.statements)

    @property
    def types(self) -> list[str]:
        """The classes of the thing."""
        return list(iris(self.statements, RDF + "type"))

    @property
    def labels(self) -> list[ox.Literal]:
        """What the thing is called, in each language."""
        return [o for p in LABELS for o in self.statements.get(p, ()) if isinstance(o, ox.Literal)]

    def parts_by(self, prop: str) -> list[str]:
        """The parts that ``prop`` leads to, by identifier."""
        return [iri for iri in iris(self.statements, prop) if iri in self.parts]

    def mentioned(self) -> set[str]:
        """All IRIs that stand in it as a property or a value."""
        found = {self.iri}
        for statements in (self.statements, *self.parts.values()):
            found |= set(statements)
            found |= {o.value for objects in statements.values() for o in objects if isinstance(o, ox.NamedNode)}
        return found


def iris(statements: Statements, prop: str) -> Iterator[str]:
    """The IRIs that ``prop`` leads to."""
    return (o.value for o in statements.get(prop, ()) if isinstance(o, ox.NamedNode))


def literals(statements: Statements, prop: str) -> Iterator[ox.Literal]:
    """The literals that ``prop`` leads to."""
    return (o for o in statements.get(prop, ()) if isinstance(o, ox.Literal))


def describe(asking: Asking, iri: str, aside: Iterable[str], back: Mapping[str, str] | None = None) -> Description:
    """What the default graph and the graphs ``aside`` say of ``iri``, and the default graph of its parts.

    ``back`` names the terms of :data:`BACK`: with it, ``parts`` also has the passages that the evidence of ``iri``
    looks back to, each with the date that it is for another record.
    """
    query = (ABOUT % (MOST + 1)).replace("?aside", values("graph", aside))
    given = back if back and all(back.values()) else {}
    rows = asking.select(fill(query.replace("?back", BACK if given else ""), thing=iri, **given))
    return _shaped(iri, rows[:MOST], cut=len(rows) > MOST)


def _shaped(iri: str, rows: Iterable[Row], cut: bool) -> Description:
    found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value = row["o"]
        if isinstance(value, ox.NamedNode | ox.Literal):
            found[text(row["s"])][text(row["p"])].append(value)
    own = found.pop(iri, {})
    return Description(iri, MappingProxyType(dict(own)), MappingProxyType(dict(found)), cut)


def names(asking: Asking, wanted: Iterable[str]) -> dict[str, list[ox.Literal]]:
    """What each of ``wanted`` is called, in each language; what has no name is left out."""
    found: dict[str, list[ox.Literal]] = defaultdict(list)
    some = sorted(set(wanted))[: MOST // 2]
    if some:
        for row in asking.select(NAMES % values("x", some)):
            if isinstance(name := row["name"], ox.Literal):
                found[text(row["x"])].append(name)
    return found


STANDING = f"""
SELECT ?there ?gone ?moved ?reason WHERE {{
  BIND(EXISTS {{ {{ ?thing ?p ?o }} UNION {{ ?aside GRAPH ?graph {{ ?thing ?q ?r }} }} }} AS ?there)
  BIND(EXISTS {{ {{ ?thing <{OWL}deprecated> true }} UNION {{ ?thing a ?former }} }} AS ?gone)
  OPTIONAL {{ ?thing <{DCTERMS}isReplacedBy> ?moved }}
  OPTIONAL {{ ?thing ?because ?reason }}
}} LIMIT 20
"""


@dataclass(frozen=True)
class Standing:
    """Whether an identifier is in use; ``gone`` for one that was withdrawn, with its successor and reasons if any."""

    there: bool
    gone: bool = False
    successor: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


def standing(asking: Asking, iri: str, aside: Iterable[str], former: str = "", reason: str = "") -> Standing:
    """How ``iri`` stands.

    ``owl:deprecated`` or the class ``former`` withdraws it, for the ``reason`` (a property; ``rdfs:comment`` where
    empty) that the data give; ``dcterms:isReplacedBy`` names what to use instead.
    """
    query = STANDING.replace("?aside", values("graph", aside))
    terms = {"thing": iri, "former": former or OWL + "Nothing", "because": reason or RDFS + "comment"}
    rows = asking.select(fill(query, **terms))
    reasons: dict[str, str] = {}
    for row in rows:
        if isinstance(told := row.get("reason"), ox.Literal):
            reasons[told.language or "en"] = told.value
    first: Row = rows[0] if rows else {}
    return Standing(
        text(first.get("there")) == "true", text(first.get("gone")) == "true", text(first.get("moved")), reasons
    )
