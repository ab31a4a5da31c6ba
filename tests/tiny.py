"""A tiny publication and its releases, for tests."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pyoxigraph as ox

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
