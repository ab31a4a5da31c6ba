"""The release folder: whole or not there, the same for the same content, and made again from its N-Quads."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.build import dumps, release
from ld.publication import Publication

GRAPH = "https://example.org/shelf/graph/asserted"


def make(publication: Publication, triples: list[ox.Triple], table: str = "iri\n") -> tuple[Path, release.Release]:
    lines = dumps.lines(triples)
    with release.building(publication) as folder:
        dumps.write_graph(folder / "dumps", publication.name, lines, publication.prefixes)
        dumps.write_dataset(folder / "dumps", publication.name, lines, {GRAPH: lines}, publication.prefixes)
        (folder / "tables" / "books.csv").write_text(table)
        return release.seal(publication, folder, len(lines), {"asserted": len(lines)}, {"Book": 3})


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and "store" not in path.relative_to(folder).parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_release_is_whole_and_current(small: Publication, triples: list[ox.Triple]) -> None:
    folder, made = make(small, triples)
    assert folder == small.paths.release / made.id == release.current(small)
    assert made.id.startswith("1-") and len(made.id) == len("1-") + 12
    assert release.Release.read(folder) == made
    assert made.triples == len(triples)
    assert {path.name for path in small.paths.release.iterdir()} == {made.id, "current"}
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sums == {n: hashlib.sha256(b).hexdigest() for n, b in files(folder).items() if n != "SHA256SUMS"}
    store = ox.Store.read_only(str(folder / "store"))
    assert len(store) == 2 * len(triples)


def test_the_same_content_is_the_same_release(small: Publication, triples: list[ox.Triple]) -> None:
    folder, first = make(small, triples)
    (folder / "mark").touch()
    again, second = make(small, triples[::-1])
    assert (again, second) == (folder, first)
    assert (folder / "mark").exists()


def test_other_content_is_another_release_and_the_first_stays(small: Publication, triples: list[ox.Triple]) -> None:
    first, _ = make(small, triples)
    before = files(first)
    other, _ = make(small, triples[1:])
    table, _ = make(small, triples, "iri\nx\n")
    assert len({first, other, table}) == 3
    assert files(first) == before
    assert release.current(small) == table
    make(small, triples)
    assert release.current(small) == first


def test_a_failed_build_leaves_everything_as_it_was(small: Publication, triples: list[ox.Triple]) -> None:
    folder, made = make(small, triples)

    def fail() -> None:
        with release.building(small) as unfinished:
            (unfinished / "dumps" / "x").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert {path.name for path in small.paths.release.iterdir()} == {made.id, "current"}
    assert release.current(small) == folder


def test_what_an_ended_build_left_is_removed(small: Publication, triples: list[ox.Triple]) -> None:
    left = small.paths.release / ".building-0" / "dumps"
    left.mkdir(parents=True)
    make(small, triples)
    assert not left.exists()


def test_one_build_at_a_time(small: Publication) -> None:
    with release.building(small):
        program = (
            "import sys\nfrom ld.build import release\nfrom ld.publication import Publication\n"
            "with release.building(Publication.load(sys.argv[1])): pass\n"
        )
        other = subprocess.run([sys.executable, "-c", program, str(small.root)], capture_output=True, check=False)
    assert b"another build is under way" in other.stderr


def test_the_store_is_made_again_from_the_nquads_alone(small: Publication, triples: list[ox.Triple]) -> None:
    folder, made = make(small, triples)
    for path in (folder / "store").iterdir():
        path.unlink()
    for path in (folder / "dumps").iterdir():
        if path != folder / release.nquads(small.name):
            path.unlink()
    release.restore_store(folder, made.name)
    store = ox.Store.read_only(str(folder / "store"))
    assert dumps.lines(q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph())) == dumps.lines(
        triples
    )
    assert [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)] == [GRAPH]


def test_a_missing_store_comes_back_when_built_again(small: Publication, triples: list[ox.Triple]) -> None:
    folder, _ = make(small, triples)
    (folder / "store").rename(small.root / "away")
    make(small, triples)
    assert (folder / "store").is_dir()


def test_no_release_yet(small: Publication) -> None:
    assert release.current(small) is None


def test_what_is_no_release_is_told(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text("{}")
    with pytest.raises(ValueError, match="does not describe a release"):
        release.Release.read(tmp_path)
