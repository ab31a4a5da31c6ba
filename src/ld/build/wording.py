"""What the gate says of a SHACL result when the shape has no message of its own, in English and Japanese."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

SH = "http://www.w3.org/ns/shacl#"

_TEXTS: dict[str, tuple[str, str]] = {
    "MinCount": ("{path} is missing ({minCount} needed)", "{path} がない（{minCount} 個必要）"),
    "MaxCount": ("{path} is given more than {maxCount} times", "{path} が {maxCount} 個を超える"),
    "Class": ("{path} must lead to a {class}", "{path} の値は {class} でなければならない"),
    "Datatype": ("{path} must be a {datatype}", "{path} の値は {datatype} でなければならない"),
    "NodeKind": ("{path} must be a {nodeKind}", "{path} の値は {nodeKind} でなければならない"),
    "Pattern": ("{path} must have the form {pattern}", "{path} は形式 {pattern} に合わない"),
    "In": ("{path} is not one of the values allowed", "{path} の値は許された値でない"),
    "HasValue": ("{path} must have the value {hasValue}", "{path} に値 {hasValue} が要る"),
    "MinInclusive": ("{path} must be at least {minInclusive}", "{path} は {minInclusive} 以上"),
    "MaxInclusive": ("{path} must be at most {maxInclusive}", "{path} は {maxInclusive} 以下"),
    "MinExclusive": ("{path} must be above {minExclusive}", "{path} は {minExclusive} より大きい"),
    "MaxExclusive": ("{path} must be below {maxExclusive}", "{path} は {maxExclusive} より小さい"),
    "MinLength": ("{path} must have at least {minLength} characters", "{path} は {minLength} 文字以上"),
    "MaxLength": ("{path} must have at most {maxLength} characters", "{path} は {maxLength} 文字以下"),
    "LanguageIn": ("{path} is in a language that is not allowed", "{path} の言語は許されていない"),
    "UniqueLang": ("{path} has two texts in one language", "{path} に同じ言語の値が二つある"),
    "LessThan": ("{path} must come before {lessThan}", "{path} は {lessThan} より前"),
    "LessThanOrEquals": ("{path} must not come after {lessThanOrEquals}", "{path} は {lessThanOrEquals} より後でない"),
    "Closed": ("{path} is not known for this class", "{path} はこの種類の項目にない"),
    "Disjoint": ("{path} and {disjoint} have the same value", "{path} と {disjoint} の値が同じ"),
    "Equals": ("{path} and {equals} must have the same values", "{path} と {equals} の値が違う"),
}
_OTHER = ("{path} does not meet {component}", "{path} が {component} を満たさない")


def messages(component: str, path: str, parameters: dict[str, str]) -> dict[str, str]:
    """The messages of a constraint component (``MinCount``) whose parameters are given as texts."""
    known = {"path": path or "this", "component": component, **parameters}
    texts = _TEXTS.get(component, _OTHER)
    return {language: fill(text, known) for language, text in zip(("en", "ja"), texts, strict=True)}


def fill(text: str, values: dict[str, str]) -> str:
    """``text`` with ``{name}``, ``{?name}`` and ``{$name}`` replaced where ``values`` has the name (SHACL §5.3.2)."""
    for name, value in values.items():
        for mark in ("", "?", "$"):
            text = text.replace(f"{{{mark}{name}}}", value)
    return text


Names = dict[str, str]
"""Prefixes by namespace; the publication's own namespaces have an empty one."""


def names_of(prefixes: Mapping[str, str], base: str) -> Names:
    """The prefixes of a publication, as :func:`short` wants them."""
    return {iri: "" if iri.startswith(base) else f"{prefix}:" for prefix, iri in prefixes.items()}


def short(term: object, names: Names) -> str:
    """A term as a reader knows it: a literal's text, an IRI by its prefix, one of the publication's own without.

    >>> short(ox.NamedNode("https://example.org/id/oak"), {"https://example.org/id/": ""})
    'oak'
    """
    if isinstance(term, ox.Literal):
        return term.value
    iri = term.value if isinstance(term, ox.NamedNode) else str(term)
    best = max((namespace for namespace in names if iri.startswith(namespace)), key=len, default="")
    return names[best] + iri[len(best) :] if best and len(iri) > len(best) else iri


def local(iri: str) -> str:
    """The last part of an IRI."""
    return iri.replace("#", "/").rstrip("/").rsplit("/", 1)[-1]
