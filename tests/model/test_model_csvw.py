"""The codebook: one definition a column name, in both languages, and keys that lead somewhere."""

from __future__ import annotations

import re
from typing import Any

import rdflib
from rdflib.namespace import RDF, SKOS

Metadata = dict[str, Any]


def columns(metadata: Metadata) -> list[tuple[str, Metadata]]:
    return [(table["url"], column) for table in metadata["tables"] for column in table["tableSchema"]["columns"]]


def test_columns_of_one_name_have_one_definition(metadata: Metadata) -> None:
    seen: dict[str, Metadata] = {}
    for url, column in columns(metadata):
        meaning = {key: column[key] for key in ("titles", "dc:description", "datatype", "null")}
        assert seen.setdefault(column["name"], meaning) == meaning, (url, column["name"])


def test_everything_is_described_in_both_languages(metadata: Metadata) -> None:
    for thing in [metadata, *metadata["tables"], *(column for _, column in columns(metadata))]:
        assert {text["@language"] for text in thing["dc:description"]} == {"en", "ja"}, thing
    for table in metadata["tables"]:
        assert {text["@language"] for text in table["dc:title"]} == {"en", "ja"}
    for url, column in columns(metadata):
        assert set(column["titles"]) == {"und", "en", "ja"}, (url, column["name"])
        assert column["titles"]["und"] == column["name"]


def test_keys_name_columns(metadata: Metadata) -> None:
    names = {table["url"]: [c["name"] for c in table["tableSchema"]["columns"]] for table in metadata["tables"]}
    for table in metadata["tables"]:
        schema = table["tableSchema"]
        assert len(set(names[table["url"]])) == len(names[table["url"]])
        assert set(schema["primaryKey"]) <= set(names[table["url"]])
        assert set(re.findall(r"\{\+?(\w+)\}", schema["aboutUrl"])) <= set(names[table["url"]])
        for key in schema.get("foreignKeys", []):
            assert set(key["columnReference"]) <= set(names[table["url"]])
            assert set(key["reference"]["columnReference"]) <= set(names[key["reference"]["resource"]])


def test_concept_columns_name_a_scheme_and_the_mapping_agrees(
    metadata: Metadata, mappings: rdflib.Graph, vocabularies: rdflib.Graph
) -> None:
    schemes = {str(scheme) for scheme in vocabularies.subjects(RDF.type, SKOS.ConceptScheme)}
    mapped = {str(t) for t in mappings.objects(None, rdflib.URIRef("http://w3id.org/rml/template")) if "/concept/" in t}
    urls = {column["valueUrl"] for url, column in columns(metadata) if "valueUrl" in column}
    stated = {url for url in urls if "/concept/" in url}
    assert {url.rsplit("/", 1)[0] for url in stated} <= schemes
    # The kind of another name becomes a property, not a concept: only the metadata names its scheme.
    assert stated - mapped == {"https://w3id.org/koryu/concept/name-kind/{kind}"}
    assert mapped <= stated


def test_columns_that_name_a_record_say_so(metadata: Metadata) -> None:
    for url, column in columns(metadata):
        name = column["name"]
        if name in {"occasion", "subject", "programme", "target", "successor"}:
            assert column["valueUrl"] == f"https://w3id.org/koryu/id/{{+{name}}}", url
