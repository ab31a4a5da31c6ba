"""Fixtures: a tiny publication with a release of its own, and a served one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import Served
from tiny import make_publication, make_release, quads

from ld.publication import Publication


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication with a release in memory."""
    made = make_publication(tmp_path, deadline_seconds=1.5)
    make_release(made.paths.release, "r1", quads())
    return made


@pytest.fixture
def publish(tmp_path: Path) -> Iterator[Callable[..., Publication]]:
    """Makes a publication with limits of its own: ``publish(deadline_seconds=1)``."""

    def make(**limits: float) -> Publication:
        made = make_publication(tmp_path, **limits)
        make_release(made.paths.release, "r1", quads())
        return made

    yield make


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A tiny publication, served by a process of its own for all tests of a module."""
    folder = tmp_path_factory.mktemp("served")
    made = make_publication(folder, deadline_seconds=2, memory_mb=512, answer_mb=64, depth=200)
    make_release(made.paths.release, "r1", quads(3000))
    server = Served(folder)
    yield server
    server.stop()
