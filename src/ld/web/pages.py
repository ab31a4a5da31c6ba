"""``/page/…``: a page for each thing, each class, each concept and scheme, each line and graph, and the ontology.

An address without a language leads to the one in the language that the reader prefers.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ld.web import context, lists, ontology, passages, respond
from ld.web.addresses import split
from ld.web.beside import beside, related
from ld.web.context import Reader
from ld.web.description import describe, names
from ld.web.finding import Elsewhere, find
from ld.web.incoming import incoming
from ld.web.languages import Name
from ld.web.relations import described, forms, page_number
from ld.web.showing import Names
from ld.web.thing import shape
from ld.web.vocabulary import SKOS

blueprint = Blueprint("pages", __name__)


@blueprint.get("/page/<path:name>")
def page(name: str) -> Response:
    """The page called ``name``: a key, a dot and a language, or a key alone."""
    key, language = split(name, context.site().publication.languages)
    reader = context.reader(language)
    if not language:
        return _neutral(reader, key)
    if (same := respond.unchanged(respond.validator(reader))) is not None:
        return same
    if key == "def":
        return ontology.documentation(reader)
    if lists.is_list(reader, key):
        return lists.listing(reader, key)
    try:
        iri = find(reader, key)
    except Elsewhere as other:
        return respond.elsewhere(reader, reader.addresses.at(f"/page/{other.key}.{language}"), other.status)
    if key.startswith("passage/"):
        return passages.line(reader, key, iri)
    return thing(reader, key, iri)


def _neutral(reader: Reader, key: str) -> Response:
    if key == "def" or lists.is_list(reader, key):
        return respond.by_language(reader, f"/page/{key}")
    try:
        find(reader, key)
    except Elsewhere as other:
        return respond.elsewhere(reader, reader.addresses.at(f"/page/{other.key}"), other.status)
    return respond.by_language(reader, f"/page/{key}")


def thing(reader: Reader, key: str, iri: str) -> Response:
    """The page of one thing: what the data say of it, and what leads to it."""
    asking, site = reader.site.asking, reader.site
    number = page_number()
    about = describe(asking, iri, site.aside, looking_back(reader))
    shown = site.presentation
    inward = incoming(asking, iri, site.publication.base, shown.kinds, shown.dates, number, shown.order, shown.quiet)
    around = beside(asking, reader, inward)
    mentioned = about.mentioned() | {link.iri for link in inward.links} | around.mentioned()
    known = names(asking, {each for each in mentioned if reader.addresses.place(each)} - reader.schema.terms.keys())
    called = Names(reader, known)
    return respond.page(
        reader,
        "thing.html",
        f"/page/{key}",
        described(reader, key, iri),
        thing=shape(about, called),
        inward=inward,
        related=related(about, inward, around, called),
        crumb=crumb(called, key),
        forms=forms(reader, key),
        slug=key.partition("/")[2],
        segment=key.partition("/")[0],
        number=number,
    )


def looking_back(reader: Reader) -> dict[str, str]:
    """The terms by which evidence of a date leads to the date that it looks back to."""
    terms, dates = reader.site.publication.terms, reader.site.presentation.dates
    return {
        "proves": terms.evidence,
        "anchors": terms.anchor,
        "leads": terms.passage,
        "says": terms.about_property,
        "day": dates.value,
        "written": dates.text,
    }


def crumb(called: Names, key: str) -> list[tuple[Name, str]]:
    """The list that a thing stands in, with its address; nothing for a thing of no list."""
    reader = called.reader
    segment, _, rest = key.partition("/")
    if segment in reader.schema.segments:
        name = reader.several(reader.schema.segments[segment])
        return [(name, reader.addresses.at(f"/page/{segment}.{reader.language}"))]
    if segment != lists.SCHEMES:
        return []
    steps = [(reader.several(SKOS + "ConceptScheme"), reader.addresses.at(f"/page/{segment}.{reader.language}"))]
    scheme, _, concept = rest.partition("/")
    if concept:
        own = reader.addresses.identifier(f"{segment}/{scheme}")
        name = called.of(own) if own else Name(scheme)
        steps.append((name, reader.addresses.at(f"/page/{segment}/{scheme}.{reader.language}")))
    return steps
