"""Where each graph comes from (PROV-O): tables and mappings by their hashes, the activity, the software.

No activity has a time, and nothing depends on the order of a table's rows: the same sources give the same bytes on
any day. So a row is named by its key and not by its number, and the checksum of a table is that of its first line
followed by the others sorted by their bytes: ``(head -1 T; tail -n +2 T | LC_ALL=C sort) | sha256sum``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from ld import __version__
from ld.build.describe import dataset, digest
from ld.build.vocabulary import PROV, RDFS, SCHEMA, SPDX, TYPE, XSD, about, text
from ld.publication import Publication

SOFTWARE = "koryu"
"""The software that builds, as its distribution is called."""

_PLAIN = "/=&:-._~,;+"  # what may stand in a fragment as it is (RFC 3986 §3.5), and reads well
_TABLES = {".csv", ".tsv"}

ACTIVITIES: Mapping[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "asserted": ("mapping", "Mapping of the tables and links", ("sources", "mappings"), ()),
    "inferred": ("entailment", "OWL 2 RL entailment", ("ontology",), ("asserted",)),
    "examples": ("questions", "Publication of the questions", ("queries",), ()),
    "metadata": ("description", "Description of the release", (), ("asserted", "inferred")),
    "provenance": ("recording", "Record of where the graphs come from", (), ()),
}
"""Of each graph: the activity that makes it, its label, the folders of files it uses, the graphs it uses."""


@dataclass(frozen=True)
class Inputs:
    """The files that a release is made from, by folder (``sources``, ``mappings`` …), and who stands in which row.

    ``rows`` has the IRI of a thing, and the file and the key of the row that say something of it; the key is empty
    where the file has none.
    """

    root: Path
    files: Mapping[str, tuple[Path, ...]]
    rows: Iterable[tuple[str, Path, str]] = field(default_factory=tuple)


def source(publication: Publication, root: Path, path: Path, key: str = "") -> ox.NamedNode:
    """The IRI of a file of the publication, or of the row with a key in it."""
    relative = path.relative_to(root).as_posix()
    return ox.NamedNode(f"{publication.base}source/{relative}{f'#{quote(key, _PLAIN)}' if key else ''}")


def content_digest(path: Path) -> str:
    """SHA-256 of a file, in lower-case hexadecimal; of a table whatever the order of its rows."""
    if path.suffix not in _TABLES:
        return digest(path)
    first, *others = path.read_bytes().splitlines() or [b""]
    return hashlib.sha256(b"".join(line + b"\n" for line in [first, *sorted(others)])).hexdigest()


def provenance(publication: Publication, inputs: Inputs) -> Iterator[ox.Triple]:
    """The triples of the graph ``provenance``."""
    agent = dataset(publication, "software")
    yield from about(
        agent,
        (TYPE, [PROV("SoftwareAgent"), PROV("Agent")]),
        (RDFS("label"), text(f"{SOFTWARE} {__version__}")),
        (SCHEMA("softwareVersion"), text(__version__)),
    )
    for graph, (name, label, folders, used) in ACTIVITIES.items():
        made, activity = ox.NamedNode(publication.graph(graph)), dataset(publication, f"activity-{name}")
        files = [source(publication, inputs.root, p) for folder in folders for p in inputs.files.get(folder, ())]
        graphs = [ox.NamedNode(publication.graph(other)) for other in used]
        yield from about(
            made,
            (TYPE, PROV("Entity")),
            (PROV("wasGeneratedBy"), activity),
            (PROV("wasAttributedTo"), agent),
            (PROV("wasDerivedFrom"), [*files, *graphs]),
        )
        yield from about(
            activity,
            (TYPE, PROV("Activity")),
            (RDFS("label"), text(label, "en")),
            (PROV("wasAssociatedWith"), agent),
            (PROV("used"), [*files, *graphs]),
        )
    for path in sorted({path for paths in inputs.files.values() for path in paths}):
        yield from _file(publication, inputs.root, path)
    for iri, path, key in inputs.rows:
        yield ox.Triple(ox.NamedNode(iri), PROV("wasDerivedFrom"), source(publication, inputs.root, path, key))


def _file(publication: Publication, root: Path, path: Path) -> Iterator[ox.Triple]:
    entity = source(publication, root, path)
    checksum = ox.NamedNode(f"{entity.value}#sha256")
    yield from about(
        entity,
        (TYPE, PROV("Entity")),
        (RDFS("label"), text(path.relative_to(root).as_posix())),
        (SPDX("checksum"), checksum),
    )
    yield from about(
        checksum,
        (TYPE, SPDX("Checksum")),
        (SPDX("algorithm"), SPDX("checksumAlgorithm_sha256")),
        (SPDX("checksumValue"), ox.Literal(content_digest(path), datatype=XSD("hexBinary"))),
    )
