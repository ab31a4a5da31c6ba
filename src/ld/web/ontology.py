"""``/page/def``: the ontology as documentation, each term with what it is called and means, and how it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from ld.web import respond
from ld.web.context import Reader, ending
from ld.web.languages import Name, named
from ld.web.relations import described, forms
from ld.web.schema import SchemaTerm
from ld.web.showing import Names, Shown
from ld.web.vocabulary import OWL, RDF, RDFS

_SECTIONS = (
    ("classes", {OWL + "Class"}),
    ("object-properties", {OWL + "ObjectProperty"}),
    ("datatype-properties", {OWL + "DatatypeProperty", RDF + "Property"}),
    ("annotation-properties", {OWL + "AnnotationProperty"}),
    ("individuals", {OWL + "NamedIndividual"}),
)
_RELATIONS = (
    RDFS + "subClassOf",
    RDFS + "subPropertyOf",
    RDFS + "domain",
    RDFS + "range",
    OWL + "equivalentClass",
    OWL + "equivalentProperty",
    OWL + "inverseOf",
    OWL + "disjointWith",
    RDFS + "seeAlso",
)


@dataclass(frozen=True)
class Entry:
    """One term: its name in the address, what it is called, what it means, and how it stands to others."""

    local: str
    iri: str
    names: Sequence[Name]
    definitions: Sequence[Name]
    relations: Sequence[tuple[Name, Sequence[Shown]]]
    listing: str = ""


def documentation(reader: Reader) -> Response:
    """The page of the ontology."""
    own = reader.site.publication.ontology
    terms = [term for iri, term in reader.schema.terms.items() if iri.startswith(own + "#")]
    shown = Names(reader, {})
    sections = []
    for name, kinds in _SECTIONS:
        entries = [_entry(term, shown) for term in terms if kinds & term.kinds]
        if entries:
            sections.append((name, sorted(entries, key=lambda each: each.local.lower())))
    head = reader.schema.terms.get(own, SchemaTerm(own, {}))
    return respond.page(
        reader,
        "ontology.html",
        "/page/def",
        described(reader, "def", own),
        iri=own,
        title=reader.name(head.labels, own) if head.labels else Name(reader.words("def.title"), reader.language),
        definitions=_all(head, reader),
        sections=sections,
        forms=forms(reader, "def"),
        prefixes=reader.site.publication.prefixes,
    )


def _all(term: SchemaTerm, reader: Reader) -> list[Name]:
    """The definitions of a term, that in the language of the page first."""
    return sorted((named(each, reader.language) for each in term.definitions), key=lambda each: each.foreign)


def _entry(term: SchemaTerm, shown: Names) -> Entry:
    reader = shown.reader
    labels = sorted((named(each, reader.language) for each in term.labels), key=lambda each: each.foreign)
    relations = [(shown.of(p), [shown.link(o) for o in term.iris(p)]) for p in _RELATIONS if term.iris(p)]
    listing = reader.addresses.at(f"/page/{term.notation}.{reader.language}") if term.notation else ""
    return Entry(ending(term.iri), term.iri, labels or [Name(ending(term.iri))], _all(term, reader), relations, listing)
