"""The gate: asserted data against the shapes, before anything is inferred."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ld.build.origin import Origins
from ld.build.report import Report
from ld.publication import Publication


def check(
    publication: Publication,
    asserted: Iterable[ox.Triple],
    ontology: Iterable[ox.Triple],
    vocabularies: Iterable[ox.Triple],
    origins: Origins,
) -> Report:
    """Check ``asserted`` against shapes/*.ttl and say what is wrong in the terms of the tables.

    Raises :class:`~ld.problems.SourceErrors` when a shape cannot be read.
    """
    raise NotImplementedError
