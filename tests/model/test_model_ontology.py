"""The ontology: declared, described, within OWL 2 DL, nothing blank, and what it entails."""

from __future__ import annotations

from itertools import combinations

import owlrl
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

K = rdflib.Namespace("https://w3id.org/koryu/def#")
ID = rdflib.Namespace("https://w3id.org/koryu/id/")
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
PROPERTIES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
# Datatypes of the OWL 2 datatype map that the file may use (OWL 2 Structural Specification, 4).
DATATYPES = {XSD.string, XSD.integer, XSD.boolean, XSD.decimal}
BUILT_IN = (str(RDF), str(RDFS), str(OWL))


def own(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    return {s for s in ontology.subjects(RDF.type) if isinstance(s, rdflib.URIRef) and str(s).startswith(str(K))}


def test_nothing_is_blank(ontology: rdflib.Graph, vocabularies: rdflib.Graph) -> None:
    assert not [node for triple in (*ontology, *vocabularies) for node in triple if isinstance(node, rdflib.BNode)]


def test_every_term_has_label_and_definition_in_both_languages(ontology: rdflib.Graph) -> None:
    for term in own(ontology):
        for path in (RDFS.label, RDFS.comment):
            texts = list(ontology.objects(term, path))
            assert sorted(str(text.language) for text in texts if isinstance(text, rdflib.Literal)) == ["en", "ja"], (
                term
            )
            assert all(str(text).strip() for text in texts), term


def test_every_property_has_its_place_on_pages(ontology: rdflib.Graph) -> None:
    order = [
        int(str(ontology.value(term, K.readingOrder)))
        for term in own(ontology)
        if {OWL.ObjectProperty, OWL.DatatypeProperty} & set(ontology.objects(term, RDF.type))
    ]
    assert len(set(order)) == len(order)


def test_all_that_is_used_is_declared(ontology: rdflib.Graph) -> None:
    declared = {s for s, kind in ontology.subject_objects(RDF.type) if kind in KINDS}
    for subject, predicate, _ in ontology:
        assert predicate in declared or str(predicate).startswith(BUILT_IN), predicate
        assert subject in declared or "partnerChain" in subject or subject in (RDFS.label, rdflib.URIRef(str(K)[:-1]))
    for path in (RDFS.subClassOf, OWL.disjointWith, RDFS.domain, RDFS.subPropertyOf, OWL.inverseOf):
        for value in ontology.objects(None, path):
            assert value in declared, value
    for value in ontology.objects(None, RDFS.range):
        assert value in declared | DATATYPES, value


def test_one_kind_of_property_a_term(ontology: rdflib.Graph) -> None:
    """A property is either an object, a datatype or an annotation property (OWL 2 DL, typing constraints)."""
    for term in set(ontology.subjects(RDF.type)):
        kinds = set(ontology.objects(term, RDF.type))
        assert len(kinds & PROPERTIES) <= 1, term
        assert not (OWL.Class in kinds and kinds & PROPERTIES), term


def test_subproperties_are_of_one_kind(ontology: rdflib.Graph) -> None:
    for lower, upper in ontology.subject_objects(RDFS.subPropertyOf):
        kinds = [set(ontology.objects(term, RDF.type)) & PROPERTIES for term in (lower, upper)]
        assert kinds[0] == kinds[1], (lower, upper)


def test_datatypes_are_those_of_owl(ontology: rdflib.Graph) -> None:
    for literal in ontology.objects():
        if isinstance(literal, rdflib.Literal) and literal.datatype:
            assert literal.datatype in DATATYPES | {RDF.langString}, literal


def test_nothing_that_a_rule_engine_would_turn_into_false_equality(ontology: rdflib.Graph) -> None:
    for kind in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty):
        assert not list(ontology.subjects(RDF.type, kind))
    assert not list(ontology.subject_objects(OWL.hasKey))


def test_the_chain_keeps_to_its_restrictions(ontology: rdflib.Graph) -> None:
    """k:partner is not simple: nothing may count it, reverse it by asymmetry, or set it disjoint (OWL 2, 11)."""
    kinds = set(ontology.objects(K.partner, RDF.type))
    assert not kinds & {OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.FunctionalProperty}
    head = ontology.value(K.partner, OWL.propertyChainAxiom)
    assert list(rdflib.collection.Collection(ontology, head)) == [K.agreement, K.partner]


def test_siblings_are_disjoint(ontology: rdflib.Graph) -> None:
    for parent in (K.Record, K.Activity, K.Series, K.Partner):
        for one, other in combinations(sorted(ontology.subjects(RDFS.subClassOf, parent)), 2):
            assert {(one, OWL.disjointWith, other), (other, OWL.disjointWith, one)} & set(ontology), (one, other)


def test_segments_are_unique(ontology: rdflib.Graph) -> None:
    segments = [str(value) for term, value in ontology.subject_objects(SKOS.notation)]
    assert len(set(segments)) == len(segments) > 20


def test_a_step_has_the_partners_of_its_agreement(ontology: rdflib.Graph) -> None:
    data = rdflib.Graph()
    data += ontology
    data.add((ID["step/s"], K.agreement, ID["agreement/a"]))
    data.add((ID["agreement/a"], K.partner, ID["partner/AUS"]))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(data)
    assert (ID["step/s"], K.partner, ID["partner/AUS"]) in data
    assert (ID["step/s"], RDF.type, K.Activity) in data
    assert (ID["agreement/a"], K.hasStep, ID["step/s"]) in data
