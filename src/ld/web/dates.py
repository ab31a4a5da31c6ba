"""Dates as XML Schema writes them, to the year, the month or the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["year", "month", "day"]

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_PRECISIONS: tuple[Precision, ...] = ("year", "month", "day")


@dataclass(frozen=True)
class Partial:
    """A date to ``precision``; ``first`` is the first day that it can mean."""

    first: date
    precision: Precision


def parse(text: str) -> Partial | None:
    """A ``gYear``, ``gYearMonth`` or ``date`` without a time zone, or None for anything else."""
    found = _FORM.fullmatch(text)
    if not found:
        return None
    given = [int(part) for part in found.groups() if part]
    try:
        first = date(*[*given, 1, 1][:3])
    except ValueError:
        return None
    return Partial(first, _PRECISIONS[len(given) - 1])
