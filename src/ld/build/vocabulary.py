"""Terms of the W3C's and others' vocabularies, as the build's own descriptions need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

Object = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Vocabulary:
    """A namespace: ``PROV("Entity")`` is the term of that name."""

    iri: str

    def __call__(self, name: str) -> ox.NamedNode:
        """The term ``name``."""
        return ox.NamedNode(self.iri + name)


RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Vocabulary("http://purl.org/dc/terms/")
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/")
SCHEMA = Vocabulary("https://schema.org/")
VOID = Vocabulary("http://rdfs.org/ns/void#")
DCAT = Vocabulary("http://www.w3.org/ns/dcat#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
SPDX = Vocabulary("http://spdx.org/rdf/terms#")
SHACL = Vocabulary("http://www.w3.org/ns/shacl#")
MEDIA_TYPES = Vocabulary("https://www.iana.org/assignments/media-types/")
LANGUAGES = Vocabulary("http://id.loc.gov/vocabulary/iso639-1/")

TYPE = RDF("type")


def about(subject: ox.NamedNode, *pairs: tuple[ox.NamedNode, Object | Iterable[Object]]) -> Iterator[ox.Triple]:
    """The triples of ``subject`` with each property and its value or values."""
    for predicate, given in pairs:
        values = (given,) if isinstance(given, ox.NamedNode | ox.Literal) else given
        yield from (ox.Triple(subject, predicate, value) for value in values)


def text(value: str, language: str | None = None) -> ox.Literal:
    """A literal in ``language``, or without one."""
    return ox.Literal(value, language=language) if language else ox.Literal(value)


def texts(values: Mapping[str, str]) -> list[ox.Literal]:
    """A literal for each language that has a text."""
    return [text(value, language) for language, value in values.items() if value]


def number(value: int, datatype: str = "integer") -> ox.Literal:
    """A number, as ``xsd:integer`` or another datatype of XML Schema."""
    return ox.Literal(str(value), datatype=XSD(datatype))
