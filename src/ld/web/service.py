"""The Service Description of the endpoint (SPARQL 1.1 Service Description), and its limits in words."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ld.formats import DATASETS, GRAPHS, ROWS, Format
from ld.publication import Publication

SD = "http://www.w3.org/ns/sparql-service-description#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DCT = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"


def description(
    publication: Publication, endpoint: str, version: str, graphs: Iterable[tuple[str, int]], format: Format
) -> bytes:
    """The description of the service at ``endpoint`` (absolute: relative ones break clients), in ``format``.

    ``version`` is the release's, ``graphs`` are the names of its named graphs with their numbers of triples.
    """
    assert isinstance(format.native, ox.RdfFormat)  # noqa: S101
    found = sorted(_triples(publication, endpoint, version, graphs), key=str)
    prefixes = {"sd": SD, "dcterms": DCT, "void": VOID}
    return ox.serialize(found, format=format.native, prefixes=prefixes) or b""


def _triples(
    publication: Publication, endpoint: str, version: str, graphs: Iterable[tuple[str, int]]
) -> Iterable[ox.Triple]:
    node, literal = ox.NamedNode, ox.Literal
    service = node(endpoint)
    dataset, default = node(f"{endpoint}#dataset"), node(f"{endpoint}#default")

    def say(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, node(predicate), value)

    yield say(service, RDF + "type", node(SD + "Service"))
    yield say(service, SD + "endpoint", node(endpoint))
    yield say(service, SD + "supportedLanguage", node(SD + "SPARQL11Query"))
    for format in (*ROWS, *GRAPHS, *DATASETS):
        yield say(service, SD + "resultFormat", node(format.iri))
    yield say(service, SD + "defaultDataset", dataset)
    for language, text in publication.title.items():
        yield say(service, DCT + "title", literal(text, language=language))
    for language, text in _limits(publication).items():
        yield say(service, DCT + "description", literal(text, language=language))
    yield say(service, DCT + "license", node(publication.licence))
    yield say(dataset, RDF + "type", node(SD + "Dataset"))
    yield say(dataset, DCT + "hasVersion", literal(version))
    yield say(dataset, SD + "defaultGraph", default)
    yield say(default, RDF + "type", node(SD + "Graph"))
    for name, count in graphs:
        graph = node(f"{endpoint}#{name.rpartition('/')[2]}")
        yield say(dataset, SD + "namedGraph", graph)
        yield say(graph, RDF + "type", node(SD + "NamedGraph"))
        yield say(graph, SD + "name", node(name))
        if count:
            inner = node(f"{graph.value}-graph")
            yield say(graph, SD + "graph", inner)
            yield say(inner, RDF + "type", node(SD + "Graph"))
            yield say(inner, VOID + "triples", literal(count))


def _limits(publication: Publication) -> dict[str, str]:
    limits = publication.limits
    return {
        "en": f"Queries only; SERVICE is refused. A query may have {limits.query_kb} kB and {limits.depth} levels and"
        f" take {limits.deadline_seconds:g} s and {limits.memory_mb} MB; an answer may have {limits.answer_mb} MB.",
        "ja": f"検索のみ。SERVICE は使えません。クエリは {limits.query_kb} kB・入れ子 {limits.depth} 段まで、"
        f"実行は {limits.deadline_seconds:g} 秒・{limits.memory_mb} MB まで、結果は {limits.answer_mb} MB まで。",
    }
