"""What a build tells while it runs, and what each stage cost.

On a terminal each stage has a line that counts along; piped, nothing is said. Time and peak memory of every stage are
kept either way, so that ``--timings`` can print them at the end.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

_CLEAR_REFS, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
_RESET_PEAK = "5"  # proc(5): what resets VmHWM to the memory in use now


@dataclass(frozen=True)
class Timing:
    """What one stage took: wall time in seconds, and the highest resident memory while it ran, in MB."""

    stage: str
    seconds: float
    peak_mb: float


@dataclass
class Progress:
    """Stages as they run. ``stream`` is written to only where it is a terminal."""

    stream: TextIO | None = None
    timings: list[Timing] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run the body as the stage ``name``; its cost is kept also when it raises."""
        self._show(f"{name} …")
        _reset_peak()
        begun = time.perf_counter()
        try:
            yield
        finally:
            timing = Timing(name, time.perf_counter() - begun, peak_mb())
            self.timings.append(timing)
            self._show(f"{name:<24}{timing.seconds:7.2f} s\n")

    def table(self) -> str:
        """All stages with their time and peak memory, and the whole."""
        rows = [*self.timings, Timing("whole", sum(t.seconds for t in self.timings), self.peak_mb)]
        return "\n".join(f"{t.stage:<24}{t.seconds:9.2f} s{t.peak_mb:9.0f} MB" for t in rows)

    @property
    def peak_mb(self) -> float:
        """The highest resident memory of any stage, in MB."""
        return max((t.peak_mb for t in self.timings), default=0.0)

    def _show(self, text: str) -> None:
        stream = sys.stderr if self.stream is None else self.stream
        if stream.isatty():
            stream.write(f"\r\x1b[2K{text}")
            stream.flush()


def _reset_peak() -> None:
    try:
        _CLEAR_REFS.write_text(_RESET_PEAK)
    except OSError:  # not Linux, or not allowed: the peak is then that of the process so far
        return


def peak_mb() -> float:
    """The highest resident memory of this process since the last stage began, in MB."""
    try:
        status = _STATUS.read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, ValueError, IndexError):
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes here
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
