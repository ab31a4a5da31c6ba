"""What follows, and what is left out."""

import pyoxigraph as ox
import pytest

from ld.build.entailment import close, property_chains

HEAD = """@prefix : <https://gardens.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)]


def closed(data: str, ontology: str) -> set[str]:
    found = close(triples(data), triples(ontology))
    assert found == sorted(found, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    return {str(t).replace("https://gardens.example/", "") for t in found}


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("data", "ontology", "expected"),
    [
        (":a a :C .", ":C rdfs:subClassOf :D .", {f"<a> <{RDF}type> <D>"}),
        (":a :p :b .", ":p rdfs:subPropertyOf :q .", {"<a> <q> <b>"}),
        (":a :p :b .", ":p owl:inverseOf :q .", {"<b> <q> <a>"}),
        (":a :p :b .", ":p rdfs:domain :C ; rdfs:range :D .", {f"<a> <{RDF}type> <C>", f"<b> <{RDF}type> <D>"}),
        (":a :p :b . :b :p :c .", ":p a owl:TransitiveProperty .", {"<a> <p> <c>"}),
        (":a :p :b .", ":p a owl:SymmetricProperty .", {"<b> <p> <a>"}),
        (':a :p "x" .', ":p rdfs:domain :C .", {f"<a> <{RDF}type> <C>"}),
        (':a :p "x" .', ":p rdfs:subPropertyOf :q . :q rdfs:domain :C .", {f"<a> <{RDF}type> <C>"}),
        (':a :p "x" .', ":p rdfs:subPropertyOf :q .", set()),
        (":a :p :b . :b :q :c .", ":r owl:propertyChainAxiom ( :p :q ) .", {"<a> <r> <c>"}),
        (":a :p [ :q :c ] .", ":q rdfs:subPropertyOf :r .", set()),
        (":a :p :b .", "", set()),
        (":a a :C .", ":C a owl:Class ; rdfs:subClassOf :C .", set()),
        (":a a :C .", ":C owl:disjointWith :D .", set()),
    ],
)
def test_rules(data: str, ontology: str, expected: set[str]) -> None:
    assert closed(data, ontology) == expected


def test_chains_follow_from_what_follows_and_lead_on() -> None:
    data = ":step :agreement :treaty . :treaty :side :AUS . :x :step :step ."
    ontology = """:side rdfs:subPropertyOf :partner . :partner owl:propertyChainAxiom ( :agreement :partner ) ;
        rdfs:range :Partner . :reached owl:propertyChainAxiom ( :step :partner ) ."""
    assert closed(data, ontology) == {
        "<treaty> <partner> <AUS>",
        "<step> <partner> <AUS>",
        "<x> <reached> <AUS>",
        f"<AUS> <{RDF}type> <Partner>",
    }


def test_nothing_is_made_one() -> None:
    data = (
        ':a :date "2024-05" . :a :date "2024-06" . :b :date "2024-05" . :a :p :c . :a :p :d . :x :id :c . :y :id :c .'
    )
    ontology = """:date a owl:FunctionalProperty , owl:DatatypeProperty . :p a owl:FunctionalProperty .
        :id a owl:InverseFunctionalProperty . :C owl:hasKey ( :date ) ."""
    assert closed(data, ontology) == set()


def test_chains_of_named_lists() -> None:
    ontology = ":r owl:propertyChainAxiom :l1 . :l1 rdf:first :p ; rdf:rest :l2 . :l2 rdf:first :q ; rdf:rest rdf:nil ."
    assert list(property_chains(triples(ontology))) == [
        ("https://gardens.example/r", ("https://gardens.example/p", "https://gardens.example/q"))
    ]


def test_a_chain_that_leads_back_to_itself_ends() -> None:
    ontology = ":r owl:propertyChainAxiom :l1 . :l1 rdf:first :p ; rdf:rest :l1 ."
    assert list(property_chains(triples(ontology)))
    assert closed(":a :p :b . :b :p :a .", ":p owl:propertyChainAxiom ( :p :p ) .") == {"<a> <p> <a>", "<b> <p> <b>"}


def test_the_fixture(gardens) -> None:
    asserted, ontology, _ = gardens.mapped()
    found = {str(t).replace("https://gardens.example/", "") for t in close(asserted, ontology)}
    assert "<id/garden/kew> <def#grows> <id/plant/acer-palmatum>" in found
    assert found == {str(t).replace("https://gardens.example/", "") for t in close(asserted[::-1], ontology[::-1])}
