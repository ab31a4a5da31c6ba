"""The mappings: every column is mapped, every term is declared, and nothing they make can be blank."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
import rdflib
from model_files import ROOT
from rdflib.namespace import RDF
from rdflib.term import Node

from ld.build.mapping import run
from ld.build.tables import read_tables
from ld.publication import Publication

RML = rdflib.Namespace("http://w3id.org/rml/")
K = "https://w3id.org/koryu/def#"
TERMS = {
    "predicate", "predicateMap", "object", "objectMap", "subjectMap", "predicateObjectMap", "logicalSource", "source",
    "referenceFormulation", "root", "path", "null", "template", "reference", "constant", "class", "datatype",
    "language", "languageMap", "termType", "TriplesMap", "LogicalSource", "PredicateObjectMap", "RelativePathSource",
    "MappingDirectory", "CSV", "UnsafeIRI", "Literal",
}  # fmt: skip


def table_of(mappings: rdflib.Graph, triples_map: Node) -> str:
    path = mappings.value(mappings.value(mappings.value(triples_map, RML.logicalSource), RML.source), RML.path)
    return str(path).removeprefix("../sources/")


def columns_of(mappings: rdflib.Graph, triples_map: Node) -> set[str]:
    found: set[str] = set()
    todo = [*mappings.objects(triples_map, RML.subjectMap), *mappings.objects(triples_map, RML.predicateObjectMap)]
    while todo:
        node = todo.pop()
        assert (node, None, None) in mappings, f"{node} is named and nowhere described"
        for predicate, value in mappings.predicate_objects(node):
            if predicate == RML.reference:
                found.add(str(value))
            elif predicate == RML.template:
                found |= set(re.findall(r"\{(\w+)\}", str(value)))
            elif isinstance(value, rdflib.BNode):
                todo.append(value)
    return found


def test_every_column_is_mapped_and_no_other(mappings: rdflib.Graph, metadata: dict[str, Any]) -> None:
    mapped: dict[str, set[str]] = {}
    for triples_map in mappings.subjects(RDF.type, RML.TriplesMap):
        mapped.setdefault(table_of(mappings, triples_map), set()).update(columns_of(mappings, triples_map))
    stated = {table["url"]: {c["name"] for c in table["tableSchema"]["columns"]} for table in metadata["tables"]}
    assert mapped == stated


def test_only_standard_constructs(mappings: rdflib.Graph) -> None:
    used = {str(node).removeprefix(RML) for triple in mappings for node in triple if str(node).startswith(RML)}
    assert used <= TERMS


def test_nothing_blank_can_be_made(mappings: rdflib.Graph) -> None:
    assert not list(mappings.subjects(RML.termType, RML.BlankNode))
    for _, made in [*mappings.subject_objects(RML.subjectMap), *mappings.subject_objects(RML.objectMap)]:
        assert any((made, form, None) in mappings for form in (RML.template, RML.reference, RML.constant))


def test_every_term_is_declared(mappings: rdflib.Graph, ontology: rdflib.Graph, metadata: dict[str, Any]) -> None:
    declared = {str(term) for term in ontology.subjects(RDF.type)}
    used = {str(node) for triple in mappings for node in triple if str(node).startswith(K) and "{" not in str(node)}
    assert used <= declared
    values = {
        (table["url"], column["name"]): column["datatype"]["format"].split("|")
        for table in metadata["tables"]
        for column in table["tableSchema"]["columns"]
        if column["name"] in ("relation", "class")
    }
    for value in [*values["relations.csv", "relation"], *values["partners.csv", "class"]]:
        assert K + value in declared
    kinds = ["short-form", "abbreviation", "variant", "misprint", "english"]
    assert all(f"{K}name-{kind}" in declared for kind in kinds)


def test_a_property_is_written_once_in_common(mappings: rdflib.Graph) -> None:
    """A predicate and its objects that two tables share stand in common.rml.ttl alone."""
    seen: dict[tuple[str, ...], str] = {}
    for triples_map in mappings.subjects(RDF.type, RML.TriplesMap):
        if "-link" in str(triples_map):
            continue
        for block in mappings.objects(triples_map, RML.predicateObjectMap):
            if not isinstance(block, rdflib.BNode):
                continue
            objects = list(mappings.objects(block, RML.objectMap))
            parts = sorted(f"{p} {v}" for o in objects for p, v in mappings.predicate_objects(o))
            if any((o, RML.languageMap, None) in mappings for o in objects):
                continue
            text = (str(mappings.value(block, RML.predicate)), *parts)
            table = table_of(mappings, triples_map)
            assert seen.setdefault(text, table) == table, text


def test_the_tables_make_nothing_blank() -> None:
    publication = Publication.load(ROOT / "publication.toml")
    made = ox.Store()
    made.extend(ox.Quad(*triple) for triple, _ in run(publication, read_tables(publication)))
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        made.load(path=str(path), format=ox.RdfFormat.TURTLE)
    assert len(made) > 1000
    assert not [
        quad for quad in made if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    ]
