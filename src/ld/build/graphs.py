"""The RDF files that a publication writes itself: ontology, vocabularies, shapes, mappings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.tables import relative
from ld.problems import Finding
from ld.publication import Publication


def read_graph(publication: Publication, path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file, or of all ``*.ttl`` of a folder in the order of their names.

    Raises :class:`~ld.problems.SourceErrors` naming the file and line of what cannot be read.
    """
    collector = Collector()
    files = sorted(path.glob("*.ttl")) if path.is_dir() else [path]
    triples = [triple for file in files for triple in read_file(publication, file, collector)]
    collector.stop()
    return triples


def read_file(publication: Publication, path: Path, collector: Collector) -> list[ox.Triple]:
    """The triples of one Turtle file, their blank nodes renamed; a fault goes to ``collector``."""
    file = relative(publication, path)
    try:
        quads = ox.parse(
            path.read_bytes(),
            format=ox.RdfFormat.TURTLE,
            base_iri=f"{publication.base}file/{file}",
            rename_blank_nodes=True,
        )
        return [quad.triple for quad in quads]
    except OSError as error:
        messages = {"en": f"cannot be read: {error.strerror}", "ja": "読めない"}
        collector.add(Finding(file, 0, "", "missing-file", messages=messages))
    except (SyntaxError, ValueError) as error:
        row = (error.lineno or 0) if isinstance(error, SyntaxError) else 0
        messages = {"en": f"is no valid Turtle: {error}", "ja": f"Turtle の誤り：{error}"}
        collector.add(Finding(file, row, "", "turtle", messages=messages))
    return []


def store_of(*graphs: Iterable[ox.Triple]) -> ox.Store:
    """A store in memory that holds all ``graphs`` in its default graph, each triple once."""
    store = ox.Store()
    nowhere = ox.DefaultGraph()
    for graph in graphs:
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, nowhere) for t in graph)
    return store
