"""The little of SPARQL's lexical grammar that must be known before a worker is asked.

It tells reserved words from what is only text: comments, strings of all four kinds, IRIs, prefixed names, variables,
blank nodes and language tags are passed over (SPARQL 1.1 Query Language §19.8). It is linear in the text's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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

# PN_CHARS of the grammar (§19.8, [167]), the hyphen apart: what a word, a prefix or a label is made of.
_CHARS = (
    r"0-9A-Z_a-z\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C\u200D\u203F\u2040\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_LOCAL = rf"(?:[{_CHARS}.\-:%]|\\[_~.\-!$&'()*+,;=/?\#@%])*+"
_TOKEN = re.compile(
    rf"""
    (?P<skip>[\x20\t\r\n\ufeff]++|\#[^\r\n]*+)
    |(?P<text>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\'
        |\"(?!\"\")(?:[^\"\\\r\n]|\\[^\r\n])*+\"|\'(?!\'\')(?:[^\'\\\r\n]|\\[^\r\n])*+\')
    |(?P<iri><(?:[^<>\"{{}}|^`\\\x00-\x20]|\\[uU])*+>)
    |(?P<unended>[\"\'])
    |(?P<variable>[?$][{_CHARS}]++)
    |(?P<tag>@[A-Za-z]++(?:-++[A-Za-z0-9]++)*+)
    |(?P<blank>_:[{_CHARS}.\-]*+)
    |(?P<run>[{_CHARS}]++(?:[.\-]++[{_CHARS}]++)*+)(?P<local>:{_LOCAL})?+
    |(?P<bare>:{_LOCAL})
    |(?P<open>[{{(\[])
    |(?P<close>[}})\]])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_GROUP = re.compile(r"(?:[\x20\t\r\n]++|\#[^\r\n]*+)*+\{")
_SPLIT = re.compile(r"[.\-]+")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_REPEATED = frozenset("!+-^<")
_SERVICE = "SERVICE"
_FORMS = tuple(Form)
_VOLATILE = tuple(VOLATILE)


def scan(text: str) -> Scan:
    """What ``text`` holds. Never fails: what cannot be a query has ``error`` or no ``form``."""
    found = _Scanner(text).run()
    if found.service or found.error or "\\" not in text:
        return found
    plain = _ESCAPE.sub(_escaped, text)
    if plain == text:
        return found
    # §19.2 lets code points be escaped anywhere: SERVICE is refused in either reading, and the deeper one counts.
    other = _Scanner(plain).run()
    return replace(
        found,
        service=other.service,
        depth=max(found.depth, other.depth),
        volatile=found.volatile | other.volatile,
    )


class _Scanner:
    """One pass over a text. Words may be glued to what stands before them (``1SERVICE<``): parsers accept that."""

    def __init__(self, text: str):
        self.text = text
        self.form: Form | None = None
        self.update = ""
        self.declaring = False
        self.service: int | None = None
        self.stray: int | None = None
        self.volatile: set[str] = set()

    def run(self) -> Scan:
        depth = deepest = repeated = 0
        word = ""
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup
            if kind == "skip":
                continue
            if kind == "other":
                repeated = repeated + 1 if match.group() in _REPEATED else 0
                deepest = max(deepest, depth + repeated)
                self._unexpected(match.start())
                continue
            repeated = 0
            if kind == "run":
                word = match.group().upper()
                self._word(word, match.start())
            elif kind == "local":
                self._name(match, word)
            elif kind == "bare":
                self._bare(match, word)
            elif kind == "open":
                depth += 1
                deepest = max(deepest, depth)
                self._unexpected(match.start())
            elif kind == "close":
                depth -= 1
            elif kind == "variable":
                self._unexpected(match.start())
            elif kind == "unended":
                return self._scan(deepest, match.start(), "a string without an end")
        if self.service is not None:
            return self._scan(deepest, self.service)
        if self.form is None and not self.update:
            return self._scan(deepest, len(self.text) if self.stray is None else self.stray)
        return self._scan(deepest, 0)

    def _scan(self, depth: int, at: int, error: str | None = None) -> Scan:
        service = self.service is not None and error is None
        form = None if self.stray is not None else self.form
        return Scan(form, self.update, service, depth, frozenset(self.volatile), error, _at(self.text, at))

    def _unexpected(self, position: int) -> None:
        """A token that cannot stand before the form's word."""
        if self.form is None and not self.update and self.stray is None:
            self.stray = position

    def _word(self, run: str, position: int) -> None:
        if _SERVICE in run:
            self.service = position if self.service is None else self.service
        if self.form is None and not self.update and self.stray is None:
            for word in _SPLIT.split(run):
                if self.form is None and not self.update and self.stray is None:
                    self._first(word, position)
        if run.endswith(_VOLATILE) or ("." in run or "-" in run):
            words = _SPLIT.split(run)
            self.volatile.update(name for name in VOLATILE if any(word.endswith(name) for word in words))

    def _first(self, word: str, position: int) -> None:
        self.form = next((form for form in _FORMS if word.startswith(form)), None)
        if self.form is not None:
            return
        self.update = next((update for update in UPDATES if word.startswith(update)), "")
        self.declaring = word == "PREFIX"
        if not self.update and word not in {"BASE", "PREFIX", "VERSION"}:
            self.stray = position

    def _name(self, match: re.Match[str], before: str) -> None:
        """A prefixed name: its prefix may be a reserved word that the parser reads first (``SERVICE:x {``)."""
        prefix = match.group("run").upper()
        if self.declaring:
            self.declaring = False
        elif self.form is None and not self.update and self.stray is None and not prefix.startswith("PREFIX"):
            self._first(prefix, match.start())
        elif _SERVICE in prefix and before != "GRAPH" and _GROUP.match(self.text, match.end()):
            self.service = match.start() if self.service is None else self.service

    def _bare(self, match: re.Match[str], before: str) -> None:
        if self.declaring and before == "PREFIX":
            self.declaring = False
        else:
            self._unexpected(match.start())


def _escaped(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()


def _at(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
