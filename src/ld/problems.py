"""A problem as its reader meets it: what is wrong, where, and what to do about it.

Curators meet a :class:`Finding` (a cell of a table), readers of the site a :class:`Problem` (RFC 9457, Problem
Details). Both are data: how they look in a terminal, in HTML or in JSON is decided where they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is: an error stops the build, a warning is told."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong in what a curator edits.

    ``file`` is relative to the publication's folder, ``row`` the physical line of the file (1 is the header),
    ``column`` the column's name, ``value`` the cell as it stands; each is empty (0 for ``row``) where none fits.
    ``kind`` groups findings that have one cause (a rule's name); ``messages`` has a text for each language.
    """

    file: str
    row: int
    column: str
    kind: str
    value: str = ""
    severity: Severity = Severity.ERROR
    messages: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    stands_for: int = field(default=1, compare=False)
    """How many findings it tells: more than one where the others of its kind are only counted."""

    def message(self, language: str = "en") -> str:
        """The text in ``language``, else in English, else the finding's kind."""
        return self.messages.get(language) or self.messages.get("en") or self.kind

    def line(self, language: str = "en") -> str:
        """One line for a terminal: ``file:row:column: message (value)``."""
        where = self.file + (f":{self.row}" if self.row else "") + (f":{self.column}" if self.column else "")
        value = f" [{self.value}]" if self.value else ""
        return f"{where}: {self.severity}: {self.message(language)}{value} ({self.kind})"


def listing(findings: Iterable[Finding], language: str = "en", most: int = 50) -> str:
    """All findings as lines, errors first, at most ``most`` of a kind, with the count of what was left out."""
    lines: list[str] = []
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda found: (found.severity, found)):
        seen[finding.kind] += 1
        if seen[finding.kind] <= most:
            lines.append(finding.line(language))
    lines += [f"… {count - most} more of {kind}" for kind, count in sorted(seen.items()) if count > most]
    return "\n".join(lines)


class SourceErrors(Exception):
    """What a curator must mend before a release can be built: ``findings`` has all that was found."""

    def __init__(self, findings: Sequence[Finding]):
        self.findings = tuple(sorted(findings))
        errors = sum(f.stands_for for f in self.findings if f.severity is Severity.ERROR)
        super().__init__(f"{errors:,} error(s) in the sources\n{listing(self.findings)}")


@dataclass(eq=False)  # not frozen: whoever raises an exception writes its traceback into it
class Problem(Exception):
    """A request that cannot be answered as asked (RFC 9457).

    ``slug`` names the kind of problem (its ``type`` is ``/problem/{slug}``), ``title`` and ``detail`` have a text
    for each language, ``extra`` goes into the JSON as members of their own, ``headers`` into the answer.
    """

    status: int
    slug: str
    title: Mapping[str, str]
    detail: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self, part: Mapping[str, str], language: str) -> str:
        """``part`` in ``language``, else in English, else in whatever it has."""
        return part.get(language) or part.get("en") or next(iter(part.values()), "")

    def members(self, language: str = "en") -> dict[str, Any]:
        """The members of the JSON object ``application/problem+json`` (RFC 9457 §3)."""
        detail = self.text(self.detail, language)
        return {
            "type": f"/problem/{self.slug}",
            "title": self.text(self.title, language),
            "status": self.status,
            **({"detail": detail} if detail else {}),
            **self.extra,
        }
