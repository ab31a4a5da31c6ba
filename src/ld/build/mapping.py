"""The mappings of a publication (mappings/*.ttl, RML) applied to its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ld.build.origin import Origin, Origins
from ld.build.tables import Tables
from ld.publication import Publication


@dataclass(frozen=True)
class Mapped:
    """What the mappings make of the tables.

    Iterating gives each triple with the cell that made it, and can be done again; a triple that two cells state
    comes twice. At its end the iteration raises :class:`~ld.problems.SourceErrors` when a cell could not be mapped.
    """

    origins: Origins

    def __iter__(self) -> Iterator[tuple[ox.Triple, Origin]]:
        raise NotImplementedError


def run(publication: Publication, tables: Tables) -> Mapped:
    """Read all mappings and make ready to apply them.

    Raises :class:`~ld.problems.SourceErrors` when a mapping is not valid, naming file and construct.
    """
    raise NotImplementedError
