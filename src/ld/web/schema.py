"""The ontology as the pages need it: what each term is called, its reading order, and each class's segment.

Read once for each release, by one query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ld.web.asking import Asking, Row, text
from ld.web.vocabulary import OWL, RDF, RDFS, SKOS

_UNORDERED = 1_000_000.0

QUERY = f"""
SELECT DISTINCT ?term ?p ?o WHERE {{
  VALUES ?kind {{ <{OWL}Class> <{OWL}ObjectProperty> <{OWL}DatatypeProperty> <{OWL}AnnotationProperty> <{OWL}Ontology>
    <{OWL}NamedIndividual> <{RDF}Property> }}
  ?term a ?kind ; ?p ?o .
}} LIMIT 20000
"""


@dataclass(frozen=True)
class SchemaTerm:
    """A class, a property, an individual or the ontology itself: its statements by property."""

    iri: str
    statements: Mapping[str, tuple[ox.NamedNode | ox.Literal, ...]]

    def literals(self, *properties: str) -> list[ox.Literal]:
        """The literals of ``properties``."""
        return [o for p in properties for o in self.statements.get(p, ()) if isinstance(o, ox.Literal)]

    def iris(self, *properties: str) -> list[str]:
        """The IRIs that ``properties`` lead to."""
        return [o.value for p in properties for o in self.statements.get(p, ()) if isinstance(o, ox.NamedNode)]

    @property
    def kinds(self) -> set[str]:
        """Its types."""
        return set(self.iris(RDF + "type"))

    @property
    def labels(self) -> list[ox.Literal]:
        """What it is called."""
        return self.literals(RDFS + "label", SKOS + "prefLabel")

    @property
    def definitions(self) -> list[ox.Literal]:
        """What it means."""
        return self.literals(SKOS + "definition", RDFS + "comment")

    @property
    def notation(self) -> str:
        """The segment of the addresses of a class's records, or nothing."""
        return next((each.value for each in self.literals(SKOS + "notation")), "")


@dataclass(frozen=True)
class Schema:
    """All terms of the ontology, by IRI."""

    terms: Mapping[str, SchemaTerm]
    orders: Mapping[str, float]
    segments: Mapping[str, str]

    def order(self, iri: str) -> tuple[float, str]:
        """The place of a property in reading order: those that have none come last, by name."""
        return self.orders.get(iri, _UNORDERED), iri

    def labels(self, iri: str) -> list[ox.Literal]:
        """What a term is called, in each language."""
        return self.terms[iri].labels if iri in self.terms else []

    def narrowest(self, classes: Iterable[str]) -> list[str]:
        """Those of ``classes`` that the ontology knows and that are no superclass of another of them."""
        known = {each for each in classes if each in self.terms}
        above = {parent for each in known for parent in self.above(each, RDFS + "subClassOf")}
        return sorted(known - above)

    def narrowest_properties(self, properties: Iterable[str]) -> list[str]:
        """Those of ``properties`` that are not implied by another of them, in reading order."""
        known = set(properties)
        above = {parent for each in known for parent in self.above(each, RDFS + "subPropertyOf")}
        return sorted(known - above or known, key=self.order)

    def above(self, iri: str, relation: str) -> set[str]:
        """All that ``relation`` (``rdfs:subClassOf``, ``rdfs:subPropertyOf``) leads to from a term, step by step."""
        found: set[str] = set()
        todo = [iri]
        while todo:
            term = self.terms.get(todo.pop())
            for parent in term.iris(relation) if term else []:
                if parent not in found and parent != iri:
                    found.add(parent)
                    todo.append(parent)
        return found


class Ontology:
    """The ontology of whichever release answers; asked for once a release."""

    def __init__(self, asking: Asking, reading_order: str):
        self._asking = asking
        self._reading_order = reading_order
        self._known: tuple[str, Schema] | None = None

    def now(self) -> Schema:
        """The ontology of the release that answers now."""
        known, release = self._known, self._asking.release.id
        if known is None or known[0] != release:
            known = self._known = (release, shape(self._asking.select(QUERY), self._reading_order))
        return known[1]


def shape(rows: Sequence[Row], reading_order: str) -> Schema:
    """The solutions of :data:`QUERY` as a schema; ``reading_order`` is the property that gives each one's place."""
    gathered: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value = row["o"]
        if isinstance(value, ox.NamedNode | ox.Literal):
            gathered[text(row["term"])][text(row["p"])].append(value)
    terms = {
        iri: SchemaTerm(iri, {p: tuple(sorted(o, key=str)) for p, o in statements.items()})
        for iri, statements in gathered.items()
    }
    orders = {iri: float(each.value) for iri, term in terms.items() for each in term.literals(reading_order)}
    segments = {term.notation: iri for iri, term in terms.items() if term.notation and OWL + "Class" in term.kinds}
    return Schema(terms, orders, segments)
