"""``/id/…``, ``/concept/…``, ``/passage/…``, ``/graph/…``, ``/def``: an identifier leads to what describes it.

303 (See Other) to the page for whoever accepts HTML best, else to the RDF document: the thing is not its description.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from ld.formats import GRAPHS, HTML
from ld.web import respond
from ld.web.addresses import ROOMS
from ld.web.context import reader
from ld.web.finding import Elsewhere, find, missing
from ld.web.links import WebLink
from ld.web.relations import wanted
from ld.web.vocabulary import OWL

blueprint = Blueprint("resources", __name__)

VARY = "Accept"


@blueprint.get("/id/<path:key>")
def thing(key: str) -> Response:
    """A thing; of a class's segment alone, the list of its things."""
    return _described(key, f"id/{key}")


@blueprint.get("/concept/<path:rest>")
@blueprint.get("/passage/<path:rest>")
@blueprint.get("/graph/<path:rest>")
@blueprint.get("/dataset/<path:rest>")
@blueprint.get("/source/<path:rest>")
@blueprint.get("/query/<path:rest>")
def other(rest: str) -> Response:
    """A concept, a scheme of concepts, a line of the document, a graph, a data set, a table, a question."""
    room = request.path.split("/")[1]
    return _described(f"{room}/{rest}", f"{room}/{rest}")


@blueprint.get("/def")
def ontology() -> Response:
    """The ontology, and by ``#`` its terms."""
    return _described("def", "def")


@blueprint.get("/def/<version>")
def version_of_ontology(version: str) -> Response:
    """The ontology by its ``owl:versionIRI``: that of the current release is described where the ontology is."""
    here = reader()
    own = here.site.publication.ontology
    term = here.schema.terms.get(own)
    if term is None or f"{own}/{version}" not in term.iris(OWL + "versionIRI"):
        raise missing(here, f"def/{version}")
    return _described("def", "def")


@blueprint.get("/def/")
def ontology_with_slash() -> Response:
    """The ontology, asked for with a slash behind."""
    here = reader()
    return respond.elsewhere(here, here.addresses.at("/def"), 301)


def _described(key: str, path: str) -> Response:
    here = reader()
    if key in here.schema.segments:
        return respond.elsewhere(here, here.addresses.at(f"/page/{key}"), 303)
    try:
        find(here, key)
    except Elsewhere as other:
        return respond.elsewhere(here, here.addresses.at(identifier_path(other.key)), other.status)
    offers = [(each, here.addresses.at(f"/data/{key}.{each.extension}")) for each in GRAPHS]
    form = wanted([(HTML, here.addresses.at(f"/page/{key}")), *offers])
    room = "page" if form is HTML else "data"
    named = "format" in request.args and form is not HTML
    where = dict(offers)[form] if named else here.addresses.at(f"/{room}/{key}")
    answer = respond.elsewhere(here, where, 303, VARY, keep_arguments=False)
    links = [WebLink(href, "describedby", each.media_type) for each, href in offers]
    return respond.dress(answer, "", links, VARY)


def identifier_path(key: str) -> str:
    """The path of the identifier that has ``key``."""
    return f"/{key}" if key.partition("/")[0] in ROOMS else f"/id/{key}"
