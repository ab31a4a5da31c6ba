"""The shapes: declared terms, messages in both languages, the valid fixture passes, each planted fault is found."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from model_faults import FAULTS, PREFIXES
from model_files import FIXTURE, graph, store
from rdflib.namespace import RDF

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
K = "https://w3id.org/koryu/def#"
SHAPE = "https://w3id.org/koryu/shape#"
RULES = {
    str(rule).removeprefix(SHAPE).removesuffix("-query"): str(select)
    for rule, select in graph("shapes/rules.ttl").subject_objects(SH.select)
}


def found(name: str, data: ox.Store) -> int:
    return sum(1 for _ in data.query(RULES[name]))


def test_every_term_is_declared(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    declared = {str(term) for term in ontology.subjects(RDF.type)}
    used = {
        str(node) for triple in shapes for node in triple if isinstance(node, rdflib.URIRef) and str(node).startswith(K)
    }
    for select in RULES.values():
        used |= {K + name for name in re.findall(r"(?<![\w:])k:([A-Za-z][\w-]*)", select)}
    assert used <= declared


def test_every_concept_that_a_rule_names_is_there(vocabularies: rdflib.Graph) -> None:
    for name, select in RULES.items():
        prefixes = dict(re.findall(r"PREFIX (\w+): <(https://w3id.org/koryu/concept/[^>]+)>", select))
        for prefix, local in re.findall(r"(?<![\w:/])(\w+):([a-z0-9-]+)", select):
            if prefix in prefixes:
                assert (rdflib.URIRef(prefixes[prefix] + local), None, None) in vocabularies, (name, prefix, local)


def test_messages_in_both_languages(shapes: rdflib.Graph) -> None:
    constraints = {*shapes.subjects(RDF.type, SH.PropertyShape), *shapes.subjects(RDF.type, SH.SPARQLConstraint)}
    for constraint in constraints:
        messages = shapes.objects(constraint, SH.message)
        assert sorted(str(text.language) for text in messages if isinstance(text, rdflib.Literal)) == ["en", "ja"], (
            constraint
        )


def test_every_shape_that_is_named_is_there(shapes: rdflib.Graph) -> None:
    for named in shapes.objects(None, SH.property):
        assert (named, SH.path, None) in shapes, named
    assert not [node for triple in shapes for node in triple if isinstance(node, rdflib.BNode)]


def test_every_class_of_records_has_a_shape(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    targets = set(shapes.objects(None, SH.targetClass))
    abstract = {K + name for name in ("Record", "Activity", "Series", "Aspect")}
    classes = {c for c in ontology.subjects(RDF.type, rdflib.OWL.Class) if str(c).startswith(K)}
    assert {str(c) for c in classes - targets} <= abstract


def test_the_valid_fixture_conforms() -> None:
    data = graph("ontology/*.ttl", str(FIXTURE.relative_to(FIXTURE.parents[3])))
    core = rdflib.Graph()
    for triple in graph("shapes/*.ttl"):
        if triple[1] != SH.sparql:
            core.add(triple)
    conforms, _, text = pyshacl.validate(data, shacl_graph=core, inference="none", advanced=False)
    assert conforms, text


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_valid_fixture_breaks_no_rule(name: str) -> None:
    assert found(name, store(FIXTURE)) == 0


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_planted_fault_is_found(name: str) -> None:
    data = store(FIXTURE)
    data.update(PREFIXES + FAULTS[name])
    assert found(name, data) > 0


def test_no_fault_without_a_rule() -> None:
    assert set(FAULTS) == set(RULES)


@pytest.mark.parametrize(
    ("update", "shape"),
    [
        ("DELETE WHERE { <id/dialogue/one> k:form ?o }", "form"),
        ("DELETE WHERE { <id/dialogue/one> k:evidence ?o }", "evidence"),
        ("INSERT DATA { <id/dialogue/one> k:mode <concept/mode/smoke> }", "Dialogue-mode"),
        ("INSERT DATA { <id/dialogue/one> k:place <id/partner/RUR> }", "place"),
        ("INSERT DATA { <id/dialogue/one#e1-0-9> k:aboutProperty k:colour }", "Evidence-aboutProperty"),
        ('INSERT DATA { <id/dialogue/one> k:date "2024-06-03"^^xsd:date }', "date"),
    ],
)
def test_a_fault_of_form_is_found(update: str, shape: str) -> None:
    planted = store(FIXTURE)
    planted.update(PREFIXES + update)
    data = rdflib.Graph()
    for quad in planted:
        data.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    core = graph("shapes/common.ttl", "shapes/dialogue.ttl", "shapes/evidence.ttl")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=core, inference="none", advanced=False)
    assert not conforms
    assert rdflib.URIRef(SHAPE + shape) in set(report.objects(None, SH.sourceShape))
