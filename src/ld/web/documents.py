"""``/data/…``: what the data say of a thing as an RDF document, made by one CONSTRUCT in the form that was asked for.

A document holds the thing's statements and those of its parts, what leads to it (a page at a time), what all that it
mentions is called, and its own metadata.
"""

from __future__ import annotations

from http import HTTPStatus

import pyoxigraph as ox
from flask import Blueprint, Response

from ld.formats import GRAPHS, Format, by_extension
from ld.problems import Problem
from ld.web import context, respond
from ld.web.addresses import split
from ld.web.asking import fill, number, values
from ld.web.context import Reader
from ld.web.finding import Elsewhere, find, is_there, missing
from ld.web.links import WebLink
from ld.web.relations import forms, licence_links, page_number, wanted
from ld.web.resources import VARY
from ld.web.vocabulary import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XHV

blueprint = Blueprint("documents", __name__)

PAGE = 1000
WHOLE = "dataset/"
"""What describes the release itself: its parts (partitions, files, activities) need not be linked with it directly."""

_OWN = """{ BIND(?thing AS ?s) ?thing ?p ?o } UNION
    { { ?thing ?via ?s } UNION { ?s ?way ?thing } FILTER(STRSTARTS(STR(?s), CONCAT(STR(?thing), "#"))) ?s ?p ?o }"""
_INWARD = """{ SELECT ?from ?leads WHERE { ?from ?leads ?thing
    FILTER(!STRSTARTS(STR(?from), CONCAT(STR(?thing), "#"))) } ORDER BY ?from ?leads LIMIT %d OFFSET %d }"""

_NEIGHBOURS = "{ ?thing ?via ?s } UNION { ?s ?way ?thing }"

DOCUMENT = f"""
CONSTRUCT {{
  ?s ?p ?o . ?from ?leads ?thing . ?x ?called ?name .
  ?document a <{FOAF}Document> ; <{FOAF}primaryTopic> ?thing ; <{DCTERMS}license> ?licence ;
    <{OWL}versionInfo> ?version ; <{DCTERMS}publisher> ?publisher ; <{XHV}next> ?next .
}} WHERE {{
  {{ {_OWN} }}
  UNION {{ %(aside)s GRAPH ?graph {{ ?thing ?p ?o }} BIND(?thing AS ?s) }}
  UNION {{ %(aside)s GRAPH ?graph {{ %(parts)s ?s ?p ?o }}
    FILTER(STRSTARTS(STR(?s), CONCAT(STR(?thing), "#"))) }}
  UNION {{ %(inward)s }}
  UNION {{
    {{ SELECT DISTINCT ?x WHERE {{ {{ {_OWN} BIND(?o AS ?x) }} UNION {{ %(inward)s BIND(?from AS ?x) }} }} }}
    VALUES ?called {{ <{RDFS}label> <{SKOS}prefLabel> }} ?x ?called ?name
  }}
  %(next)s
}}
"""

ONTOLOGY = f"""
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ BIND(?thing AS ?s) ?thing ?p ?o }} UNION {{
    {{ SELECT DISTINCT ?s WHERE {{
      {{ VALUES ?kind {{ <{OWL}Class> <{OWL}ObjectProperty> <{OWL}DatatypeProperty> <{OWL}AnnotationProperty>
        <{OWL}NamedIndividual> <{RDF}Property> }} ?s a ?kind }}
      UNION {{ ?of <{OWL}propertyChainAxiom>/<{RDF}rest>* ?s }}
      FILTER(STRSTARTS(STR(?s), CONCAT(STR(?thing), "#")))
    }} }}
    ?s ?p ?o
  }}
}}
"""

_INWARD_COUNT = """SELECT (COUNT(*) AS ?n) WHERE { ?from ?leads ?thing
    FILTER(!STRSTARTS(STR(?from), CONCAT(STR(?thing), "#"))) }"""


@blueprint.get("/data/<path:name>")
def document(name: str) -> Response:
    """The document called ``name``: a key with the extension of a form, or a key alone, whose form Accept decides.

    Of a key that itself ends so (a file of the sources) the shorter reading goes before.
    """
    key, extension = split(name, [form.extension for form in GRAPHS])
    reader = context.reader()
    try:
        return _document(reader, key, extension)
    except Problem as problem:
        if not extension or problem.status != HTTPStatus.NOT_FOUND or not is_there(reader, name):
            raise
    return _document(reader, name, "")


def _document(reader: Reader, key: str, extension: str) -> Response:
    offers = [(each, reader.addresses.at(f"/data/{key}.{each.extension}")) for each in GRAPHS]
    asked = by_extension(extension) or wanted(offers)
    vary = "" if extension else VARY
    etag = respond.validator(reader, asked.name)
    if (same := respond.unchanged(etag, vary)) is not None:
        return same
    try:
        iri = find(reader, key)
    except Elsewhere as other:
        suffix = f".{extension}" if extension else ""
        return respond.elsewhere(reader, reader.addresses.at(f"/data/{other.key}{suffix}"), other.status)
    answer, links = _written(reader, key, iri, asked)
    if vary:
        answer.headers["Content-Location"] = links[0].target
    return respond.dress(answer, etag, links, vary)


def _written(reader: Reader, key: str, iri: str, form: Format) -> tuple[Response, list[WebLink]]:
    """The document in ``form``, and its links: first its own address, then those of what belongs to it."""
    page = page_number()
    asking = reader.site.asking
    total = number(asking.select(fill(_INWARD_COUNT, thing=iri))[0].get("n")) if key != "def" else 0
    if page > 1 and (page - 1) * PAGE >= total:
        raise missing(reader, f"{key}?page={page}")
    more = page * PAGE < total
    body = asking.construct(_query(reader, key, iri, page, more), form)
    here = reader.addresses.at(f"/data/{key}.{form.extension}")
    links = [WebLink(f"{here}?page={page}" if page > 1 else here, "self", form.media_type)]
    links += [WebLink(href, "alternate", media) for name, media, href in forms(reader, key) if name != form.name]
    links += [WebLink(reader.addresses.at(f"/page/{key}"), "alternate", "text/html"), WebLink(iri, "describes")]
    links += [WebLink(f"{here}?page={page + 1}", "next")] if more else []
    links += [WebLink(f"{here}?page={page - 1}", "prev")] if page > 1 else []
    return Response(body, content_type=form.content_type), [*links, *licence_links(reader)]


def _query(reader: Reader, key: str, iri: str, page: int, more: bool) -> str:
    if key == "def":
        return fill(ONTOLOGY, thing=iri)
    publication = reader.site.publication
    document = f"{publication.base}data/{key}"
    inward = _INWARD % (PAGE, (page - 1) * PAGE)
    itself = f"BIND(<{document}{f'?page={page}' if page > 1 else ''}> AS ?document)"
    following = f"BIND(<{document}?page={page + 1}> AS ?next)" if more else ""
    text = DOCUMENT % {
        "inward": inward,
        "next": f"UNION {{ {itself} {following} }}",
        "aside": values("graph", reader.site.aside),
        "parts": "" if key.startswith(WHOLE) else _NEIGHBOURS,
    }
    told = {"version": reader.site.asking.release.version, "publisher": publication.publisher}
    texts = {name: ox.Literal(value) for name, value in told.items()}
    return fill(text, thing=iri, licence=publication.licence, **texts)
