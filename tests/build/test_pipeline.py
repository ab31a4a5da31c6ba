"""The stages in order: the same release whatever the day, and nothing touched when something is wrong."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import csvw
import pyoxigraph as ox
import pytest

from ld.build import dumps, pipeline, release
from ld.build.progress import Progress
from ld.problems import SourceErrors
from ld.publication import Publication

GARDENS = Path(__file__).resolve().parent / "fixtures" / "gardens"
KORYU = Path(__file__).resolve().parents[2]
PARTS = ("publication.toml", "sources", "mappings", "ontology", "shapes", "queries", "tables")

QUESTION = """# title.en: What a garden gave
# title.ja: 植物園が贈ったもの
# description.en: Exchanges by giver.
# question: 1
# parameter: giver resource g:Garden = thing:garden/kew
PREFIX g: <https://gardens.example/def#>
SELECT ?giver ?exchange WHERE { ?exchange g:giver ?giver }
"""


def copy(origin: Path, folder: Path) -> Publication:
    """The publication of ``origin`` in a folder of its own, without its releases."""
    folder.mkdir(parents=True)
    for part in PARTS:
        if (origin / part).is_dir():
            shutil.copytree(origin / part, folder / part)
        elif (origin / part).exists():
            shutil.copy(origin / part, folder / part)
        else:
            (folder / part).mkdir()
    return Publication.load(folder)


@pytest.fixture
def gardens(tmp_path: Path) -> Publication:
    publication = copy(GARDENS, tmp_path / "gardens")
    (publication.paths.queries / "given.rq").write_text(QUESTION, "utf-8")
    return publication


def build(publication: Publication) -> tuple[Path, release.Release]:
    folder, made, _ = pipeline.build(publication, Progress(io.StringIO()))
    return folder, made


def files(folder: Path) -> dict[str, bytes]:
    """Everything of a release but its store, which is derived."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    relative = {path.relative_to(folder): path for path in paths}
    return {str(name): path.read_bytes() for name, path in relative.items() if name.parts[0] != "store"}


def shuffle(publication: Publication, seed: int) -> None:
    """Put the rows of every table in another order."""
    for path in publication.paths.sources.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        random.Random(seed).shuffle(rows)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([header, *rows])


def build_elsewhere(publication: Publication, seed: str, zone: str) -> Path:
    """Build in a process of its own, with another hash seed and time zone, and a clock in another year."""
    program = (
        "import sys, time\n"
        "now = time.time\n"
        "time.time = lambda: now() + 400 * 86400\n"
        "from ld.cli import main\n"
        "sys.exit(main(['build', '-C', sys.argv[1]]))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    command = [sys.executable, "-c", program, str(publication.root)]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return publication.paths.release / done.stdout.strip()


def test_a_build_has_all_that_a_release_holds(gardens: Publication) -> None:
    folder, made = build(gardens)
    assert release.current(gardens) == folder
    names = set(files(folder))
    assert {f"dumps/gardens.{extension}" for extension in dumps.EXTENSIONS} <= names
    assert {"SHA256SUMS", "release.json", "report/gate.html", "report/gate.txt", "report/gate.ttl"} <= names
    assert {"metadata/void.ttl", "metadata/dcat.ttl", "metadata/prov.ttl"} <= names
    assert set(made.graphs) == {"asserted", "inferred", "provenance", "metadata", "examples"}
    assert made.records["https://gardens.example/def#Garden"] == 3
    assert not list(folder.glob(".*"))


def test_graphs_hold_what_the_design_says(gardens: Publication) -> None:
    folder, made = build(gardens)
    graphs: dict[str, set[str]] = {}
    for quad in ox.parse(path=folder / "dumps" / "gardens.nq"):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "default"
        graphs.setdefault(name.rpartition("/")[2], set()).add(str(quad.triple))
    assert {name: len(graph) for name, graph in graphs.items()} == {"default": made.triples, **made.graphs}
    ontology = {str(quad.triple) for quad in ox.parse(path=gardens.paths.ontology / "gardens.ttl")}
    assert graphs["default"] == graphs["asserted"] | graphs["inferred"] | ontology
    assert not graphs["asserted"] & graphs["inferred"]
    for extension in ("ttl", "nt", "rdf", "jsonld"):
        read = {str(quad.triple) for quad in ox.parse(path=folder / "dumps" / f"gardens.{extension}")}
        assert read == graphs["default"]


def test_a_question_is_published_as_an_example_that_runs(gardens: Publication) -> None:
    folder, _ = build(gardens)
    store = ox.Store.read_only(str(folder / "store"))
    select = "http://www.w3.org/ns/shacl#select"
    examples = ox.NamedNode(gardens.graph("examples"))
    (quad,) = store.quads_for_pattern(None, ox.NamedNode(select), None, examples)
    assert str(quad.subject) == "<https://gardens.example/query/given>"
    assert isinstance(quad.object, ox.Literal)
    answer = store.query(quad.object.value)
    assert isinstance(answer, ox.QuerySolutions)
    assert {str(row["giver"]) for row in answer} <= {"<https://gardens.example/id/garden/kew>"}


def test_rows_seed_zone_and_day_do_not_matter(gardens: Publication, tmp_path: Path) -> None:
    folder, _ = build(gardens)
    first = files(folder)
    for number, (seed, zone) in enumerate((("0", "Asia/Tokyo"), ("31", "America/St_Johns"))):
        other = copy(gardens.root, tmp_path / f"copy{number}")
        shuffle(other, number)
        again = build_elsewhere(other, seed, zone)
        assert again.name == folder.name
        assert files(again) == first


@pytest.mark.slow
def test_the_tables_of_this_publication_are_what_their_metadata_says(tmp_path: Path) -> None:
    folder, _ = build(copy(KORYU, tmp_path / "koryu"))
    path = folder / "tables" / "facts.csv"
    read = csvw.CSVW(str(path), md_url=str(path.with_name("csv-metadata.json")), validate=True)
    assert read.is_valid, [str(warning.message) for warning in read.warnings]
    for table in csvw.TableGroup.from_file(path.with_name("csv-metadata.json")).tables:
        assert list(table.iterdicts(strict=True))
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_rows_seed_zone_and_day_do_not_matter_to_this_publication(tmp_path: Path) -> None:
    first, second = (copy(KORYU, tmp_path / name) for name in ("first", "second"))
    shuffle(second, 5)
    one, other = build_elsewhere(first, "1", "UTC"), build_elsewhere(second, "2", "Pacific/Auckland")
    assert one.name == other.name
    assert files(one) == files(other)


def test_a_fault_stops_the_build_and_the_release_stays(gardens: Publication) -> None:
    folder, _ = build(gardens)
    before = files(folder)
    table = gardens.paths.sources / "gardens.csv"
    table.write_text(table.read_text("utf-8") + "kew,Again,再び,1800\n", "utf-8")
    with pytest.raises(SourceErrors) as caught:
        build(gardens)
    assert any(f.file == "sources/gardens.csv" and f.row for f in caught.value.findings)
    report = gardens.root / pipeline.REPORT
    assert "gardens.csv" in report.read_text("utf-8")
    assert release.current(gardens) == folder
    assert files(folder) == before
    assert {path.name for path in gardens.paths.release.iterdir()} == {folder.name, "current"}


def test_a_mended_source_takes_the_report_away(gardens: Publication) -> None:
    table = gardens.paths.sources / "gardens.csv"
    good = table.read_text("utf-8")
    table.write_text(good + "kew,Again,再び,1800\n", "utf-8")
    with pytest.raises(SourceErrors):
        pipeline.check(gardens, Progress(io.StringIO()))
    table.write_text(good, "utf-8")
    pipeline.check(gardens, Progress(io.StringIO()))
    assert not (gardens.root / pipeline.REPORT).exists()
    assert not gardens.paths.release.exists()


def test_a_blank_node_of_the_ontology_is_named(gardens: Publication) -> None:
    (gardens.paths.ontology / "more.ttl").write_text("[] <https://gardens.example/def#p> 1 .", "utf-8")
    with pytest.raises(SourceErrors, match="blank node"):
        build(gardens)
    assert not (gardens.paths.release / "current").exists()


def test_a_flat_table_that_does_not_fit_leaves_nothing_behind(gardens: Publication) -> None:
    (gardens.paths.tables / "csvw.json").write_text("{}", "utf-8")
    with pytest.raises(SourceErrors, match=r"csvw\.json"):
        build(gardens)
    assert list(gardens.paths.release.iterdir()) == []


def test_each_stage_has_its_time_and_memory(gardens: Publication) -> None:
    progress = Progress(io.StringIO())
    pipeline.build(gardens, progress)
    stages = [timing.stage for timing in progress.timings]
    assert stages[:5] == ["tables", "mapping", "gate", "entailment", "consistency"]
    assert stages[5:] == ["dumps", "flat tables", "description", "release"]
