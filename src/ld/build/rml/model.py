"""What an RML mapping says, whichever vocabulary it was written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyoxigraph as ox

Constant = ox.NamedNode | ox.BlankNode | ox.Literal


class TermType(StrEnum):
    """What kind of term a term map makes (RML-Core, term types); the unsafe ones encode nothing."""

    IRI = "IRI"
    URI = "URI"
    UNSAFE_IRI = "UnsafeIRI"
    UNSAFE_URI = "UnsafeURI"
    BLANK_NODE = "BlankNode"
    LITERAL = "Literal"

    @property
    def is_iri(self) -> bool:
        """Whether terms of this type are IRIs."""
        return self not in (TermType.BLANK_NODE, TermType.LITERAL)


@dataclass(frozen=True)
class Template:
    """A string template (R2RML §7.3): literal text and references in turn; the first and last are text."""

    texts: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class TermMap:
    """How one term is made: from a constant, a column, or a template of columns. ``place`` names it in findings."""

    value: Constant | str | Template
    term_type: TermType
    place: str
    language: TermMap | None = None
    datatype: TermMap | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """The columns that the term is made of, those of language and datatype last."""
        own: tuple[str, ...] = ()
        if isinstance(self.value, str):
            own = (self.value,)
        elif isinstance(self.value, Template):
            own = self.value.references
        more = [name for m in (self.language, self.datatype) if m is not None for name in m.references]
        return tuple(dict.fromkeys([*own, *more]))


@dataclass(frozen=True)
class Join:
    """One join condition: a column (or template of columns) here equals one there."""

    child: TermMap
    parent: TermMap


@dataclass(frozen=True)
class ParentMap:
    """An object that is the subject of another triples map."""

    parent: str
    joins: tuple[Join, ...]
    place: str


@dataclass(frozen=True)
class PredicateObjectMap:
    """Every predicate with every object, in every graph."""

    predicates: tuple[TermMap, ...]
    objects: tuple[TermMap | ParentMap, ...]
    graphs: tuple[TermMap, ...]


@dataclass(frozen=True)
class Source:
    """A logical source: a CSV file, what parts its cells, and which cells say nothing (the empty one always)."""

    path: Path
    delimiter: str = ","
    nulls: frozenset[str] = frozenset(("",))


@dataclass(frozen=True)
class TriplesMap:
    """One triples map. ``name`` is its IRI, ``file`` the mapping file that it stands in."""

    name: str
    file: str
    source: Source
    subject: TermMap
    classes: tuple[ox.NamedNode, ...] = ()
    graphs: tuple[TermMap, ...] = ()
    predicate_objects: tuple[PredicateObjectMap, ...] = field(default=())
    base: str = ""


def parse_template(text: str) -> Template:
    r"""Parse ``text``; ``\{``, ``\}`` and ``\\`` stand for the characters themselves.

    >>> parse_template("https://example.org/{class}/{id}").references
    ('class', 'id')

    Raises ValueError when braces or backslashes do not fit.
    """
    texts: list[str] = []
    references: list[str] = []
    current, inside = "", False
    characters = iter(text)
    for character in characters:
        if character == "\\":
            escaped = next(characters, "")
            if escaped not in ("{", "}", "\\"):
                raise ValueError(f"a backslash must stand before {{, }} or another backslash: {text}")
            current += escaped
        elif character == ("{" if inside else "}"):
            raise ValueError(f"the braces of the template do not fit: {text}")
        elif character in "{}":
            (references if inside else texts).append(current)
            if inside and not current:
                raise ValueError(f"a reference of the template is empty: {text}")
            current, inside = "", not inside
        else:
            current += character
    if inside:
        raise ValueError(f"a brace of the template is not closed: {text}")
    return Template((*texts, current), tuple(references))


def write_template(template: Template) -> str:
    """The string of ``template``: what :func:`parse_template` reads back."""

    def escape(text: str) -> str:
        return text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")

    pairs = zip(template.texts, template.references, strict=False)
    return "".join(f"{escape(text)}{{{escape(name)}}}" for text, name in pairs) + escape(template.texts[-1])
