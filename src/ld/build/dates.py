"""Dates as a Japanese government document writes them, and what they mean.

Years and months, absolute (2024年9月, 令和6年度) or looking back (同年9月, 同月, a bare 9月); never a day. A
:class:`Reading` is what a date means: a stretch of whole months, each end of which may be open.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

Month = tuple[int, int]
"""Year and month."""

_TOKEN = re.compile(
    r"(?P<year>\d{4})年(?P<fiscal>度)?|令和(?P<reiwa>\d{1,2}|元)年(?P<reiwa_fiscal>度)?"
    r"|(?P<same_year>同年|本年|年内)|(?P<same_month>同月)|(?P<month>\d{1,2})月|(?P<season>[春夏秋冬])"
)
_OPEN = re.compile(r"(以降|以来|以後|より|から)")
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 14)}
_REIWA = 2018


class Unreadable(ValueError):
    """The text is no date of this grammar, or cannot be read without the date that it looks back to."""


@dataclass(frozen=True)
class Reading:
    """From the first month to the last, both included; None is an open end."""

    first: Month | None
    last: Month | None

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read ``2024-09``, ``2024``, ``2024-04/``, ``/2024-06`` or ``2024-12/2025-02`` (EDTF level 1 without days).

        Raises :class:`Unreadable`.
        """
        first, slash, last = written.partition("/")
        if not slash:
            last = first
        return cls(_bound(first, 1), _bound(last, 12))

    @property
    def earliest(self) -> dt.date | None:
        """The first day of the first month."""
        return dt.date(*self.first, 1) if self.first else None

    @property
    def latest(self) -> dt.date | None:
        """The last day of the last month."""
        return dt.date(*self.last, calendar.monthrange(*self.last)[1]) if self.last else None

    @property
    def is_month(self) -> bool:
        """Whether it is one single month."""
        return self.first is not None and self.first == self.last

    def __str__(self) -> str:
        if self.first and self.last and self.first[0] == self.last[0] and (self.first[1], self.last[1]) == (1, 12):
            return str(self.first[0])
        first, last = (f"{m[0]}-{m[1]:02}" if m else "" for m in (self.first, self.last))
        return first if first == last else f"{first}/{last}"


def _bound(written: str, month: int) -> Month | None:
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", written)
    if not written:
        return None
    if match is None:
        raise Unreadable(f"not a year or a month: {written!r}")
    return int(match[1]), int(match[2] or month)


def absolute(text: str) -> bool:
    """Whether the first date in the text names its own year."""
    match = _TOKEN.search(text)
    return match is not None and (match["year"] is not None or match["reiwa"] is not None)


def names_time(text: str) -> bool:
    """Whether a year, a month or a season stands in the text."""
    return _TOKEN.search(text) is not None


def read(text: str, anchor: Reading | None = None) -> Reading:
    """What a date in the document's words means; ``anchor`` is the date that a relative one looks back to.

    ``2024年4月以降`` is open at its end; ``同年12月から2025年2月にかけて`` a stretch. Raises :class:`Unreadable`
    where there is no date, where it looks back and no anchor is given, and where it lists more than one date.
    """
    points = _points(text, anchor)
    if not points:
        raise Unreadable(f"no year or month in {text!r}")
    if len(points) == 1:
        first, last = points[0]
        return Reading(first, None if _OPEN.search(text) else last)
    if len(points) > 2 or not _OPEN.search(text):
        raise Unreadable(f"more than one date in {text!r}: cite the one that is meant")
    return Reading(points[0][0], points[1][1])


def _points(text: str, anchor: Reading | None) -> list[tuple[Month, Month]]:
    points: list[tuple[Month, Month]] = []
    year: int | None = None
    pending = False  # a year was named, and no month of it yet

    def needed() -> int:
        if year is not None:
            return year
        if anchor is None or anchor.first is None:
            raise Unreadable(f"{text!r} looks back to a date: give its anchor")
        return anchor.first[0]

    for token in _TOKEN.finditer(text):
        if token["month"] or token["season"]:
            year = needed()
            first, last = _SEASONS[token["season"]] if token["season"] else (int(token["month"]),) * 2
            if not 1 <= first <= 12:
                raise Unreadable(f"there is no month {first}")
            points.append(((year, first), (year + (last > 12), (last - 1) % 12 + 1)))
            pending = False
            continue
        if pending and year is not None:
            points.append(((year, 1), (year, 12)))
        pending = False
        if token["same_month"]:
            if anchor is None or not anchor.is_month or anchor.first is None:
                raise Unreadable(f"{text!r} looks back to a month: give its anchor")
            points.append((anchor.first, anchor.first))
            year = anchor.first[0]
        elif token["same_year"]:
            year = None
            year, pending = needed(), True
        else:
            reiwa = token["reiwa"]
            year = int(token["year"]) if token["year"] else _REIWA + (1 if reiwa == "元" else int(reiwa))
            if token["fiscal"] or token["reiwa_fiscal"]:
                points.append(((year, 4), (year + 1, 3)))
            else:
                pending = True
    if pending and year is not None:
        points.append(((year, 1), (year, 12)))
    return points
