"""The RDF files that a publication writes itself: ontology, vocabularies, shapes, mappings."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ld.publication import Publication


def read_graph(publication: Publication, path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file, or of all ``*.ttl`` of a folder in the order of their names.

    Raises :class:`~ld.problems.SourceErrors` naming the file and line of what cannot be read.
    """
    raise NotImplementedError
