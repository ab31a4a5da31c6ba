"""Comma-separated values as RFC 4180 has them, with the physical line of every record.

Python's csv module takes much that the RFC forbids (a quote inside an unquoted cell) and cannot go on after an
error; a curator wants to hear of every row at once. A line without a quote is split, the others are matched
against the grammar before the module sees them.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 200  # physical lines that one record may have


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, and the physical line that it begins on."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A record whose quotes do not fit; ``closed`` tells an unclosed quote from one that stands where none may."""

    number: int
    text: str
    closed: bool


def records(lines: Iterable[str], delimiter: str = ",") -> Iterator[Record | Broken]:
    """The records of ``lines`` (each without its line end), empty lines left out.

    After a broken record the reading goes on with the next physical line, so one stray quote costs one finding.
    """
    mark = re.escape(delimiter)
    one = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{mark}]*+)'
    whole = re.compile(rf"{one}(?:{mark}{one})*+")
    waiting: deque[str] = deque()
    source = iter(lines)
    number = 0
    while True:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            return
        number += 1
        if '"' not in line:
            if line:
                yield Record(number, tuple(line.split(delimiter)))
            continue
        text, taken = line, [line]
        quotes = line.count('"')
        while quotes % 2 and len(taken) < LONGEST:
            more = waiting[len(taken) - 1] if len(taken) <= len(waiting) else next(source, None)
            if more is None:
                break
            if len(taken) > len(waiting):
                waiting.append(more)
            taken.append(more)
            quotes += more.count('"')
        if quotes % 2:
            yield Broken(number, line, closed=False)
            continue
        text = "\n".join(taken)
        if not whole.fullmatch(text):
            yield Broken(number, line, closed=True)
            continue
        try:
            cells = tuple(next(csv.reader((text,), delimiter=delimiter)))
        except csv.Error:  # a cell above csv.field_size_limit()
            yield Broken(number, line[:200], closed=True)
            continue
        yield Record(number, cells)
        for _ in taken[1:]:
            waiting.popleft()
        number += len(taken) - 1
