"""The one table of formats: media type, extension, name, and how each is written.

Negotiation, links, downloads, the Service Description, documents and tests all read this table; nothing else in
the project names a media type of RDF or of query results.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox


class Kind(StrEnum):
    """What a format can hold."""

    GRAPH = "graph"  # triples
    DATASET = "dataset"  # quads
    ROWS = "rows"  # solutions of a SELECT, or of an ASK where the format has booleans
    PAGE = "page"


@dataclass(frozen=True)
class Format:
    """One format. ``iri`` is the W3C's (https://www.w3.org/ns/formats/), ``native`` what pyoxigraph writes it with."""

    name: str
    extension: str
    media_type: str
    kind: Kind
    iri: str = ""
    aliases: tuple[str, ...] = ()
    native: ox.RdfFormat | ox.QueryResultsFormat | None = None
    boolean: bool = False
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``: with ``charset=utf-8`` where the type is registered with one."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


_F = "http://www.w3.org/ns/formats/"
_RDF, _RES = ox.RdfFormat, ox.QueryResultsFormat

TURTLE = Format(
    "Turtle",
    "ttl",
    "text/turtle",
    Kind.GRAPH,
    _F + "Turtle",
    ("application/x-turtle", "text/n3", "text/rdf+n3"),  # Turtle is a part of N3
    _RDF.TURTLE,
    charset=True,
)
NTRIPLES = Format(
    "N-Triples",
    "nt",
    "application/n-triples",
    Kind.GRAPH,
    _F + "N-Triples",
    ("text/plain",),  # its type before RDF 1.1, which clients still ask for
    _RDF.N_TRIPLES,
)
RDFXML = Format("RDF/XML", "rdf", "application/rdf+xml", Kind.GRAPH, _F + "RDF_XML", (), _RDF.RDF_XML)
JSONLD = Format("JSON-LD", "jsonld", "application/ld+json", Kind.GRAPH, _F + "JSON-LD", (), _RDF.JSON_LD)
TRIG = Format("TriG", "trig", "application/trig", Kind.DATASET, _F + "TriG", ("application/x-trig",), _RDF.TRIG)
NQUADS = Format("N-Quads", "nq", "application/n-quads", Kind.DATASET, _F + "N-Quads", (), _RDF.N_QUADS)

JSON = Format(
    "JSON",
    "json",
    "application/sparql-results+json",
    Kind.ROWS,
    _F + "SPARQL_Results_JSON",
    ("application/json",),
    _RES.JSON,
    boolean=True,
)
XML = Format(
    "XML",
    "xml",
    "application/sparql-results+xml",
    Kind.ROWS,
    _F + "SPARQL_Results_XML",
    ("application/xml", "text/xml"),
    _RES.XML,
    boolean=True,
)
CSV = Format("CSV", "csv", "text/csv", Kind.ROWS, _F + "SPARQL_Results_CSV", (), _RES.CSV, charset=True)
TSV = Format(
    "TSV", "tsv", "text/tab-separated-values", Kind.ROWS, _F + "SPARQL_Results_TSV", (), _RES.TSV, charset=True
)

HTML = Format("HTML", "html", "text/html", Kind.PAGE, charset=True, aliases=("application/xhtml+xml",))

GRAPHS: tuple[Format, ...] = (TURTLE, NTRIPLES, RDFXML, JSONLD)
DATASETS: tuple[Format, ...] = (TRIG, NQUADS)
ROWS: tuple[Format, ...] = (JSON, XML, CSV, TSV)
ALL: tuple[Format, ...] = (*GRAPHS, *DATASETS, *ROWS, HTML)


def by_extension(extension: str) -> Format | None:
    """The format whose file name ends so (``ttl``), or None."""
    return next((f for f in ALL if f.extension == extension), None)


def by_media_type(media_type: str) -> Format | None:
    """The format of a media type without parameters, aliases included, or None."""
    wanted = media_type.partition(";")[0].strip().lower()
    return next((f for f in ALL if wanted == f.media_type or wanted in f.aliases), None)


_FILES = {
    "csv-metadata.json": "application/csvm+json",  # CSV on the Web: Metadata Vocabulary for Tabular Data §3
    "json": "application/json",
    "html": HTML.content_type,
    "txt": "text/plain; charset=utf-8",
    "SHA256SUMS": "text/plain; charset=utf-8",
}
"""What files of a release are that are neither RDF nor a table, by name or extension."""


def of_file(name: str) -> str:
    """The value of ``Content-Type`` for a file of a release.

    >>> of_file("koryu.ttl"), of_file("release.json")
    ('text/turtle; charset=utf-8', 'application/json')
    """
    extension = name.rpartition(".")[2]
    if known := _FILES.get(name) or _FILES.get(extension):
        return known
    form = by_extension(extension)
    return form.content_type if form else "application/octet-stream"
