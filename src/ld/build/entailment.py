"""What follows from the asserted data by the ontology (OWL 2 RL).

The reasoning is the library ``reasonable``. Four things are arranged around it:

- It has no property chains (rule prp-spo2). They are followed here, and what they give is handed back to it until
  nothing new comes.
- Axioms by which it would conclude that two things are the same (functional and inverse functional properties, keys,
  maximum cardinalities) are kept from it. It reports no contradiction and applies them to literals too: one functional
  date with two values would make the two dates one on every record. What breaks such axioms is found by
  :mod:`ld.build.consistency`.
- So are axioms that can only be contradicted (disjointness, complements, difference): nothing follows from them, and
  two hundred disjoint pairs make it take four times the time and memory.
- What it gives is sifted: see :func:`close`.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from sys import intern

import pyoxigraph as ox
from rdflib.term import URIRef
from reasonable import PyReasoner

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_TYPE = f"{_RDF}type"
_BUILT_IN = (_RDF, _RDFS, _OWL, "http://www.w3.org/2001/XMLSchema#")
_IDENTIFYING_TYPES = frozenset((f"{_OWL}FunctionalProperty", f"{_OWL}InverseFunctionalProperty"))
_IDENTIFYING = frozenset(_OWL + name for name in ("hasKey", "maxCardinality", "maxQualifiedCardinality", "cardinality"))
_CONTRADICTED = frozenset(
    _OWL + name for name in ("disjointWith", "propertyDisjointWith", "complementOf", "differentFrom")
)
_SPEAKING = frozenset((f"{_RDFS}domain", f"{_RDFS}subPropertyOf", f"{_OWL}equivalentProperty"))
_REFLEXIVE = frozenset(
    (
        f"{_OWL}sameAs",
        f"{_OWL}equivalentClass",
        f"{_OWL}equivalentProperty",
        f"{_RDFS}subClassOf",
        f"{_RDFS}subPropertyOf",
    )
)


def close(asserted: Iterable[ox.Triple], ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples that follow from ``asserted`` by ``ontology`` and stand in neither, sorted.

    Left out are triples with a literal or a blank node, and those that say nothing: that something is the same as
    itself, a subclass of itself, a Thing or a Resource, and what the vocabularies of RDF and OWL say of themselves.
    """
    given = [t for t in (*asserted, *ontology) if not _withheld(t)]
    spoken = _spoken_of(given)
    reasoner = _load(t for t in given if not isinstance(t.object, ox.Literal) or t.predicate.value in spoken)
    known = {_key(t) for t in given if not isinstance(t.object, ox.Literal)}
    chains = list(property_chains(given))
    while True:
        closure = _closure(reasoner)
        added = _chained(chains, known | closure) if chains else set()
        if not added:
            break
        reasoner.from_graph([tuple(URIRef(term) for term in key) for key in sorted(added)])
    return [ox.Triple(*(ox.NamedNode(term) for term in key)) for key in sorted(closure - known)]


Key = tuple[str, str, str]


def _load(triples: Iterable[ox.Triple]) -> PyReasoner:
    reasoner = PyReasoner()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.ttl"  # N-Triples, which is Turtle too
        with path.open("wb") as stream:
            ox.serialize(triples, stream, format=ox.RdfFormat.N_TRIPLES)
        reasoner.load_file(str(path))
    return reasoner


def _closure(reasoner: PyReasoner) -> set[Key]:
    """The closure as the library has it, without what is never published."""
    found: set[Key] = set()
    triples = reasoner.reason()
    while triples:  # taken off as they are read: each has terms of its own, which are many times as large
        subject, predicate, value = triples.pop()
        if type(subject) is URIRef and type(predicate) is URIRef and type(value) is URIRef:
            key = (intern(str(subject)), intern(str(predicate)), intern(str(value)))
            if not _says_nothing(key):
                found.add(key)
    return found


def _spoken_of(triples: Iterable[ox.Triple]) -> set[str]:
    """The properties from whose literals something may follow; all other literals are kept from the reasoner.

    Most of the data are literals, and nothing follows from most of them: reasoning takes a fifth of the time without.
    """
    names: set[str] = set()
    for triple in triples:
        predicate = triple.predicate.value
        if predicate in _SPEAKING and isinstance(triple.subject, ox.NamedNode):
            names.add(triple.subject.value)
        if predicate in (f"{_OWL}onProperty", f"{_OWL}equivalentProperty") and isinstance(triple.object, ox.NamedNode):
            names.add(triple.object.value)
    return names


def _says_nothing(key: Key) -> bool:
    subject, predicate, value = key
    if subject.startswith(_BUILT_IN):
        return True
    if predicate == _TYPE:
        return value.startswith((_OWL, _RDFS, _RDF)) and value != f"{_OWL}Nothing"  # that is a contradiction
    if predicate in _REFLEXIVE:
        return subject == value or value in (f"{_OWL}Thing", f"{_RDFS}Resource")
    return False


def property_chains(triples: Iterable[ox.Triple]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each property with one of its chains (owl:propertyChainAxiom), the properties of the chain in order."""
    first: dict[object, str] = {}
    rest: dict[object, object] = {}
    heads: list[tuple[str, object]] = []
    for triple in triples:
        predicate = triple.predicate.value
        if predicate == f"{_RDF}first" and isinstance(triple.object, ox.NamedNode):
            first[triple.subject] = triple.object.value
        elif predicate == f"{_RDF}rest":
            rest[triple.subject] = triple.object
        elif predicate == f"{_OWL}propertyChainAxiom" and isinstance(triple.subject, ox.NamedNode):
            heads.append((triple.subject.value, triple.object))
    for name, head in sorted(heads, key=str):
        chain: list[str] = []
        node = head
        while node in first and len(chain) < len(first):
            chain.append(first[node])
            node = rest.get(node)
        if chain:
            yield name, tuple(chain)


def _chained(chains: list[tuple[str, tuple[str, ...]]], closure: set[Key]) -> set[Key]:
    """What the chains conclude from the closure that is not in it (prp-spo2)."""
    used = {name for _, chain in chains for name in chain}
    links: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in used}
    for subject, predicate, value in closure:
        if predicate in used:
            links[predicate][subject].append(value)
    added: set[Key] = set()
    for name, chain in chains:
        ends = [(subject, value) for subject, values in links[chain[0]].items() for value in values]
        for step in chain[1:]:
            ends = [(subject, value) for subject, middle in ends for value in links[step].get(middle, ())]
        added.update((subject, name, value) for subject, value in ends)
    return {key for key in added - closure if not any(term.startswith("_:") for term in key)}


def _withheld(triple: ox.Triple) -> bool:
    """Whether ``triple`` is part of an axiom that makes two things one, or that can only be contradicted."""
    predicate = triple.predicate.value
    if predicate == _TYPE:
        return isinstance(triple.object, ox.NamedNode) and triple.object.value in _IDENTIFYING_TYPES
    return predicate in _IDENTIFYING or predicate in _CONTRADICTED


def _key(triple: ox.Triple) -> Key:
    subject, value = triple.subject, triple.object
    return (
        intern(subject.value if isinstance(subject, ox.NamedNode) else str(subject)),
        intern(triple.predicate.value),
        intern(value.value if isinstance(value, ox.NamedNode) else str(value)),
    )
