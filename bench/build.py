"""``python -m bench.build [TIMES …]``: time and peak memory of the whole build, the tables repeated.

Each size is one run of ``koryu build --timings`` in a process of its own. What is printed is what was measured; the
last columns are the ratios to the first size.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.repeat import repeat
from ld.publication import Publication

ROOT = Path(__file__).resolve().parent.parent
TIMES = (1, 10, 100)
_PEAK = re.compile(r"(\d+) MB$", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """One build: how often the tables were repeated, triples made, seconds of CPU and of the clock, peak in MB."""

    times: int
    triples: int
    cpu: float
    wall: float
    peak: float
    stages: str


def measure(times: int) -> Measured:
    """Build the publication with its tables repeated, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "publication"
        repeat(Publication.load(ROOT), times, folder)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        command = [sys.executable, "-m", "ld.cli", "-C", str(folder), "build", "--timings"]
        run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode:
            raise SystemExit(f"the build of {times} copies failed:\n{run.stderr[:3000]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        release = json.loads((folder / "release" / "current" / "release.json").read_text("utf-8"))
        # Each stage resets the process's own peak, so the largest is what the command itself tells.
        peak = max(float(megabytes) for megabytes in _PEAK.findall(run.stderr))
        return Measured(times, release["triples"], cpu, wall, peak, run.stderr)


def main() -> None:
    """Measure the sizes that the command names, or 1, 10 and 100."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(TIMES)
    first: Measured | None = None
    print("| copies | triples | CPU s | wall s | peak MB | × triples | × CPU | × memory |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for times in sizes:
        made = measure(times)
        first = first or made
        ratios = (made.triples / first.triples, made.cpu / first.cpu, made.peak / first.peak)
        cells = (times, made.triples, f"{made.cpu:.1f}", f"{made.wall:.1f}", f"{made.peak:.0f}")
        print("| " + " | ".join(map(str, (*cells, *(f"{ratio:.1f}" for ratio in ratios)))) + " |", flush=True)
        print("\n".join(f"<!-- {line} -->" for line in made.stages.strip().splitlines()), flush=True)


if __name__ == "__main__":
    main()
