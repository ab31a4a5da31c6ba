"""Dumps: the same bytes in whatever order, read back by two parsers."""

from __future__ import annotations

import gzip
import os
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from ld import formats
from ld.build import dumps
from ld.publication import Publication

NAMED = "https://example.org/shelf/graph/asserted"
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "trig", "nq": "nquads"}


def written(folder: Path, triples: list[ox.Triple], publication: Publication) -> dict[str, bytes]:
    folder.mkdir()
    lines = dumps.lines(triples)
    dumps.write_graph(folder, "x", lines, publication.prefixes)
    dumps.write_dataset(folder, "x", lines, {NAMED: lines[:4]}, publication.prefixes)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_any_order_gives_the_same_bytes(tmp_path: Path, triples: list[ox.Triple], small: Publication) -> None:
    first = written(tmp_path / "first", triples, small)
    shuffled = [*triples, *triples]
    random.Random(7).shuffle(shuffled)
    assert written(tmp_path / "second", shuffled, small) == first
    assert {f"x.{extension}" for extension in dumps.EXTENSIONS} == set(first)


def test_another_process_gives_the_same_bytes(tmp_path: Path, triples: list[ox.Triple], small: Publication) -> None:
    first = written(tmp_path / "first", triples, small)
    (tmp_path / "in.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    (tmp_path / "out").mkdir()
    program = (
        "import sys, pyoxigraph as ox\nfrom pathlib import Path\nfrom ld.build import dumps\n"
        "from ld.publication import Publication\n"
        "p = Publication.load(sys.argv[1])\n"
        "l = dumps.lines({q.triple for q in ox.parse(path=sys.argv[2])})\n"
        "dumps.write_graph(Path(sys.argv[3]), 'x', l, p.prefixes)\n"
        f"dumps.write_dataset(Path(sys.argv[3]), 'x', l, {{'{NAMED}': l[:4]}}, p.prefixes)\n"
    )
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        command = [sys.executable, "-c", program, str(small.root), str(tmp_path / "in.nt"), str(tmp_path / "out")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run(command, check=True, env=environment)
        assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first


@pytest.mark.parametrize("form", formats.GRAPHS, ids=lambda f: f.extension)
def test_triples_come_back_from_two_parsers(
    form: formats.Format, tmp_path: Path, triples: list[ox.Triple], small: Publication
) -> None:
    written(tmp_path / "dumps", triples, small)
    path = tmp_path / "dumps" / f"x.{form.extension}"
    assert dumps.lines(quad.triple for quad in ox.parse(path=path)) == dumps.lines(triples)
    wanted = rdflib.Graph().parse(tmp_path / "dumps" / "x.nt", format="nt")
    assert set(rdflib.Graph().parse(path, format=RDFLIB[form.extension])) == set(wanted)


@pytest.mark.parametrize("form", formats.DATASETS, ids=lambda f: f.extension)
def test_quads_come_back_from_two_parsers(
    form: formats.Format, tmp_path: Path, triples: list[ox.Triple], small: Publication
) -> None:
    written(tmp_path / "dumps", triples, small)
    path = tmp_path / "dumps" / f"x.{form.extension}"
    counts = {NAMED: 4, None: len(set(triples))}
    read: dict[str | None, int] = dict.fromkeys(counts, 0)
    for quad in ox.parse(path=path):
        read[quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None] += 1
    assert read == counts
    other = rdflib.Dataset()
    other.parse(path, format=RDFLIB[form.extension])
    assert len(other.get_graph(rdflib.URIRef(NAMED)) or ()) == 4
    assert len(other.default_graph) == counts[None]


def test_compressed_files_hold_the_plain_ones_and_no_time(
    tmp_path: Path, triples: list[ox.Triple], small: Publication
) -> None:
    files = written(tmp_path / "dumps", triples, small)
    for name, data in files.items():
        if name.endswith(".gz"):
            assert gzip.decompress(data) == files[name.removesuffix(".gz")]
            assert data[3:8] == bytes(5)  # no file name, no modification time (RFC 1952 §2.3.1)


def test_lines_are_sorted_and_distinct(triples: list[ox.Triple]) -> None:
    lines = dumps.lines([*triples, *triples])
    assert lines == sorted(set(lines))
    assert dumps.merge(lines[:3], lines[2:]) == lines


IRI = ox.NamedNode("https://example.org/x")


@pytest.mark.parametrize(
    ("triple", "said"),
    [
        (ox.Triple(ox.BlankNode("b1"), IRI, IRI), "_:b1"),
        (ox.Triple(IRI, IRI, ox.BlankNode("b2")), "_:b2"),
        (ox.Triple(IRI, IRI, ox.Triple(IRI, IRI, IRI)), "triple term"),
        (ox.Triple(IRI, IRI, ox.Literal("bell \a")), r"U\+0007"),
        (ox.Triple(IRI, IRI, ox.Literal("return\r")), r"U\+000D"),
    ],
)
def test_what_cannot_be_published_is_named(triple: ox.Triple, said: str) -> None:
    with pytest.raises(dumps.Unpublishable, match=said):
        dumps.lines([triple])


def test_turtle_of_a_description(tmp_path: Path, triples: list[ox.Triple], small: Publication) -> None:
    path = dumps.write_turtle(tmp_path / "x.ttl", dumps.lines(triples), small.prefixes)
    assert dumps.lines(quad.triple for quad in ox.parse(path=path)) == dumps.lines(triples)
