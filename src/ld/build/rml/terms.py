"""Terms from cells (R2RML §7 and §10.2, RML-Core): the functions that the engine runs for every row.

Each takes the cells of a row and gives a term, or None when a cell that it needs says nothing. A cell that cannot
become a term raises :class:`DataError`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

import pyoxigraph as ox

from ld.build.rml.model import Template, TermMap, TermType

Cells = tuple[str, ...]
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Make = Callable[[Cells], Term | None]
Text = Callable[[Cells], str | None]
Encode = Callable[[str], str]

# RFC 3987: iunreserved = ALPHA / DIGIT / "-" / "." / "_" / "~" / ucschar
_UCSCHAR = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0xA0, 0xD7FF),
        (0xF900, 0xFDCF),
        (0xFDF0, 0xFFEF),
        *((plane * 0x10000, plane * 0x10000 + 0xFFFD) for plane in range(1, 14)),
        (0xE1000, 0xEFFFD),
    )
)
_IRI_UNSAFE = re.compile(f"[^A-Za-z0-9._~{_UCSCHAR}-]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|[xXiI](?:-[A-Za-z0-9]{1,8})+)")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class DataError(ValueError):
    """A cell that cannot become the term that the mapping asks for."""

    def __init__(self, kind: str, value: str, en: str, ja: str):
        super().__init__(en)
        self.kind, self.value, self.messages = kind, value, {"en": en, "ja": ja}


def iri_safe(value: str) -> str:
    """``value`` with everything but ``iunreserved`` percent-encoded (R2RML §7.3): Japanese stays as it is."""
    return _IRI_UNSAFE.sub(lambda match: quote(match.group(), safe=""), value)


def uri_safe(value: str) -> str:
    """``value`` with everything but ``unreserved`` (RFC 3986) percent-encoded."""
    return quote(value, safe="~")


def as_it_is(value: str) -> str:
    """``value``."""
    return value


def is_language(tag: str) -> bool:
    """Whether ``tag`` is formed as BCP 47 has it; no language has a name of more than three letters registered."""
    return _LANGUAGE.fullmatch(tag) is not None


_ENCODINGS: dict[TermType, Encode] = {TermType.IRI: iri_safe, TermType.URI: uri_safe}


def maker(term_map: TermMap, columns: Mapping[str, int], nulls: frozenset[str], base: str) -> Make:
    """The function that makes the terms of ``term_map`` from rows whose cells stand at ``columns``.

    Raises KeyError with the name of a column that is not there.
    """
    if isinstance(term_map.value, ox.NamedNode | ox.BlankNode | ox.Literal):
        constant = term_map.value
        return lambda cells: constant
    text = text_of(term_map, columns, nulls)
    if term_map.term_type is TermType.LITERAL:
        return _literal(term_map, text, columns, nulls)
    if term_map.term_type is TermType.BLANK_NODE:
        return lambda cells: None if (value := text(cells)) is None else blank_node(value)
    return _iri(text, base)


def text_of(term_map: TermMap, columns: Mapping[str, int], nulls: frozenset[str]) -> Text:
    """The function that makes the string of ``term_map`` (a reference, a template, or a constant's value)."""
    value = term_map.value
    if isinstance(value, Template):
        return _template(value, _ENCODINGS.get(term_map.term_type, as_it_is), columns, nulls)
    if isinstance(value, str):
        index = columns[value]

        def reference(cells: Cells) -> str | None:
            cell = cells[index]
            return None if cell in nulls else cell

        return reference
    constant = value.value
    return lambda cells: constant


def _template(template: Template, encode: Encode, columns: Mapping[str, int], nulls: frozenset[str]) -> Text:
    indices = [columns[name] for name in template.references]
    texts = template.texts
    if len(indices) == 1:
        index, before, after = indices[0], texts[0], texts[1]

        def one(cells: Cells) -> str | None:
            cell = cells[index]
            return None if cell in nulls else before + encode(cell) + after

        return one

    def several(cells: Cells) -> str | None:
        result = texts[0]
        for index, after in zip(indices, texts[1:], strict=True):
            cell = cells[index]
            if cell in nulls:
                return None
            result += encode(cell) + after
        return result

    return several


def _iri(text: Text, base: str) -> Make:
    """An IRI: the text itself when it is absolute, else with ``base`` put before it (R2RML §7.3: no resolving)."""

    def make(cells: Cells) -> Term | None:
        value = text(cells)
        if value is None:
            return None
        try:
            return ox.NamedNode(value if _ABSOLUTE.match(value) else base + value)
        except ValueError as error:
            raise DataError("iri", value, f"makes no valid IRI: {error}", f"IRIにならない：{error}") from None

    return make


def _literal(term_map: TermMap, text: Text, columns: Mapping[str, int], nulls: frozenset[str]) -> Make:
    if term_map.language is not None:
        tag = text_of(term_map.language, columns, nulls)

        def tagged(cells: Cells) -> Term | None:
            value, language = text(cells), tag(cells)
            if value is None or language is None:
                return None
            if not is_language(language):
                raise DataError("language", language, "is no language tag", "言語タグではない")
            return ox.Literal(value, language=language)

        return tagged
    if term_map.datatype is None:
        return lambda cells: None if (value := text(cells)) is None else ox.Literal(value)
    datatype = maker(term_map.datatype, columns, nulls, "")

    def typed(cells: Cells) -> Term | None:
        value, kind = text(cells), datatype(cells)
        if value is None or not isinstance(kind, ox.NamedNode):
            return None
        return ox.Literal(value) if kind.value == _XSD_STRING else ox.Literal(value, datatype=kind)

    return typed


def blank_node(value: str) -> ox.BlankNode:
    """The blank node of an identifier: the same for the same text, in every triples map."""
    return ox.BlankNode("b" + hashlib.blake2b(value.encode(), digest_size=12).hexdigest())
