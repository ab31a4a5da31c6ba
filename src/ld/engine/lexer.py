"""The little of SPARQL's lexical grammar that must be known before a worker is asked.

It tells reserved words from what is only text: comments, strings of all four kinds, IRIs, prefixed names, variables,
blank nodes and language tags are passed over (SPARQL 1.1 Query Language §19.8). It is linear in the text's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """The four forms of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Scan:
    """What was found: the first form word, an update's word, SERVICE, the deepest nesting, volatile functions.

    ``error`` says what no grammar can accept (a string without an end), ``at`` is the line and column, from 1, of
    the error, of SERVICE, or of the word that stands where a form was expected.
    """

    form: Form | None = None
    update: str = ""
    service: bool = False
    depth: int = 0
    volatile: frozenset[str] = frozenset()
    error: str | None = None
    at: tuple[int, int] = (1, 1)


UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"},
)
VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})

# A name goes on over letters of any script, digits, and what PN_LOCAL allows in the middle.
_NAME = r"(?:[^\W]|[.\-:·%]|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<skip>[\s\ufeff]+|\#[^\r\n]*)
    |(?P<text>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
        |\"(?!\"\")(?:[^\"\\\r\n]|\\[^\r\n])*+\"|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*+')
    |(?P<iri><[^<>\"{{}}|^`\\\x00-\x20]*+(?:\\[uU][^<>\"{{}}|^`\\\x00-\x20]*+)*+>)
    |(?P<unended>[\"'])
    |(?P<variable>[?$]\w+)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<blank>_:{_NAME}*+)
    |(?P<name>\w(?:[\w.\-·]*\w)?+:{_NAME}*+|:{_NAME}*+)
    |(?P<word>[^\W\d]\w*)
    |(?P<open>[{{(\[])
    |(?P<close>[}})\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def scan(text: str) -> Scan:
    """What ``text`` holds. Never fails: what cannot be a query has ``error`` or no ``form``."""
    found = _scan(text)
    if found.service or found.error or "\\" not in text:
        return found
    plain = _ESCAPE.sub(_escaped, text)
    if plain == text:
        return found
    # §19.2 lets code points be escaped anywhere: SERVICE is refused in either reading, and the deeper one counts.
    other = _scan(plain)
    if other.service or other.depth > found.depth:
        return Scan(found.form, found.update, other.service, other.depth, found.volatile | other.volatile, None, (1, 1))
    return found


def _scan(text: str) -> Scan:
    form: Form | None = None
    stray: int | None = None
    update = ""
    depth = deepest = position = 0
    volatile: set[str] = set()
    service: int | None = None
    prologue = False
    length = len(text)
    match_at = _TOKEN.match
    while position < length:
        match = match_at(text, position)
        if match is None:
            if form is None and not update and not prologue and stray is None:
                stray = position
            position += 1
            continue
        kind = match.lastgroup
        if kind == "word":
            word = match.group().upper()
            if word == "SERVICE":
                service = position if service is None else service
            elif form is None and not update:
                if word in Form.__members__:
                    form = Form[word]
                elif word in UPDATES:
                    update = word
                elif word in {"BASE", "PREFIX", "VERSION"}:
                    pass
                elif stray is None:
                    stray = position
            elif word in VOLATILE:
                volatile.add(word)
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
        elif kind == "unended":
            return Scan(form, update, False, deepest, frozenset(volatile), "a string without an end", _at(text, position))
        position = match.end()
    if service is not None:
        return Scan(form, update, True, deepest, frozenset(volatile), None, _at(text, service))
    if stray is not None and (form is None or stray < 0):
        return Scan(form, update, False, deepest, frozenset(volatile), None, _at(text, stray))
    return Scan(form, update, False, deepest, frozenset(volatile), None, _at(text, length) if form is None else (1, 1))


def _escaped(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()


def _at(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
