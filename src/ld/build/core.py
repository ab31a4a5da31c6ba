"""SHACL core by pySHACL: one shapes graph over one data graph, results as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.term import BNode, Literal, Node, URIRef

from ld.build.report import Result
from ld.build.shapes import Shapes, lift_targets, severity_of
from ld.build.wording import SH, Names, fill, local, messages, short

_SH = rdflib.Namespace(SH)
_PARAMETERS = (
    "minCount maxCount class datatype nodeKind pattern hasValue minInclusive maxInclusive minExclusive maxExclusive "
    "minLength maxLength lessThan lessThanOrEquals disjoint equals"
)


def run_core(shapes: Shapes, data: Iterable[ox.Triple], names: Names) -> Iterator[Result]:
    """What breaks the core constraints of ``shapes`` in ``data``, which holds the class hierarchy too.

    Nothing is inferred; a target class has the instances of its subclasses (SHACL §2.1.3.2).
    """
    if not shapes.core:
        return
    _, results, _ = pyshacl.validate(
        to_rdflib(data),
        shacl_graph=to_rdflib(lift_targets(shapes.core)),
        inference="none",
        advanced=False,
        inplace=True,
        do_owl_imports=False,
        meta_shacl=False,
    )
    assert isinstance(results, rdflib.Graph)  # noqa: S101
    for node in results.subjects(rdflib.RDF.type, _SH.ValidationResult):
        result = _result(results, node, shapes, names)
        if result is not None:
            yield result


def _result(results: rdflib.Graph, node: Node, shapes: Shapes, names: Names) -> Result | None:
    focus = results.value(node, _SH.focusNode)
    if not isinstance(focus, URIRef):
        return None
    path, value = results.value(node, _SH.resultPath), results.value(node, _SH.value)
    component = local(str(results.value(node, _SH.sourceConstraintComponent))).removesuffix("ConstraintComponent")
    source = _from_rdflib(results.value(node, _SH.sourceShape))
    shape = source if isinstance(source, ox.NamedNode | ox.BlankNode) else ox.BlankNode("none")
    told = shapes.properties.get(shape, {})
    path_term = _from_rdflib(path) if isinstance(path, URIRef) else None
    shown = short(path_term, names) if path_term is not None else ""
    value_term = _from_rdflib(value)
    parameters = {n: short(v, names) for n in _PARAMETERS.split() for v in told.get(n, [])}
    own = shapes.messages(shape)
    if own:
        known = {**parameters, "path": shown, "value": short(value_term, names) if value_term is not None else ""}
        texts = {language: fill(text, known) for language, text in own.items()}
    else:
        texts = messages(component, shown, parameters)
    return Result(
        ox.NamedNode(str(focus)),
        path_term if isinstance(path_term, ox.NamedNode) else None,
        value_term if isinstance(value_term, ox.NamedNode | ox.Literal) else None,
        component,
        shape if isinstance(shape, ox.NamedNode) else shapes.owners.get(shape),
        severity_of(told),
        " ".join(part for part in (shapes.name(shape), local(str(path)) if path_term else "", component) if part),
        texts,
    )


def to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """An rdflib graph of ``triples``; literals keep their lexical forms."""
    graph = rdflib.Graph()
    seen: dict[Any, Node] = {}

    def term(of: Any) -> Node:
        found = seen.get(of)
        if found is None:
            found = seen[of] = _to_rdflib(of)
        return found

    store = graph.store
    for triple in triples:
        store.add((term(triple.subject), term(triple.predicate), term(triple.object)), graph)
    return graph


def _to_rdflib(term: Any) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == "http://www.w3.org/2001/XMLSchema#string":
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(datatype), normalize=False)


def _from_rdflib(term: Node | None) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
        )
    return None
