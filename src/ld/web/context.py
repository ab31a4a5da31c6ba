"""What a request needs: the site, which is the same for all, and the reader, who is of this request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from babel import Locale
from flask import current_app, g, request

from ld.publication import Publication
from ld.web import languages, vocabulary
from ld.web.addresses import Addresses, Outer, outer
from ld.web.asking import Asking
from ld.web.languages import Name, Words
from ld.web.presentation import Presentation
from ld.web.schema import Ontology, Schema

KEY = "ld"


@dataclass(frozen=True)
class Text:
    """The document's text, where the operator gave it: the key of its lines (``passage/{document}``), lines, tongue."""

    key: str
    lines: Sequence[str]
    language: str = ""


@dataclass(frozen=True)
class Site:
    """What the application was made with."""

    publication: Publication
    presentation: Presentation
    asking: Asking
    ontology: Ontology
    text: Text | None = None

    @property
    def aside(self) -> tuple[str, ...]:
        """The graphs beside the default graph that say what a thing here is, and where it comes from."""
        return tuple(map(self.publication.graph, ("metadata", "provenance", "examples")))


@dataclass(frozen=True)
class Reader:
    """One reader in one request: how they reach the site, and the language of the page they asked for."""

    site: Site
    addresses: Addresses
    language: str

    @property
    def words(self) -> Words:
        """The words of the site in the reader's language."""
        return languages.words(self.language)

    @cached_property
    def schema(self) -> Schema:
        """The ontology of the release that answers."""
        return self.site.ontology.now()

    def name(self, literals: Sequence[ox.Literal], iri: str) -> Name:
        """What to call ``iri``: one of ``literals``, else a word of the site's own, else the end of the IRI."""
        found = languages.pick(literals, self.language, self.site.publication.languages)
        if found:
            return found
        known = f"terms.{vocabulary.compact(iri, vocabulary.KNOWN)}"
        if self.words.has(known):
            return Name(self.words(known), self.language)
        place = self.addresses.place(iri)
        inside = place.key.partition("/")[2] if place else ""
        return (
            Name(f"{inside}#{place.fragment}" if place and place.fragment else inside) if inside else Name(ending(iri))
        )

    def term(self, iri: str) -> Name:
        """What the ontology, or else the site, calls one of its terms."""
        return self.name(self.schema.labels(iri), iri)

    def several(self, iri: str) -> Name:
        """What several of a class, or of a property's values, are called; what one is, where nothing says otherwise."""
        term = self.schema.terms.get(iri)
        plural = self.site.presentation.plural
        given = term.literals(plural) if term and plural else []
        own = [each for each in given if each.language == self.language]
        return self.name(own, iri) if own else self.term(iri)

    def compact(self, iri: str) -> str:
        """``iri`` with the publication's prefix for its namespace (``skos:exactMatch``), or as it is."""
        return vocabulary.compact(iri, self.site.publication.prefixes)

    def text(self, given: Mapping[str, str]) -> str:
        """One of the publication's texts by language, such as its title."""
        return given.get(self.language) or given.get(languages.FALLBACK) or next(iter(given.values()), "")


def ending(iri: str) -> str:
    """What stands after the last ``#`` or ``/`` of an IRI; the whole where that is nothing."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def fragment(iri: str) -> str:
    """What stands after ``#`` in an IRI."""
    return iri.partition("#")[2]


def tongue(tag: str) -> str:
    """A language's own name for itself."""
    return Locale.parse(tag, sep="-").get_display_name() or tag


def licence(iri: str) -> str:
    """A short name for a licence: Creative Commons' own abbreviation, else the address."""
    found = re.fullmatch(r"https?://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)/?", iri)
    return f"CC {found[1].upper()} {found[2]}" if found else iri


def site() -> Site:
    """The site of the running application."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Site)  # noqa: S101
    return found


def client_of_request() -> str:
    """Whose share of the service this request takes: the peer, or whom a trusted proxy forwards for."""
    peer = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if told and peer in site().publication.server.trusted_proxies else peer


def outer_of_request() -> Outer:
    """How the reader of this request reaches the site."""
    headers = {name.lower(): value for name, value in request.headers}
    trusted = site().publication.server.trusted_proxies
    return outer(headers, request.remote_addr or "", request.scheme, request.script_root, trusted)


def reader(language: str = "") -> Reader:
    """The reader of this request, of a page in ``language`` or (empty) in what ``Accept-Language`` likes best."""
    here = site()
    publication = here.publication
    chosen = language or languages.choose(request.headers.get("Accept-Language", ""), publication.languages)
    known: dict[str, Reader] = g.setdefault("readers", {})
    if chosen not in known:
        places = Addresses(publication.base, publication.ontology, publication.languages, outer_of_request())
        known[chosen] = Reader(here, places, chosen)
    return known[chosen]
