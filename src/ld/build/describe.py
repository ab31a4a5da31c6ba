"""What a release says of itself: VoID (what is in it) and DCAT 3 (what can be had, and where).

All descriptions hang on one IRI, the data set's (``/dataset/{name}``), and on fragments of it. Nothing here depends
on the clock, and no blank node is made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ld.build.vocabulary import (
    DCAT,
    DCTERMS,
    FOAF,
    LANGUAGES,
    MEDIA_TYPES,
    OWL,
    SPDX,
    TYPE,
    VOID,
    about,
    number,
    text,
    texts,
)
from ld.formats import DATASETS, GRAPHS, of_file
from ld.publication import Publication

_GZIP = "application/gzip"
_SPARQL = "http://www.w3.org/TR/sparql11-protocol/"
_CSVW = "https://www.w3.org/TR/tabular-metadata/"
_LINKS = ("http://www.w3.org/2002/07/owl#sameAs", "http://www.w3.org/2004/02/skos/core#")

_CLASSES = "SELECT ?term (COUNT(*) AS ?n) WHERE { ?s a ?term } GROUP BY ?term"
_PROPERTIES = """SELECT ?term (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?term ?o } GROUP BY ?term"""
_WHOLE = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c FILTER(STRSTARTS(STR(?s), ?space)) }"
_LINKSETS = """SELECT ?term ?target (COUNT(*) AS ?n) WHERE { ?s ?term ?o
  FILTER(ISIRI(?o) && STRSTARTS(STR(?s), ?space) && !STRSTARTS(STR(?o), ?base))
  BIND(REPLACE(STR(?o), "^([a-z]+://[^/]+/).*$", "$1") AS ?target) } GROUP BY ?term ?target"""


@dataclass(frozen=True)
class Offer:
    """A file that can be had: its name under ``/download/``, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Offer:
        """The offer of a file as it stands."""
        return cls(path.name, path.stat().st_size, digest(path))

    @property
    def compressed(self) -> bool:
        """Whether it is packed with gzip."""
        return self.name.endswith(".gz")

    @property
    def media_type(self) -> str:
        """The media type of what is in it."""
        return of_file(self.name.removesuffix(".gz")).partition(";")[0]


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dataset(publication: Publication, part: str = "") -> ox.NamedNode:
    """The IRI of the data set, or of a part of its description."""
    return ox.NamedNode(f"{publication.base}dataset/{publication.name}{f'#{part}' if part else ''}")


def void(publication: Publication, store: ox.Store, sizes: Mapping[str, int], names: Iterable[str]) -> list[ox.Triple]:
    """The VoID description of the default graph of ``store``.

    ``sizes`` has the triples of the default graph under ``""`` and of named graphs by name; ``names`` are the files
    that hold the data set.
    """
    whole = dataset(publication)
    counted = next(iter(_ask(store, _WHOLE)))
    classes = dict(_terms(store, _CLASSES))
    properties = dict(_terms(store, _PROPERTIES))
    download = f"{publication.base}download/"
    triples = [
        *about(
            whole,
            (TYPE, VOID("Dataset")),
            (DCTERMS("title"), texts(publication.title)),
            (DCTERMS("description"), texts(publication.description)),
            (DCTERMS("license"), ox.NamedNode(publication.licence)),
            (DCTERMS("publisher"), dataset(publication, "publisher")),
            (VOID("uriSpace"), text(publication.base)),
            (VOID("sparqlEndpoint"), ox.NamedNode(f"{publication.base}sparql")),
            (VOID("dataDump"), [ox.NamedNode(download + name) for name in sorted(names)]),
            (VOID("feature"), [ox.NamedNode(form.iri) for form in (*GRAPHS, *DATASETS)]),
            (VOID("vocabulary"), [ox.NamedNode(iri) for iri in _vocabularies([*classes, *properties])]),
            (VOID("triples"), number(sizes[""])),
            (VOID("entities"), number(_entities(publication, store))),
            (VOID("distinctSubjects"), number(counted["subjects"])),
            (VOID("distinctObjects"), number(counted["objects"])),
            (VOID("classes"), number(len(classes))),
            (VOID("properties"), number(len(properties))),
            (VOID("subset"), [ox.NamedNode(publication.graph(name)) for name in sorted(sizes) if name]),
        ),
        *about(
            dataset(publication, "publisher"),
            (TYPE, FOAF("Agent")),
            (FOAF("name"), text(publication.publisher)),
        ),
    ]
    for name, size in sizes.items():
        if name:
            graph = ox.NamedNode(publication.graph(name))
            triples += about(graph, (TYPE, VOID("Dataset")), (VOID("triples"), number(size)))
    for term, row in classes.items():
        part = dataset(publication, f"class-{_local(publication, term)}")
        triples += about(whole, (VOID("classPartition"), part))
        triples += about(part, (VOID("class"), ox.NamedNode(term)), (VOID("entities"), number(row["n"])))
    for term, row in properties.items():
        part = dataset(publication, f"property-{_local(publication, term)}")
        triples += about(whole, (VOID("propertyPartition"), part))
        triples += about(
            part,
            (VOID("property"), ox.NamedNode(term)),
            (VOID("triples"), number(row["n"])),
            (VOID("distinctSubjects"), number(row["subjects"])),
            (VOID("distinctObjects"), number(row["objects"])),
        )
    return [*triples, *_linksets(publication, store)]


def _linksets(publication: Publication, store: ox.Store) -> Iterator[ox.Triple]:
    """Where things of this data set are said to be the same as, or like, things of others."""
    space = {"space": f"{publication.base}id/", "base": publication.base}
    for solution in _query(store, _LINKSETS, space):
        term, target = solution["term"].value, solution["target"].value
        if not term.startswith(_LINKS):
            continue
        host = re.sub(r"[^a-z0-9]+", "-", target.partition("://")[2].strip("/"))
        links = dataset(publication, f"links-{_local(publication, term)}-{host}")
        yield from about(
            links,
            (TYPE, VOID("Linkset")),
            (VOID("subjectsTarget"), dataset(publication)),
            (VOID("objectsTarget"), ox.NamedNode(target)),
            (VOID("linkPredicate"), ox.NamedNode(term)),
            (VOID("triples"), number(int(solution["n"].value))),
        )
        yield from about(dataset(publication), (VOID("subset"), links))


def dcat(publication: Publication, offers: Iterable[Offer], titles: Mapping[str, Mapping[str, str]]) -> list[ox.Triple]:
    """The DCAT 3 description: a catalogue of one data set, its distributions and its query service.

    ``titles`` has a title in each language for the files that have one.
    """
    whole, service = dataset(publication), dataset(publication, "sparql")
    offers = sorted(offers, key=lambda offer: offer.name)
    common = (
        (DCTERMS("title"), texts(publication.title)),
        (DCTERMS("description"), texts(publication.description)),
        (DCTERMS("publisher"), dataset(publication, "publisher")),
        (DCTERMS("license"), ox.NamedNode(publication.licence)),
        (DCTERMS("language"), [LANGUAGES(language) for language in publication.languages]),
    )
    triples = [
        *about(
            dataset(publication, "catalog"),
            (TYPE, DCAT("Catalog")),
            *common,
            (DCAT("dataset"), whole),
            (DCAT("service"), service),
        ),
        *about(
            whole,
            (TYPE, DCAT("Dataset")),
            *common,
            (DCAT("version"), text(publication.version)),
            (OWL("versionInfo"), text(publication.version)),
            (DCAT("landingPage"), ox.NamedNode(publication.base)),
            (DCAT("distribution"), [dataset(publication, offer.name) for offer in offers]),
        ),
        *about(
            service,
            (TYPE, DCAT("DataService")),
            (DCTERMS("title"), text("SPARQL")),
            (DCTERMS("license"), ox.NamedNode(publication.licence)),
            (DCTERMS("conformsTo"), ox.NamedNode(_SPARQL)),
            (DCAT("endpointURL"), ox.NamedNode(f"{publication.base}sparql")),
            (DCAT("endpointDescription"), ox.NamedNode(f"{publication.base}sparql")),
            (DCAT("servesDataset"), whole),
        ),
    ]
    for offer in offers:
        triples += _distribution(publication, offer, titles.get(offer.name, {}))
    return triples


def _distribution(publication: Publication, offer: Offer, titles: Mapping[str, str]) -> Iterator[ox.Triple]:
    part, checksum = dataset(publication, offer.name), dataset(publication, f"{offer.name}-sha256")
    address = ox.NamedNode(f"{publication.base}download/{offer.name}")
    yield from about(
        part,
        (TYPE, DCAT("Distribution")),
        (DCTERMS("title"), texts(titles) or text(offer.name)),
        (DCTERMS("license"), ox.NamedNode(publication.licence)),
        (DCAT("accessURL"), address),
        (DCAT("downloadURL"), address),
        (DCAT("mediaType"), MEDIA_TYPES(offer.media_type)),
        (DCAT("compressFormat"), [MEDIA_TYPES(_GZIP)] if offer.compressed else []),
        (DCTERMS("conformsTo"), [ox.NamedNode(_CSVW)] if offer.media_type == "text/csv" else []),
        (DCAT("byteSize"), number(offer.size, "nonNegativeInteger")),
        (SPDX("checksum"), checksum),
    )
    yield from about(
        checksum,
        (TYPE, SPDX("Checksum")),
        (SPDX("algorithm"), SPDX("checksumAlgorithm_sha256")),
        (SPDX("checksumValue"), ox.Literal(offer.sha256, datatype=ox.NamedNode(_HEX))),
    )


_HEX = "http://www.w3.org/2001/XMLSchema#hexBinary"


def class_counts(store: ox.Store) -> dict[str, int]:
    """How many things of each class the default graph has, by the class's IRI."""
    return {term: row["n"] for term, row in _terms(store, _CLASSES)}


def _query(store: ox.Store, query: str, texts: Mapping[str, str] | None = None) -> Iterable[ox.QuerySolution]:
    for name, value in (texts or {}).items():
        query = query.replace(f"?{name}", str(ox.Literal(value)))
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - all queries of this module are SELECTs
    return answer


def _ask(store: ox.Store, query: str) -> Iterator[dict[str, int]]:
    for solution in _query(store, query):
        yield {name: int(solution[name].value) for name in ("subjects", "objects")}


def _terms(store: ox.Store, query: str) -> list[tuple[str, dict[str, int]]]:
    """Class or property by IRI with its counts, sorted."""
    answer = _query(store, query)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101
    names = [variable.value for variable in answer.variables if variable.value != "term"]
    return sorted((row["term"].value, {name: int(row[name].value) for name in names}) for row in answer)


def _entities(publication: Publication, store: ox.Store) -> int:
    return next(int(row["n"].value) for row in _query(store, _ENTITIES, {"space": f"{publication.base}id/"}))


def _vocabularies(terms: Iterable[str]) -> list[str]:
    """The namespaces of terms: up to the last ``#`` or ``/``."""
    return sorted({re.sub(r"[^#/]*$", "", term) for term in terms})


def _local(publication: Publication, term: str) -> str:
    """A name for a term that can stand in a fragment: ``dcterms-title``; a hash where no prefix fits."""
    fitting = [(iri, prefix) for prefix, iri in publication.prefixes.items() if term.startswith(iri)]
    if fitting:
        iri, prefix = max(fitting)
        local = term.removeprefix(iri)
        if re.fullmatch(r"[A-Za-z0-9_-]+", local):
            return f"{prefix}-{local}"
    return hashlib.sha256(term.encode()).hexdigest()[:12]
