"""What the gate found: for a terminal, as HTML, and as a SHACL validation report in Turtle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ld.problems import Finding


@dataclass(frozen=True)
class Report:
    """All findings of one check: at most 50 a kind in ``findings``, the count of each kind in ``counts``."""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def conforms(self) -> bool:
        """Whether nothing stops the build (warnings do not)."""
        raise NotImplementedError

    def terminal(self, language: str = "en") -> str:
        """The findings as lines."""
        raise NotImplementedError

    def html(self, language: str = "en") -> str:
        """A small page that stands alone."""
        raise NotImplementedError

    def turtle(self, base: str) -> str:
        """A ``sh:ValidationReport`` (SHACL §3.6) whose nodes are IRIs under ``base``."""
        raise NotImplementedError
