"""The vocabularies of the web that every publication shares, by their namespaces."""

from __future__ import annotations

from collections.abc import Mapping

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
VOID = "http://rdfs.org/ns/void#"
SH = "http://www.w3.org/ns/shacl#"
XHV = "http://www.w3.org/1999/xhtml/vocab#"

KNOWN = {
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "void": VOID,
    "prov": "http://www.w3.org/ns/prov#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
}
"""The namespaces of which the site knows words of its own (``terms`` in the translations), by prefix."""


def compact(iri: str, prefixes: Mapping[str, str]) -> str:
    """``iri`` with the longest fitting of ``prefixes``, or as it is.

    >>> compact("http://www.w3.org/2002/07/owl#sameAs", KNOWN)
    'owl:sameAs'
    """
    fitting = [(len(space), name) for name, space in prefixes.items() if iri.startswith(space)]
    size, name = max(fitting, default=(0, ""))
    return f"{name}:{iri[size:]}" if size else iri


LABELS = (RDFS + "label", SKOS + "prefLabel")
"""The properties that say what a thing is called."""
