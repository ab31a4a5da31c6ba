"""The vocabularies: every scheme that a property wants is there, every concept is described."""

from __future__ import annotations

import re

import rdflib
from rdflib.namespace import RDF, SKOS

K = rdflib.Namespace("https://w3id.org/koryu/def#")
BASE = "https://w3id.org/koryu/concept/"


def languages(graph: rdflib.Graph, thing: rdflib.term.Node, path: rdflib.URIRef) -> list[str]:
    return sorted(str(text.language) for text in graph.objects(thing, path) if isinstance(text, rdflib.Literal))


def test_everything_is_named_and_defined_in_both_languages(vocabularies: rdflib.Graph) -> None:
    for kind in (SKOS.Concept, SKOS.ConceptScheme, SKOS.Collection):
        for thing in vocabularies.subjects(RDF.type, kind):
            assert languages(vocabularies, thing, SKOS.prefLabel) == ["en", "ja"], thing
            assert languages(vocabularies, thing, SKOS.definition) == ["en", "ja"], thing


def test_a_concept_stands_under_its_scheme(vocabularies: rdflib.Graph) -> None:
    for concept in vocabularies.subjects(RDF.type, SKOS.Concept):
        match = re.fullmatch(rf"({BASE}[a-z0-9-]+)/([a-z0-9-]+)", str(concept))
        assert match, concept
        assert list(vocabularies.objects(concept, SKOS.inScheme)) == [rdflib.URIRef(match[1])]
        assert [str(value) for value in vocabularies.objects(concept, SKOS.notation)] == [match[2]]
        top = list(vocabularies.objects(concept, SKOS.topConceptOf))
        broader = list(vocabularies.objects(concept, SKOS.broader))
        assert len(top) + len(broader) == 1, concept
        for other in broader:
            assert list(vocabularies.objects(other, SKOS.inScheme)) == [rdflib.URIRef(match[1])]


def test_every_scheme_that_a_property_wants_is_there(vocabularies: rdflib.Graph, ontology: rdflib.Graph) -> None:
    schemes = set(vocabularies.subjects(RDF.type, SKOS.ConceptScheme))
    wanted = set(ontology.objects(None, K.conceptScheme))
    assert wanted <= schemes
    assert schemes - wanted == {rdflib.URIRef(BASE + "name-kind")}


def test_what_counts_as_activity(vocabularies: rdflib.Graph) -> None:
    members = vocabularies.objects(rdflib.URIRef(BASE + "realisation/counted"), SKOS.member)
    assert sorted(str(member).rsplit("/", 1)[1] for member in members) == [
        "ongoing",
        "realised",
        "recurring",
        "resumed",
    ]
