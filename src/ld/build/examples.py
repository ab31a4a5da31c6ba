"""The questions of a publication as ``sh:SPARQLExecutable``: examples that an editor can offer and run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ld.build.describe import dataset
from ld.build.vocabulary import RDFS, SCHEMA, SHACL, TYPE, XSD, about, text, texts
from ld.publication import Publication
from ld.queries import Query


def examples(publication: Publication, queries: Iterable[Query]) -> Iterator[ox.Triple]:
    """The triples of the graph ``examples``: each query at its address, with its defaults bound (SHACL-SPARQL §5.2)."""
    prefixes = dataset(publication, "prefixes")
    for prefix, namespace in publication.prefixes.items():
        declaration = dataset(publication, f"prefix-{prefix}")
        yield from about(prefixes, (SHACL("declare"), declaration))
        yield from about(
            declaration,
            (TYPE, SHACL("PrefixDeclaration")),
            (SHACL("prefix"), text(prefix)),
            (SHACL("namespace"), ox.Literal(namespace, datatype=XSD("anyURI"))),
        )
    for query in queries:
        yield from about(
            ox.NamedNode(f"{publication.base}query/{query.slug}"),
            (TYPE, [SHACL("SPARQLExecutable"), SHACL("SPARQLSelectExecutable")]),
            (RDFS("label"), texts(query.titles)),
            (RDFS("comment"), texts(query.descriptions) or texts(query.titles)),
            (SHACL("select"), text(query.example())),
            (SHACL("prefixes"), prefixes),
            (SCHEMA("target"), ox.NamedNode(f"{publication.base}sparql")),
        )
