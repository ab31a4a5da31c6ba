"""``/sparql.{language}``: the page on which a reader writes a query; ``/sparql`` itself answers it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request

from ld.formats import GRAPHS, ROWS
from ld.problems import Problem
from ld.web import answered, context, languages, respond
from ld.web.asking import fill, text
from ld.web.context import Reader
from ld.web.languages import Name
from ld.web.relations import licence_links
from ld.web.vocabulary import DCTERMS, RDFS, SH

blueprint = Blueprint("ask", __name__)

_EXAMPLES = f"""
SELECT ?x ?query ?title WHERE {{ GRAPH ?examples {{
  VALUES ?form {{ <{SH}select> <{SH}ask> <{SH}construct> }}
  ?x ?form ?query . OPTIONAL {{ VALUES ?called {{ <{RDFS}label> <{DCTERMS}title> }} ?x ?called ?title }}
}} }} ORDER BY ?x LIMIT 1000
"""

FIRST = "SELECT ?thing ?label WHERE {\n  ?thing rdfs:label ?label .\n  FILTER(LANG(?label) = '%s')\n}\nLIMIT 20\n"


@dataclass(frozen=True)
class Example:
    """A query that the publication offers: what it asks, its text, and the address of this page with it."""

    title: Name
    query: str
    href: str


def examples(reader: Reader) -> list[Example]:
    """The queries of the release, by identifier."""
    rows = reader.site.asking.select(fill(_EXAMPLES, examples=reader.site.publication.graph("examples")))
    found: dict[str, tuple[str, list[ox.Literal]]] = {}
    for row in rows:
        _, titles = found.setdefault(text(row["x"]), (text(row["query"]), []))
        if isinstance(title := row.get("title"), ox.Literal):
            titles.append(title)
    here = reader.addresses.at(f"/sparql.{reader.language}")
    order = reader.site.publication.languages
    return [
        Example(
            languages.pick(titles, reader.language, order) or Name(context.ending(iri)),
            query,
            f"{here}?{urlencode({'query': query})}",
        )
        for iri, (query, titles) in found.items()
    ]


@blueprint.get("/sparql")
def neutral() -> Response:
    """The editor in the language that the reader prefers; the front hands over only what carries no query."""
    return respond.by_language(context.reader(), "/sparql")


@blueprint.get("/sparql.<language>")
def editor(language: str) -> Response:
    """The editor, with the query of the address if it has one; ``show=table`` also asks it and draws the answer."""
    if language not in context.site().publication.languages:
        abort(404)
    reader = context.reader(language)
    asked = request.args.get("query", "") if request.args.get("show") == "table" else ""
    if not asked and (same := respond.unchanged(respond.validator(reader))) is not None:
        return same
    found, refused = _asked(reader, asked)
    prefixes = reader.site.publication.prefixes
    heads = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes.items())
    query = request.args.get("query") or "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n" + FIRST % language
    answer = respond.page(
        reader,
        "ask.html",
        "/sparql",
        licence_links(reader),
        query=query,
        examples=examples(reader),
        prefixes=prefixes,
        heads=heads,
        rows=ROWS,
        graphs=GRAPHS,
        limits=reader.site.publication.limits,
        found=found,
        refused=refused.members(language) if refused else None,
        most=answered.MOST,
    )
    answer.status_code = refused.status if refused else 200
    return answer


def _asked(reader: Reader, query: str) -> tuple[answered.Answered | None, Problem | None]:
    """The beginning of the answer to ``query``, or why there is none; neither where nothing is asked."""
    if not query:
        return None, None
    try:
        return answered.answered(reader, query, context.client_of_request()), None
    except Problem as problem:
        return None, problem
