"""The site as one Flask application."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException

from ld.problems import Problem
from ld.publication import Publication
from ld.web import ask, context, documents, downloads, errors, headers, home, pages, presentation, resources
from ld.web.addresses import is_host
from ld.web.asking import Asking
from ld.web.context import KEY, Site, Text
from ld.web.schema import Ontology


def create_app(publication: Publication, engine: Asking, text: Text | None = None) -> Flask:
    """The application that shows ``publication``, asking ``engine``, an engine's synchronous face.

    ``text`` is the document's text where the operator gave it, checked already; without it passages are addresses only.
    Raises :class:`~ld.problems.SourceErrors` for a site/site.toml that cannot be used.
    """
    app = Flask("ld.web", static_folder="static")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(tongue=context.tongue, licence=context.licence)
    app.jinja_env.filters["fragment"] = context.fragment
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    ontology = Ontology(engine, publication.reading_order)
    app.extensions[KEY] = Site(publication, presentation.load(publication), engine, ontology, text)
    for room in (home, resources, pages, documents, ask, downloads):
        app.register_blueprint(room.blueprint)
    app.before_request(_known_host)
    app.after_request(headers.finish)
    app.register_error_handler(Problem, errors.problem)
    app.register_error_handler(HTTPException, errors.http)
    app.register_error_handler(Exception, errors.unforeseen)
    return app


def _known_host() -> None:
    """Refuse a request for a host that this publication is not served under (RFC 9110 §15.5.20)."""
    host = context.outer_of_request().host
    if not is_host(host, context.site().publication.server.hosts):
        raise Problem(
            421,
            "misdirected",
            {"en": "This host is not served here", "ja": "このホストはここでは提供していません"},
            {
                "en": "publication.toml lists the hosts that are served.",
                "ja": "提供するホストはpublication.tomlにあります。",
            },
        )
