"""Identifier ⇄ address: where on the reader's host a thing of the publication is found.

Identifiers stand under the publication's base and never depend on a host. Their addresses are made here and
nowhere else, by one rule: a thing has a *key*, the path of its identifier after the base without ``id/``
(``dialogue/x``, ``concept/form/talks``, ``passage/doc/12``, ``graph/asserted``, ``def``); its pages are
``/page/{key}.{language}``, its RDF documents ``/data/{key}.{extension}``. What follows ``#`` is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

ROOMS = ("concept", "passage", "graph", "dataset", "source", "query", "def")
"""First segments that are identifiers without ``id/``; no class may be called so."""

_PREFIX = re.compile(r"(?:/[\w.~%-]+)+", re.ASCII)
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
_PATH = "/-._~!$&'()*+,;=:@"


@dataclass(frozen=True)
class Outer:
    """How the reader's browser calls this site: scheme, host with port, and the path it is mounted at."""

    scheme: str = "http"
    host: str = "localhost"
    prefix: str = ""

    @property
    def origin(self) -> str:
        """Scheme and host, without a path."""
        return f"{self.scheme}://{self.host}"


def outer(headers: Mapping[str, str], peer: str, scheme: str, script_name: str, trusted: Collection[str] = ()) -> Outer:
    """The address that the reader uses.

    ``headers`` are the request's, by lower-case name; ``peer`` is who opened the connection. ``X-Forwarded-Proto``,
    ``-Host`` and ``-Prefix`` count only from a ``trusted`` peer, and of several values the last, which that peer
    wrote itself. A prefix that is not a plain path is left out.
    """

    def forwarded(name: str) -> str:
        if peer not in trusted:
            return ""
        return headers.get(f"x-forwarded-{name}", "").rpartition(",")[2].strip()

    told = forwarded("proto").lower()
    scheme = told if told in {"http", "https"} else scheme
    prefix = forwarded("prefix").rstrip("/")
    prefix = prefix if _PREFIX.fullmatch(prefix) and ".." not in prefix else ""
    script_name = script_name.rstrip("/")
    if not script_name.startswith(prefix or "/"):
        script_name = prefix + script_name
    return Outer(scheme, forwarded("host") or headers.get("host", "localhost"), script_name)


def is_host(host: str, hosts: Collection[str]) -> bool:
    """Whether ``host`` (a ``Host`` header: a name, perhaps with a port) is one of ``hosts``.

    An entry without a port stands for each port; names are compared without regard to case (RFC 9110 §4.2.3).
    """
    wanted = host.lower()
    name = re.sub(r":\d+\Z", "", wanted)
    return any(known.lower() in {wanted, name} for known in hosts)


def quoted(path: str) -> str:
    """``path`` as it may stand in a header or an attribute: UTF-8, percent-encoded (RFC 3987 §3.1)."""
    return quote(path, safe=_PATH)


@dataclass(frozen=True)
class Place:
    """The document in which an identifier is described, and the part of it that the identifier names."""

    key: str
    fragment: str = ""


@dataclass(frozen=True)
class Addresses:
    """The addresses of one publication for one reader. All are path-absolute, so they lead to the reader's host."""

    base: str
    ontology: str
    languages: tuple[str, ...]
    outer: Outer = field(default_factory=Outer)

    def identifier(self, key: str) -> str | None:
        """The identifier of a key, or None where no IRI can be so called."""
        if not key or _FORBIDDEN.search(key) or any(part in {"", ".", ".."} for part in key.split("/")):
            return None
        if key == "def":
            return self.ontology
        room = key.partition("/")[0]
        return f"{self.base}{key}" if room in ROOMS else f"{self.base}id/{key}"

    def place(self, iri: str) -> Place | None:
        """Where ``iri`` is described here, or None for what is not of this publication."""
        document, _, fragment = iri.partition("#")
        if document == self.ontology:
            return Place("def", fragment)
        if not document.startswith(self.base):
            return None
        path = document[len(self.base) :]
        room, _, rest = path.partition("/")
        if room == "id" and rest:
            return Place(rest, fragment)
        return Place(path, fragment) if room in ROOMS and (rest or room == "def") else None

    def segment(self, iri: str) -> str:
        """The segment of ``iri`` that tells its class (``dialogue``, ``concept``), or nothing."""
        place = self.place(iri)
        return place.key.partition("/")[0] if place else ""

    def at(self, path: str) -> str:
        """A path of the site as the reader must ask for it: with the prefix, percent-encoded."""
        path, mark, fragment = path.partition("#")
        path, query, arguments = path.partition("?")
        tail = f"{query}{arguments}{mark}{quote(fragment, safe=_PATH + '?%')}"
        return f"{self.outer.prefix}{quoted(path)}{tail}"

    def page(self, iri: str, language: str = "") -> str | None:
        """The page of a thing, in ``language`` or (empty) in whichever the reader prefers."""
        return self._document("page", iri, language)

    def data(self, iri: str, extension: str = "") -> str | None:
        """The RDF document of a thing, in the form of ``extension`` or (empty) by negotiation."""
        return self._document("data", iri, extension)

    def _document(self, room: str, iri: str, suffix: str) -> str | None:
        place = self.place(iri)
        if place is None:
            return None
        path = f"/{room}/{place.key}" + (f".{suffix}" if suffix else "")
        return self.at(path + (f"#{place.fragment}" if place.fragment else ""))

    def whole(self, path: str) -> str:
        """The full address, with scheme and host, of a path that :meth:`at` gave."""
        return self.outer.origin + path


def split(name: str, suffixes: Collection[str]) -> tuple[str, str]:
    """``name`` parted into what stands before its suffix and the suffix, which is empty where none of ``suffixes``.

    >>> split("dialogue/x.en", ("en", "ja"))
    ('dialogue/x', 'en')
    """
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and suffix in suffixes and stem else (name, "")


def normal(key: str) -> str:
    """The key that a reader most likely means: composed characters (NFC), no slash at the end."""
    return unicodedata.normalize("NFC", key).rstrip("/")
