"""Fixtures: a tiny publication with a release of its own, and a served one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from serving import Served

from ld.publication import Publication

E = "https://example.org/"
SETTINGS = """
[publication]
name = "tiny"
version = "1"
base = "https://example.org/"
languages = ["en", "ja"]
title.en = "Tiny"
description.en = "A publication for tests"
publisher = "tests"
licence = "https://creativecommons.org/licenses/by/4.0/"
ontology = "https://example.org/def"
reading_order = "https://example.org/def#readingOrder"

[prefixes]
e = "https://example.org/"
rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

[server]
hosts = ["127.0.0.1", "localhost", "data.example"]
workers = 2

[limits]
"""


def make_release(folder: Path, name: str, quads: str, triples: int | None = None, store: bool = False) -> Path:
    """A release folder ``name`` under ``folder``, and ``current`` moved to it."""
    release = folder / name
    (release / "dumps").mkdir(parents=True)
    lines = quads.strip().splitlines()
    (release / "dumps" / "tiny.nq").write_text("\n".join(lines) + "\n", "utf-8")
    count = len(lines) if triples is None else triples
    (release / "release.json").write_text(json.dumps({"id": name, "version": "1", "triples": count}), "utf-8")
    if store:
        on_disk = ox.Store(str(release / "store"))
        on_disk.bulk_load(path=str(release / "dumps" / "tiny.nq"), format=ox.RdfFormat.N_QUADS)
        on_disk.flush()
        del on_disk
    move_current(folder, name)
    return release


def move_current(folder: Path, name: str) -> None:
    """``current`` leads to ``name``, in one step."""
    new = folder / "current.new"
    new.symlink_to(name)
    new.rename(folder / "current")


def quads(count: int = 300, mark: str = "one") -> str:
    """``count`` triples in the default graph, one in a named graph, and one that says which release it is."""
    lines = [f'<{E}id/{i}> <{E}p> "value {i} 交流" .' for i in range(count)]
    lines.append(f'<{E}release> <{E}is> "{mark}" .')
    lines.append(f"<{E}id/1> <{E}q> <{E}id/2> <{E}graph/extra> .")
    return "\n".join(lines)


def make_publication(folder: Path, **limits: float) -> Publication:
    """The publication of the settings above in ``folder``, with other ``limits``."""
    text = SETTINGS + "\n".join(f"{key} = {value}" for key, value in limits.items())
    tomllib.loads(text)
    (folder / "publication.toml").write_text(text, "utf-8")
    (folder / "release").mkdir(exist_ok=True)
    return Publication.load(folder)


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
