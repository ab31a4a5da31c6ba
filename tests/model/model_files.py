"""The files of the model as the tests read them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import rdflib

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = Path(__file__).parent / "fixtures" / "valid.ttl"


def graph(*patterns: str) -> rdflib.Graph:
    """All triples of the files that match, relative to the checkout."""
    loaded = rdflib.Graph()
    for pattern in patterns:
        files = sorted(ROOT.glob(pattern))
        assert files, pattern
        for file in files:
            loaded.parse(file)
    return loaded


def store(*paths: Path) -> ox.Store:
    """The ontology, the vocabularies and further Turtle files in a store."""
    loaded = ox.Store()
    for path in [*sorted((ROOT / "ontology").glob("*.ttl")), *paths]:
        loaded.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return loaded
