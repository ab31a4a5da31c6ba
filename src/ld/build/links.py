"""Links to other datasets (mappings/links.sssom.tsv, SSSOM) as triples."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyoxigraph as ox

from ld.build.origin import Origin, Origins
from ld.publication import Publication


@dataclass(frozen=True)
class Links:
    """The links that are published, each with its cell, and where their triples come from."""

    triples: list[tuple[ox.Triple, Origin]]
    origins: Origins


def read_links(publication: Publication, subjects: Collection[ox.NamedNode] | None = None) -> Links:
    """Read mappings/links.sssom.tsv; no links when the file does not exist.

    With ``subjects``, a link from anything else is a finding. Raises :class:`~ld.problems.SourceErrors`.
    """
    raise NotImplementedError
