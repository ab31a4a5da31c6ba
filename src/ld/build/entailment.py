"""What follows from the asserted data by the ontology (OWL 2 RL)."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def close(asserted: Iterable[ox.Triple], ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples that follow and are not asserted, sorted; no literals, no blank nodes, nothing trivial."""
    raise NotImplementedError
