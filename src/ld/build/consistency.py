"""Contradictions in the closure: the rules of OWL 2 RL that conclude "false"."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ld.build.origin import Origins
from ld.problems import Finding


def contradictions(
    asserted: Iterable[ox.Triple],
    inferred: Iterable[ox.Triple],
    ontology: Iterable[ox.Triple],
    origins: Origins,
) -> list[Finding]:
    """One finding for each clash, naming the cells of the asserted triples that clash."""
    raise NotImplementedError
