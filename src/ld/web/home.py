"""``/``, ``/about`` and ``/robots.txt``: what this is, what there is, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort
from markupsafe import Markup

from ld.web import context, respond
from ld.web.ask import examples
from ld.web.asking import number, text
from ld.web.context import Reader
from ld.web.languages import Name
from ld.web.relations import licence_links
from ld.web.vocabulary import OWL, SKOS

blueprint = Blueprint("home", __name__)

_COUNTS = f"""
SELECT ?class (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?class a <{OWL}Class> ; <{SKOS}notation> ?segment . ?x a ?class }}
GROUP BY ?class
"""


@dataclass(frozen=True)
class Counted:
    """A class of things: its name, how many there are, and the address of their list."""

    name: Name
    count: int
    href: str
    segment: str


@blueprint.get("/")
def index() -> Response:
    """The home page, in the language that the reader prefers."""
    return respond.by_language(context.reader(), "/index")


@blueprint.get("/index.<language>")
def home(language: str) -> Response:
    """The home page."""
    reader = _reader(language)
    if (same := respond.unchanged(respond.validator(reader))) is not None:
        return same
    counted = _counted(reader)
    front = [each for segment in reader.site.presentation.front for each in counted if each.segment == segment]
    return respond.page(
        reader,
        "home.html",
        "/index",
        licence_links(reader),
        front=front,
        others_counted=[each for each in counted if each not in front],
        questions=examples(reader)[:6],
    )


@blueprint.get("/about")
def about_neutral() -> Response:
    """The page on method, in the language that the reader prefers."""
    return respond.by_language(context.reader(), "/about")


@blueprint.get("/about.<language>")
def about(language: str) -> Response:
    """How the data were made and what they do not tell: the publication's own text, in its site folder."""
    reader = _reader(language)
    if (same := respond.unchanged(respond.validator(reader))) is not None:
        return same
    fragment = reader.site.presentation.text("about", language)
    text = Markup(fragment) if fragment else None  # noqa: S704
    return respond.page(reader, "about.html", "/about", licence_links(reader), text=text)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read by machines, except that queries are not to be crawled."""
    reader = context.reader()
    path = reader.addresses.at("/sparql?")
    tables = reader.addresses.at("/sparql.*show=")
    return Response(f"User-agent: *\nDisallow: {path}\nDisallow: {tables}\n", content_type="text/plain; charset=utf-8")


def _reader(language: str) -> Reader:
    if language not in context.site().publication.languages:
        abort(404)
    return context.reader(language)


def _counted(reader: Reader) -> list[Counted]:
    """All classes that have things, the largest first."""
    found = []
    for row in reader.site.asking.select(_COUNTS):
        iri = text(row.get("class"))
        term = reader.schema.terms.get(iri)
        if term and term.notation:
            href = reader.addresses.at(f"/page/{term.notation}.{reader.language}")
            found.append(Counted(reader.several(iri), number(row["n"]), href, term.notation))
    return sorted(found, key=lambda each: (-each.count, each.segment))
