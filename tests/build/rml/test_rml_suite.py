"""The CSV cases of kg-construct's RML test suite, where the machine has them.

``KORYU_RML_SUITE`` names a clone of kg-construct/rml-test-cases: a folder, or a bare git directory.
"""

import os
import subprocess
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.build.collect import Collector
from ld.build.rfc4180 import Record, records
from ld.build.rml.engine import Engine
from ld.build.rml.reader import MappingFile, Reader
from ld.build.tables import Row, Table

SUITE = os.environ.get("KORYU_RML_SUITE", "")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not SUITE, reason="KORYU_RML_SUITE names no clone of kg-construct/rml-test-cases"),
]
CASES = [
    "0000", "0001a", "0001b", "0002a", "0002b", "0002c", "0002e", "0003c", "0004a", "0004b",
    "0005a", "0006a", "0007a", "0007b", "0007c", "0007d", "0007e", "0007f", "0007g", "0007h",
    "0008a", "0008b", "0008c", "0009a", "0009b", "0010a", "0010b", "0010c", "0011b", "0012a",
    "0012b", "0012c", "0012d", "0015a", "0015b", "0019a", "0019b", "0020a", "0020b",
]  # fmt: skip
REFUSED = {
    "0002c": "a column that is not there",
    "0002e": "a table that is not there",
    "0004b": "a literal as subject",
    "0012c": "no subject map",
    "0012d": "two subject maps",
    "0015b": "a language tag that is none",
}
WITH_FINDINGS = {
    "0007h": "a graph that is a literal: the suite wants no triples, we say why",
    "0019b": "a cell that makes no IRI",
    "0020b": "a cell that makes no IRI",
}


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", f"--git-dir={SUITE}", *arguments], capture_output=True, check=True).stdout


@cache
def is_git() -> bool:
    return (Path(SUITE) / "HEAD").exists()


def copy(case: str, folder: Path) -> None:
    """The files of a case, in ``folder``."""
    where = f"test-cases/RMLTC{case}-CSV"
    if not is_git():
        for path in (Path(SUITE) / where).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        return
    for name in git("ls-tree", "--name-only", f"HEAD:{where}").decode().split():
        (folder / name).write_bytes(git("show", f"HEAD:{where}/{name}"))


def table(path: Path) -> Table:
    read = [r for r in records(path.read_text("utf-8").splitlines()) if isinstance(r, Record)]
    columns = {name: index for index, name in enumerate(read[0].cells)}
    rows = [Row(r.number, r.cells, columns) for r in read[1:]]
    return Table(path.stem, path.name, path, read[0].cells, rows)


def test_every_case_is_known() -> None:
    if is_git():
        names = git("ls-tree", "--name-only", "HEAD:test-cases").decode().split()
    else:
        names = [path.name for path in (Path(SUITE) / "test-cases").iterdir()]
    assert sorted(name for name in names if name.endswith("-CSV")) == [f"RMLTC{case}-CSV" for case in CASES]


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, tmp_path: Path) -> None:
    copy(case, tmp_path)
    collector = Collector()
    reader = Reader(tmp_path, "http://example.com/base/", collector)
    mapping = ox.parse((tmp_path / "mapping.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    reader.add([quad.triple for quad in mapping], MappingFile("mapping.ttl", tmp_path))
    engine = Engine(reader.read(), {p.resolve(): table(p) for p in tmp_path.glob("*.csv")}, collector)
    if case in REFUSED:
        assert collector.findings
        return
    made = ox.Dataset(
        ox.Quad(s.triple.subject, s.triple.predicate, s.triple.object, s.graph or ox.DefaultGraph()) for s in engine
    )
    assert bool(collector.findings) == (case in WITH_FINDINGS), collector.findings
    expected = (tmp_path / "output.nq").read_bytes()
    wanted = ox.Dataset(ox.parse(expected, format=ox.RdfFormat.N_QUADS, lenient=True))
    for dataset in (made, wanted):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert made == wanted
