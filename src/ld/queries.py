"""The questions of a publication: ``queries/*.rq``, each a SPARQL query below a header of comments.

One file is a page, an interface for programs, an example in the editor, and a test. docs/data/queries.md describes
the header; :func:`read_query` reads it and tells what is wrong with it as findings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

from ld.problems import Finding, SourceErrors
from ld.publication import Publication

XSD = "http://www.w3.org/2001/XMLSchema#"
DRAWINGS = ("table", "timeline", "matrix", "map", "chart", "network")
_LINE = re.compile(r"# ([a-z]+(?:\.[A-Za-z0-9_.-]+)?): (.*)")
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*) ([a-z]+)(?: (\S+?))?(?: = (.+))?")
_TOKENS = re.compile(r'<[^<>"{}|^`\\\s]*>|"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*|\{')

Term = ox.NamedNode | ox.Literal


class Kind(StrEnum):
    """What a parameter may be."""

    RESOURCE = "resource"  # an identifier, of the class that the header names
    CONCEPT = "concept"  # a concept, of the scheme that the header names
    DATE = "date"  # a day, YYYY-MM-DD: what bounds are compared with
    INTEGER = "integer"
    LANGUAGE = "language"  # one of the publication's
    TEXT = "text"


@dataclass(frozen=True)
class Parameter:
    """One parameter. ``of`` is the IRI of the class or scheme, ``default`` its value where none is given."""

    name: str
    kind: Kind
    of: str = ""
    default: Term | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Expectation:
    """Rows that an answer must hold, or must not, under ``bindings``; or how many rows it has."""

    bindings: Mapping[str, Term]
    row: Mapping[str, str] = field(default_factory=dict)
    absent: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Query:
    """One question: its slug is the stem of its file's name, and its address ``/query/{slug}``."""

    slug: str
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    draw: str = "table"
    expectations: tuple[Expectation, ...] = ()

    def defaults(self) -> dict[str, Term]:
        """The value of each parameter that has one of its own."""
        return {p.name: p.default for p in self.parameters if p.default is not None}

    def example(self) -> str:
        """The query without its header and with its defaults as VALUES: what stands alone in an editor."""
        lines = self.text.splitlines()
        begin = next((i for i, line in enumerate(lines) if line and not line.startswith("#")), 0)
        return with_values("\n".join(lines[begin:]) + "\n", self.defaults())


def bound(publication: Publication, path: Path, given: Sequence[str] = ()) -> str:
    """The query of a file with its parameters bound: to ``NAME=VALUE`` of ``given``, else to their defaults.

    A file without parameters is its text. Raises OSError, :class:`~ld.problems.SourceErrors` for a header that is
    wrong, ValueError for a parameter that there is not or a value that it cannot have.
    """
    text = path.read_text("utf-8")
    if not re.search(r"^# parameter: ", text, re.MULTILINE):
        if given:
            raise ValueError(f"{path.name} has no parameters")
        return text
    query = read_query(publication, path)
    bindings = query.defaults()
    parameters = {parameter.name: parameter for parameter in query.parameters}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name not in parameters:
            raise ValueError(f"{pair}: written NAME=VALUE, with one of {', '.join(parameters)}")
        try:
            bindings[name] = parameter_value(publication, parameters[name], value)
        except ValueError as error:
            raise ValueError(f"{pair}: {error}") from error
    return with_values(text, bindings)


def with_values(query: str, bindings: Mapping[str, Term]) -> str:
    """The query with ``VALUES`` for each binding at the beginning of its pattern.

    Each value is written by the RDF library, never pasted. Raises ValueError for a query without a pattern.
    """
    if not bindings:
        return query
    match = next((m for m in _TOKENS.finditer(query) if m[0] == "{"), None)
    if match is None:
        raise ValueError("the query has no pattern")
    values = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    return f"{query[: match.end()]}\n  {values}{query[match.end() :]}"


def parameter_value(publication: Publication, parameter: Parameter, text: str) -> Term:
    """What was given for a parameter, as a term.

    A resource or concept is an IRI, a prefixed name, or the last part of an identifier of its scheme. Raises
    ValueError saying what it may be.
    """
    if parameter.kind in (Kind.RESOURCE, Kind.CONCEPT):
        scheme = f"{parameter.of.rstrip('/')}/" if parameter.kind is Kind.CONCEPT else ""
        return ox.NamedNode(_iri(publication, text, scheme))
    if parameter.kind is Kind.DATE:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
            raise ValueError("a day, as YYYY-MM-DD")
        return ox.Literal(text, datatype=ox.NamedNode(f"{XSD}date"))
    if parameter.kind is Kind.INTEGER:
        if not re.fullmatch(r"[+-]?\d{1,18}", text):
            raise ValueError("a whole number")
        return ox.Literal(str(int(text)), datatype=ox.NamedNode(f"{XSD}integer"))
    if parameter.kind is Kind.LANGUAGE and text not in publication.languages:
        raise ValueError(f"one of {', '.join(publication.languages)}")
    return ox.Literal(text)


def _iri(publication: Publication, text: str, scheme: str = "") -> str:
    prefix, colon, local = text.partition(":")
    if colon and prefix in publication.prefixes:
        iri = publication.prefixes[prefix] + local
    elif colon:
        iri = text.removeprefix("<").removesuffix(">")
    else:
        iri = scheme + text
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", iri):
        raise ValueError("an IRI, or a name with a prefix of the publication")
    return iri


def read_queries(publication: Publication) -> list[Query]:
    """All queries of the publication by slug.

    Raises :class:`~ld.problems.SourceErrors` with what is wrong in any of them.
    """
    queries: list[Query] = []
    findings: list[Finding] = []
    for path in sorted(publication.paths.queries.glob("*.rq")):
        try:
            queries.append(read_query(publication, path))
        except SourceErrors as error:
            findings += error.findings
    if findings:
        raise SourceErrors(findings)
    return queries


def read_query(publication: Publication, path: Path) -> Query:
    """One file. Raises :class:`~ld.problems.SourceErrors` naming the line of each fault."""
    whole = path.resolve()
    file = str(whole.relative_to(publication.root)) if whole.is_relative_to(publication.root) else str(path)
    reader = _Header(publication, file)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceErrors([reader.finding(0, f"cannot be read: {error}")]) from error
    for row, key, value in _header(text):
        reader.take(row, key, value)
    return reader.query(path.stem, text)


def _header(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, key and value of each setting; a line that is indented goes on with the one before."""
    setting: tuple[int, str, str] | None = None
    for row, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = _LINE.fullmatch(line)
        if match:
            if setting:
                yield setting
            setting = (row, match[1], match[2].strip())
        elif setting and line.startswith("#   "):
            setting = (setting[0], setting[1], f"{setting[2]} {line[1:].strip()}")
        elif line.strip() != "#":
            yield row, "", line
    if setting:
        yield setting


class _Header:
    """Settings as they are read, and what is wrong with them."""

    def __init__(self, publication: Publication, file: str):
        self.publication, self.file = publication, file
        self.findings: list[Finding] = []
        self.titles: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.questions: tuple[int, ...] = ()
        self.parameters: dict[str, Parameter] = {}
        self.draw = "table"
        self.expectations: list[Expectation] = []

    def finding(self, row: int, message: str, value: str = "") -> Finding:
        return Finding(self.file, row, "", "query", value, messages={"en": message})

    def take(self, row: int, key: str, value: str) -> None:
        """One setting of the header."""
        name, _, rest = key.partition(".")
        known = {
            "title": lambda: self.titles.update({rest: value}),
            "description": lambda: self.descriptions.update({rest: value}),
            "question": lambda: self._questions(value),
            "parameter": lambda: self._label(rest, value) if rest else self._parameter(value),
            "draw": lambda: self._draw(value),
            "expect": lambda: self._expect(rest, value),
        }
        try:
            if name not in known:
                raise ValueError(f"known settings are {', '.join(known)}")
            known[name]()
        except ValueError as error:
            self.findings.append(self.finding(row, str(error), f"{key}: {value}" if key else value))

    def _questions(self, value: str) -> None:
        self.questions = tuple(int(number) for number in value.split(","))

    def _draw(self, value: str) -> None:
        if value not in DRAWINGS:
            raise ValueError(f"drawn as one of {', '.join(DRAWINGS)}")
        self.draw = value

    def _label(self, rest: str, value: str) -> None:
        name, _, language = rest.partition(".")
        self.labels.setdefault(name, {})[language] = value

    def _parameter(self, value: str) -> None:
        match = _PARAMETER.fullmatch(value)
        if not match or match[2] not in set(Kind):
            raise ValueError(f"written NAME KIND [CLASS or SCHEME] [= DEFAULT], KIND one of {', '.join(Kind)}")
        name, kind, of, default = match.groups()
        if (of is not None) != (kind in (Kind.RESOURCE, Kind.CONCEPT)):
            raise ValueError("a resource names its class, a concept its scheme, the others nothing")
        parameter = Parameter(name, Kind(kind), _iri(self.publication, of) if of else "")
        if default is not None:
            parameter = Parameter(
                name, parameter.kind, parameter.of, parameter_value(self.publication, parameter, default.strip())
            )
        self.parameters[name] = parameter

    def _expect(self, rest: str, value: str) -> None:
        """``expect`` a row, ``expect.absent`` one, ``expect.count``; ``name=value`` before it binds parameters."""
        given, brace, row = value.partition("{")
        if rest == "count":
            *settings, count = value.split()
            self.expectations.append(Expectation(self._bindings(" ".join(settings)), count=int(count)))
        elif rest in ("", "absent") and brace:
            cells = {str(name): self._cell(str(cell)) for name, cell in json.loads(brace + row).items()}
            self.expectations.append(Expectation(self._bindings(given), cells, absent=rest == "absent"))
        else:
            raise ValueError('written [NAME=VALUE …] {"variable": "value"}')

    def _cell(self, cell: str) -> str:
        """What a cell must be: a name with a prefix of the publication stands for its IRI."""
        prefix, colon, _ = cell.partition(":")
        return _iri(self.publication, cell) if colon and prefix in self.publication.prefixes else cell

    def _bindings(self, given: str) -> dict[str, Term]:
        bindings: dict[str, Term] = {}
        for pair in given.split():
            name, _, value = pair.partition("=")
            if name not in self.parameters:
                raise ValueError(f"{name} is no parameter")
            bindings[name] = parameter_value(self.publication, self.parameters[name], value)
        return bindings

    def query(self, slug: str, text: str) -> Query:
        """The whole. Raises :class:`~ld.problems.SourceErrors`."""
        lacking = [language for language in self.publication.languages if not self.titles.get(language)]
        self.findings += [self.finding(1, f"no title.{language}") for language in lacking]
        if not self.findings:
            self.findings += self._spoken(text)
        if self.findings:
            raise SourceErrors(self.findings)
        parameters = tuple(
            Parameter(p.name, p.kind, p.of, p.default, self.labels.get(p.name, {})) for p in self.parameters.values()
        )
        return Query(
            slug, text, self.titles, self.descriptions, self.questions, parameters, self.draw, tuple(self.expectations)
        )

    def _spoken(self, text: str) -> Iterator[Finding]:
        """What the query itself says against its header: a parameter must be a variable that it answers."""
        try:
            answer = ox.Store().query(text, prefixes=dict(self.publication.prefixes))
        except SyntaxError as error:
            yield self.finding(0, f"cannot be asked: {error}")
            return
        names = {v.value for v in answer.variables} if isinstance(answer, ox.QuerySolutions) else set()
        for name in self.parameters.keys() - names:
            yield self.finding(1, "a parameter must be among the variables that the query selects", name)
