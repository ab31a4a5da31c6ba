"""The ``Link`` header (RFC 8288): what belongs to an answer, for programs that do not read its body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class WebLink:
    """One link: where to, in which relation, and what is known of the target."""

    target: str
    rel: str
    type: str = ""
    hreflang: str = ""

    def __str__(self) -> str:
        parts = [f"<{self.target}>", f'rel="{self.rel}"']
        parts += [f'type="{self.type}"'] if self.type else []
        parts += [f'hreflang="{self.hreflang}"'] if self.hreflang else []
        return "; ".join(parts)


def header(links: Iterable[WebLink]) -> str:
    """The value of the ``Link`` header."""
    return ", ".join(map(str, links))
