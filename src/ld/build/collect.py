"""Findings as they are made: all are counted, the first of each kind are kept."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable

from ld.problems import Finding, Severity, SourceErrors

MOST = 50


class Collector:
    """Counts every finding and keeps at most ``most`` of a kind, so that memory stays small whatever comes in."""

    def __init__(self, most: int = MOST):
        self.most = most
        self.counts: Counter[str] = Counter()
        self.severity: dict[str, Severity] = {}
        self._kept: dict[str, list[Finding]] = defaultdict(list)
        self._files: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, finding: Finding) -> None:
        """Take one finding."""
        self.note(finding.kind, finding.file, lambda: finding, finding.severity)

    def note(self, kind: str, file: str, make: Callable[[], Finding], severity: Severity = Severity.ERROR) -> None:
        """Take one finding that is only made if it is kept (a message may cost something)."""
        self.counts[kind] += 1
        self.severity[kind] = max(severity, self.severity.get(kind, severity), key=_gravity)
        self._files[kind][file] = None
        if len(self._kept[kind]) < self.most:
            self._kept[kind].append(make())

    @property
    def findings(self) -> list[Finding]:
        """What was kept; a kind of which more came is headed by one finding that says how many."""
        result: list[Finding] = []
        for kind, kept in self._kept.items():
            if (count := self.counts[kind]) > len(kept):
                result += [self._summary(kind, count), *kept[: self.most - 1]]
            else:
                result += kept
        return sorted(result)

    def _summary(self, kind: str, count: int) -> Finding:
        names = sorted(self._files[kind])
        files = ", ".join(names)
        messages = {
            "en": f"{count:,} findings of this kind in {files}; the first {self.most - 1} follow",
            "ja": f"この種類の指摘が {files} に{count:,}件ある。最初の{self.most - 1}件を示す",
        }
        return Finding(
            names[0] if len(names) == 1 else posixpath.commonpath(names),
            0,
            "",
            kind,
            severity=self.severity[kind],
            messages=messages,
            stands_for=count - self.most + 1,
        )

    def stop(self) -> None:
        """Raise :class:`~ld.problems.SourceErrors` when an error was taken."""
        if Severity.ERROR in self.severity.values():
            raise SourceErrors(self.findings)


def _gravity(severity: Severity) -> int:
    return int(severity is Severity.ERROR)
