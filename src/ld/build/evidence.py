"""The document's text, and the pointers into it.

A passage is a line of the text file and a half-open range of its characters, counted in Unicode code points from 0
(RFC 5147 ``char=``), with the SHA-256 of exactly these characters. The text itself is never part of a publication:
whoever has the file can check each pointer against it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, order=True)
class Span:
    """A place in the document: line (from 1), first character (from 0), and the one after the last."""

    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"line {self.line}, characters {self.start}–{self.end}"


@dataclass(frozen=True)
class Citation:
    """What a row of evidence.csv holds of a passage."""

    span: Span
    sha256: str

    def row(self) -> str:
        """``line,start,end,sha256``, as evidence.csv has them."""
        return f"{self.span.line},{self.span.start},{self.span.end},{self.sha256}"


class NotInText(Exception):
    """The characters asked for do not stand in that line, or stand there more often than said."""


@dataclass(frozen=True)
class Text:
    """The document's lines, and the SHA-256 of the file's bytes."""

    lines: tuple[str, ...]
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a UTF-8 file. Raises OSError, or UnicodeDecodeError naming the byte."""
        data = path.read_bytes()
        lines = data.decode("utf-8").removesuffix("\n").split("\n")
        return cls(tuple(lines), hashlib.sha256(data).hexdigest())

    def line(self, number: int) -> str:
        """The line of that number, from 1. Raises :class:`NotInText`."""
        if not 1 <= number <= len(self.lines):
            raise NotInText(f"there is no line {number}: the document has {len(self.lines)}")
        return self.lines[number - 1]

    def at(self, span: Span) -> str:
        """The characters of a span. Raises :class:`NotInText` where they do not all exist."""
        line = self.line(span.line)
        if not 0 <= span.start < span.end <= len(line):
            raise NotInText(f"{span} lie outside the line, which has {len(line)} characters")
        return line[span.start : span.end]


def cite(text: Text, line: int, words: str, occurrence: int | None = None) -> Citation:
    """The pointer to ``words`` in a line.

    Where they stand there more than once, ``occurrence`` says which (from 1). Raises :class:`NotInText` with what
    to do: the words are not there, or are there more than once and none was chosen.
    """
    whole = text.line(line)
    found = [i for i in range(len(whole)) if words and whole.startswith(words, i)]
    if not found:
        elsewhere = [str(n) for n, other in enumerate(text.lines, 1) if words and words in other]
        hint = f"; it stands in line {', '.join(elsewhere[:8])}" if elsewhere else ""
        raise NotInText(f"not in line {line}{hint}: {words!r}")
    if occurrence is None and len(found) > 1:
        raise NotInText(f"stands {len(found)} times in line {line}: say which (1 to {len(found)}), or cite more")
    if occurrence is not None and not 1 <= occurrence <= len(found):
        raise NotInText(f"stands {len(found)} time(s) in line {line}; there is no occurrence {occurrence}")
    start = found[(occurrence or 1) - 1]
    return Citation(Span(line, start, start + len(words)), digest(words))
