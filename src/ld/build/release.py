"""A release: an immutable folder, and ``current``, the link that says which one is served.

::

    release/2025.1-3f2a…/    dumps/ tables/ metadata/ report/ store/ SHA256SUMS release.json
    release/current          → 2025.1-3f2a…

The folder is written under another name and renamed when it is whole; its name holds the hash of what it publishes,
so that the same content is the same release. The store is derived: it can be made again from the N-Quads alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from ld import __version__
from ld.build.describe import digest
from ld.formats import NQUADS
from ld.publication import Publication

DUMPS, TABLES, METADATA, REPORT, STORE = "dumps", "tables", "metadata", "report", "store"
SUMS, DESCRIPTION, CURRENT = "SHA256SUMS", "release.json", "current"
_UNFINISHED = ".building-"
_DIGITS = 12
_LINES = 200_000  # of N-Quads that are loaded at once


class Busy(OSError):
    """Another build of this publication is under way."""


@dataclass(frozen=True)
class Release:
    """What ``release.json`` says.

    ``triples`` counts the default graph, ``graphs`` each named graph, ``records`` the things of each class.
    """

    id: str
    name: str
    version: str
    base: str
    software: str
    triples: int
    graphs: Mapping[str, int]
    records: Mapping[str, int]

    @classmethod
    def read(cls, folder: Path) -> Release:
        """The release in ``folder``. Raises OSError or ValueError where there is none."""
        data = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        try:
            return cls(**data)
        except TypeError as error:
            raise ValueError(f"{folder / DESCRIPTION} does not describe a release: {error}") from error

    def write(self, folder: Path) -> None:
        """Write ``release.json`` to ``folder``."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / DESCRIPTION).write_text(text + "\n", "utf-8", newline="\n")


def current(publication: Publication) -> Path | None:
    """The folder that ``current`` leads to, or None before the first build."""
    link = publication.paths.release / CURRENT
    return link.resolve() if link.exists() else None


@contextmanager
def building(publication: Publication) -> Iterator[Path]:
    """A new folder to build in, empty; whatever is left of it at the end is removed.

    One build at a time: raises :class:`Busy` while another holds the publication's releases. What an ended build
    could not clean up is removed here.
    """
    releases = publication.paths.release
    releases.mkdir(parents=True, exist_ok=True)
    lock = os.open(releases, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another build is under way in {releases}") from error
        for left in releases.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = releases / f"{_UNFINISHED}{uuid.uuid4().hex}"
        for part in (DUMPS, TABLES, METADATA, REPORT):
            (folder / part).mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def nquads(publication_name: str) -> Path:
    """Where in a release the N-Quads stand, from which all of its store can be made."""
    return Path(DUMPS) / f"{publication_name}.{NQUADS.extension}"


def content_hash(folder: Path, name: str) -> str:
    """The hash of what a release publishes: the sorted N-Quads of ``name``, and the flat tables."""
    whole = hashlib.sha256()
    for path in (folder / nquads(name), *sorted((folder / TABLES).iterdir())):
        whole.update(f"{path.name}\0{digest(path)}\n".encode())
    return whole.hexdigest()


def restore_store(folder: Path, name: str) -> Path:
    """Make ``store/`` anew out of the N-Quads alone, in one step, and return its path.

    A store that stood there before is replaced. Raises OSError, or SyntaxError for N-Quads that are not.
    """
    store, new, old = (folder / part for part in (STORE, f".{STORE}.new", f".{STORE}.old"))
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    loaded = ox.Store(str(new))
    _load(loaded, folder / nquads(name), ox.RdfFormat.N_QUADS)
    loaded.optimize()
    loaded.flush()
    del loaded  # closes it: RocksDB holds a lock as long as the object lives
    if store.exists():
        store.rename(old)
    new.rename(store)
    shutil.rmtree(old, ignore_errors=True)
    return store


def _load(store: ox.Store, path: Path, form: ox.RdfFormat) -> None:
    """Load a file of lines by parts: loaded at once, the memory grows with the file."""
    with path.open("rb") as file:
        while part := b"".join(islice(file, _LINES)):
            store.bulk_load(part, form)


@contextmanager
def scratch(folder: Path, triples: Path) -> Iterator[ox.Store]:
    """A store of the default graph alone, to ask while the release is being made; gone afterwards."""
    place = folder / ".scratch"
    store = ox.Store(str(place))
    try:
        _load(store, triples, ox.RdfFormat.N_TRIPLES)
        yield store
    finally:
        del store
        shutil.rmtree(place, ignore_errors=True)


def checksums(folder: Path) -> str:
    """``SHA256SUMS`` of all files but those of the store, as ``sha256sum --check`` reads them."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != SUMS]
    relative = [path.relative_to(folder) for path in paths]
    return "".join(f"{digest(folder / p)}  {p.as_posix()}\n" for p in relative if p.parts[0] != STORE)


def seal(
    publication: Publication, folder: Path, triples: int, graphs: Mapping[str, int], records: Mapping[str, int]
) -> tuple[Path, Release]:
    """Describe what stands in ``folder``, make its store, give it its name, and move ``current`` to it.

    Where a release of the same content exists already, nothing is written but ``current`` (and its store, should it
    be missing). Returns the release's folder and description.
    """
    name = publication.name
    release = Release(
        id=f"{publication.version}-{content_hash(folder, name)[:_DIGITS]}",
        name=name,
        version=publication.version,
        base=publication.base,
        software=__version__,
        triples=triples,
        graphs=dict(graphs),
        records=dict(records),
    )
    final = publication.paths.release / release.id
    if final.is_dir():
        release = Release.read(final)
        if not (final / STORE).is_dir():
            restore_store(final, name)
    else:
        release.write(folder)
        (folder / SUMS).write_text(checksums(folder), "utf-8", newline="\n")
        restore_store(folder, name)
        folder.rename(final)
    point(publication, final)
    return final, release


def point(publication: Publication, folder: Path) -> None:
    """Move ``current`` to a release's folder, in one step: who opens it sees the one or the other."""
    link = publication.paths.release / CURRENT
    if link.is_symlink() and link.readlink() == Path(folder.name):
        return
    new = link.with_name(f"{_UNFINISHED}{uuid.uuid4().hex}")
    new.symlink_to(folder.name)
    new.replace(link)
