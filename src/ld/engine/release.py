"""Which release is current, and what is in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


class NoRelease(Exception):
    """There is no release that can be served; the message says what was looked for."""


@dataclass(frozen=True)
class Release:
    """One release: an immutable folder with release.json, dumps/ and perhaps store/."""

    id: str
    version: str
    triples: int
    path: Path

    @classmethod
    def read(cls, path: Path) -> Release:
        """The release in the folder ``path``. Raises :class:`NoRelease`."""
        try:
            data = json.loads((path / "release.json").read_text("utf-8"))
            return cls(str(data["id"]), str(data["version"]), int(data["triples"]), path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoRelease(f"{path.name}/release.json cannot be read: {error}") from error

    def quads(self) -> Path:
        """The N-Quads of everything: the one dump in dumps/ that ends so. Raises :class:`NoRelease`."""
        found = sorted((self.path / "dumps").glob("*.nq"))
        if len(found) != 1:
            raise NoRelease(f"{self.id}/dumps has {len(found)} N-Quads files, one is needed")
        return found[0]

    @property
    def store(self) -> Path:
        """The folder of the Oxigraph store; it may not exist."""
        return self.path / "store"


def current(folder: Path) -> Path:
    """The folder that ``current`` in ``folder`` leads to. Raises :class:`NoRelease`."""
    link = folder / "current"
    try:
        return link.resolve(strict=True)
    except OSError as error:
        raise NoRelease(f"{link} leads to no release") from error
