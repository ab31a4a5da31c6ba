"""Planted contradictions are caught, by their rules and cells."""

import pyoxigraph as ox
import pytest

from ld.build.consistency import CLASHES, contradictions
from ld.build.entailment import close
from ld.build.origin import Nowhere

HEAD = """@prefix : <https://gardens.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PLANTED = {
    "cax-dw": (":a a :C , :D .", ":C owl:disjointWith :D ."),
    "cax-adc": (":a a :C , :D .", "[] a owl:AllDisjointClasses ; owl:members ( :B :C :D ) ."),
    "cls-nothing2": (":a a :C .", ":C rdfs:subClassOf owl:Nothing ."),
    "cls-com": (":a a :C , :D .", ":C owl:complementOf :D ."),
    "prp-irp": (":a :p :a .", ":p a owl:IrreflexiveProperty ."),
    "prp-asyp": (":a :p :b . :b :p :a .", ":p a owl:AsymmetricProperty ."),
    "prp-pdw": (":a :p :b ; :q :b .", ":p owl:propertyDisjointWith :q ."),
    "prp-adp": (":a :p :b ; :q :b .", "[] a owl:AllDisjointProperties ; owl:members ( :p :q ) ."),
    "eq-diff1": (":a owl:sameAs :b .", ":b owl:differentFrom :a ."),
    "eq-diff2": (":a owl:sameAs :b .", "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b :c ) ."),
    "prp-npa": (
        ":a :p :b .",
        "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b .",
    ),
    "cls-maxc1": (":a a :R ; :p :b .", ":R owl:maxCardinality 0 ; owl:onProperty :p ."),
    "cls-maxqc1": (
        ":a a :R ; :p :b . :b a :C .",
        ":R owl:maxQualifiedCardinality 0 ; owl:onProperty :p ; owl:onClass :C .",
    ),
    "functional-data": (':a :p "1" , "2" .', ":p a owl:FunctionalProperty , owl:DatatypeProperty ."),
    "dt-not-type": (':a :p "x"^^xsd:integer .', ":p rdfs:range xsd:integer ."),
}


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE)]


def found(data: str, ontology: str) -> list[tuple[str, str, str]]:
    asserted, axioms = triples(data), triples(ontology)
    findings = contradictions(asserted, close(asserted, axioms), axioms, Nowhere())
    return [(f.kind, f.message(), f.message("ja")) for f in findings]


def test_every_rule_is_planted() -> None:
    assert {clash.name for clash in CLASHES} | {"dt-not-type"} == PLANTED.keys()


@pytest.mark.parametrize("rule", PLANTED)
def test_planted(rule: str) -> None:
    result = found(*PLANTED[rule])
    assert [kind for kind, _, _ in result] == [rule]
    assert "{" not in "".join(text for _, *texts in result for text in texts)


@pytest.mark.parametrize("rule", PLANTED)
def test_no_clash_without_the_axiom(rule: str) -> None:
    assert found(PLANTED[rule][0], "") == []


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ('"12"^^xsd:integer', None),
        ('"1.5"^^xsd:decimal', "dt-not-type"),
        ('"12"', "dt-not-type"),
        ('"zwölf"@de', "dt-not-type"),
    ],
)
def test_datatypes(value: str, kind: str | None) -> None:
    assert [k for k, _, _ in found(f":a :p {value} .", ":p rdfs:range xsd:integer .")] == ([kind] if kind else [])


def test_an_integer_is_a_decimal() -> None:
    assert (
        found(':a :p "12"^^xsd:integer ; :q "日"@ja .', ":p rdfs:range xsd:decimal . :q rdfs:range rdf:langString .")
        == []
    )


def test_the_cells_that_clash(gardens) -> None:
    gardens.edit("mappings/exchanges.rml.ttl", "id/garden/{giver}", "id/plant/{giver}")
    gardens.edit("sources/exchanges.csv", "2022-10,,koishikawa", "2022-10,,berlin")
    gardens.edit("sources/plants.csv", "ginkgo-biloba,Ginkgo", "berlin,Ginkgo")
    gardens.edit("sources/exchanges.csv", "berlin,ginkgo-biloba,3", "berlin,berlin,3")
    gardens.edit("sources/exchanges.csv", "kew,ginkgo-biloba", "kew,berlin")
    asserted, ontology, origins = gardens.mapped()
    (finding,) = contradictions(asserted, close(asserted, ontology), ontology, origins)
    assert (finding.kind, finding.file, finding.row, finding.column) == ("cax-dw", "sources/plants.csv", 3, "id")
    assert finding.value == "berlin"
    assert finding.message().startswith("plant/berlin is a Garden and a Plant")


def test_a_functional_value_names_both_cells(gardens) -> None:
    gardens.edit(
        "mappings/notes.rml.ttl", 'g:text ; rml:objectMap [ rml:reference "text" ]', 'g:month ; rml:object "x" , "y"'
    )
    asserted, ontology, origins = gardens.mapped()
    findings = contradictions(asserted, close(asserted, ontology), ontology, origins)
    assert {f.file for f in findings} == {"sources/notes.csv"}
    assert len(findings) == 3


def test_fifty_of_a_kind() -> None:
    data = "".join(f":a{n} a :C , :D . " for n in range(60))
    result = found(data, ":C owl:disjointWith :D .")
    assert len(result) == 50
    assert "60 findings" in "".join(text for _, text, _ in result)
