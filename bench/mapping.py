"""``python -m bench.mapping [ROWS]``: the RML reader beside morph-kgc, the same mapping over the same table.

morph-kgc has an environment of its own under ``build/``: it pins older rdflib and pyoxigraph. Each run is a
whole process, from the CSV file to an N-Triples file. Besides times it is told how the two outputs differ.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.peers import BUILD, SETTINGS

MORPH = "morph-kgc==2.10.0"
COLUMNS = 10
OURS = """
import csv, sys
from pathlib import Path
from ld.build import mapping
from ld.build.tables import Row, Table, Tables
from ld.publication import Publication
root = Path(sys.argv[1])
with (root / "people.csv").open(encoding="utf-8", newline="") as stream:
    header, *rows = csv.reader(stream)
places = {name: place for place, name in enumerate(header)}
made = [Row(number, tuple(row), places) for number, row in enumerate(rows, 2)]
tables = Tables(people=Table("people", "people.csv", root / "people.csv", tuple(header), made))
with (root / "ours.nt").open("w", encoding="utf-8") as out:
    for triple, origin in mapping.run(Publication.load(root), tables):
        out.write(f"{triple} .\\n")
"""
THEIRS = "[CONFIGURATION]\noutput_file: {root}/theirs.nt\n[DataSource]\nmappings: {root}/mappings/people.rml.ttl\n"
MAPPING = """
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix e: <https://example.org/def#> .
<https://example.org/mapping> a rr:TriplesMap ;
    rml:logicalSource [ rml:source "%s" ; rml:referenceFormulation ql:CSV ] ;
    rr:subjectMap [ rr:template "https://example.org/id/{id}" ; rr:class e:Thing ] %s .
"""
PROPERTY = '; rr:predicateObjectMap [ rr:predicate e:p{0} ; rr:objectMap [ rml:reference "c{0}" ] ]'


def prepare(rows: int, root: Path) -> None:
    """A table of ``rows`` rows and its mapping; one key is Japanese, one cell says nan."""
    (root / "mappings").mkdir(parents=True, exist_ok=True)
    (root / "publication.toml").write_text(SETTINGS, "utf-8")
    with (root / "people.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["id", *(f"c{column}" for column in range(COLUMNS))])
        for row in range(rows):
            key = "日本" if row == 1 else f"r{row}"
            cells = [f"value {row} {column}" for column in range(COLUMNS)]
            writer.writerow([key, "nan" if row == 2 else cells[0], *cells[1:]])
    properties = " ".join(PROPERTY.format(column) for column in range(COLUMNS))
    (root / "mappings" / "people.rml.ttl").write_text(MAPPING % (root / "people.csv", properties), "utf-8")


def timed(command: list[str]) -> tuple[float, float, float]:
    """Seconds of the clock, of the processor, and the peak of memory in MB so far among the processes begun here."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.monotonic() - started
    if run.returncode:
        raise SystemExit(f"{command[0]} failed:\n{run.stderr[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def lines(path: Path) -> set[str]:
    """The statements of an N-Triples file, as they stand."""
    return {line.rstrip(" .") for line in path.read_text("utf-8").splitlines() if line}


def main() -> None:
    """Map so many rows as the command says (100,000) with both, in turn, three times."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    root = BUILD / "mapping"
    prepare(rows, root)
    (root / "morph.ini").write_text(THEIRS.format(root=root), "utf-8")
    environment = BUILD / "morph"
    if not (environment / "bin" / "morph-kgc").exists() and not (environment / ".installed").exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        pip = [str(environment / "bin" / "pip"), "install", "--quiet", MORPH]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        (environment / ".installed").touch()
    ours = [sys.executable, "-c", OURS, str(root)]
    theirs = [str(environment / "bin" / "python"), "-m", "morph_kgc", str(root / "morph.ini")]
    for turn in range(3):
        for name, command in (("koryu", ours), (MORPH, theirs)):
            wall, processor, peak = timed(command)
            print(f"{turn} {name:18} {wall:6.2f} s wall {processor:6.2f} s cpu, peak so far {peak:5.0f} MB", flush=True)
    here, there = lines(root / "ours.nt"), lines(root / "theirs.nt")
    print(f"{len(here)} statements of koryu, {len(there)} of morph-kgc; only koryu {len(here - there)}, only morph-kgc "
          f"{len(there - here)}")  # fmt: skip
    for title, only in (("only koryu", here - there), ("only morph-kgc", there - here)):
        for line in sorted(only)[:3]:
            print(f"  {title}: {line}")


if __name__ == "__main__":
    main()
