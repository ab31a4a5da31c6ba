"""site/site.toml: how a publication wants its ontology shown, where the ontology's own annotations do not say.

Everything in it is optional; without the file the site shows each property in reading order and lists by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ld.problems import Finding, SourceErrors
from ld.publication import Publication

FOLDER = "site"
FILE = "site.toml"
PAGES = ("quiet", "minor", "plain", "kinds", "beside", "life", "step", "former", "reason")
"""The settings of the section ``pages``."""


@dataclass(frozen=True)
class Dates:
    """The properties that together are the date of a record, each an IRI or empty.

    ``text`` is the date as the document writes it, ``value`` and ``end`` the resolved date and the end of a span,
    ``earliest`` and ``latest`` the bounds, ``relation`` how the record stands to them, ``basis`` how
    the document told the date (in full, or by looking back to another).
    """

    text: str = ""
    value: str = ""
    end: str = ""
    earliest: str = ""
    latest: str = ""
    relation: str = ""
    basis: str = ""

    @property
    def all(self) -> frozenset[str]:
        """Those that are given."""
        given = (self.text, self.value, self.end, self.earliest, self.latest, self.relation, self.basis)
        return frozenset(filter(None, given))


@dataclass(frozen=True)
class Presentation:
    """What site.toml says.

    ``columns`` are properties shown in lists, ``front`` the class segments of the home page, ``quiet`` properties that
    a page leaves to the data, ``minor`` those that tell how a record was coded, ``plain`` values that go without
    saying. ``kinds`` are class segments in the order in which a page tells what leads to its thing, ``beside`` the
    properties shown beside each of these, ``life`` the property by which the steps of a thing lead to it, ``step`` the
    one that says which step. ``former`` is the class of identifiers no longer in use, ``reason`` the property that says
    why; ``plural`` gives the name of several, ``order`` the place of a thing among others that have no date.
    """

    folder: Path
    dates: Dates = field(default_factory=Dates)
    columns: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    quiet: frozenset[str] = frozenset()
    minor: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    life: str = ""
    step: str = ""
    order: str = ""
    plural: str = ""
    former: str = ""
    reason: str = ""
    name: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, language: str) -> str | None:
        """The fragment ``{name}.{language}.html`` of the publication's site folder, or None."""
        path = self.folder / f"{name}.{language}.html"
        return path.read_text("utf-8") if path.is_file() else None


def load(publication: Publication) -> Presentation:
    """Read site/site.toml of ``publication``; names of properties may use its prefixes (``k:date``).

    Raises :class:`~ld.problems.SourceErrors` for what cannot be read and for a setting that is not known.
    """
    folder = publication.root / FOLDER
    path = folder / FILE
    if not path.is_file():
        return Presentation(folder, name=publication.title)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceErrors([_finding("", str(error))]) from error

    def full(name: str) -> str:
        prefix, _, local = name.partition(":")
        return publication.prefixes[prefix] + local if prefix in publication.prefixes else name

    dates, lists, home = data.pop("dates", {}), data.pop("lists", {}), data.pop("home", {})
    site, pages = data.pop("site", {}), data.pop("pages", {})
    strange = _strange(dates, Dates.__dataclass_fields__, "dates") + _strange(data, (), "")
    strange += _strange(lists, ("columns", "plural", "order"), "lists") + _strange(home, ("classes",), "home")
    strange += _strange(site, ("name",), "site") + _strange(pages, PAGES, "pages")
    if strange:
        raise SourceErrors(strange)
    return Presentation(
        folder,
        Dates(**{key: full(value) for key, value in dates.items()}),
        tuple(full(name) for name in lists.get("columns", ())),
        tuple(home.get("classes", ())),
        frozenset(full(name) for name in pages.get("quiet", ())),
        frozenset(full(name) for name in pages.get("minor", ())),
        frozenset(full(name) for name in pages.get("plain", ())),
        tuple(pages.get("kinds", ())),
        tuple(full(name) for name in pages.get("beside", ())),
        full(pages.get("life", "")),
        full(pages.get("step", "")),
        full(lists.get("order", "")),
        full(lists.get("plural", "")),
        full(pages.get("former", "")),
        full(pages.get("reason", "")),
        MappingProxyType(dict(site.get("name", publication.title))),
    )


def _strange(given: Mapping[str, Any], known: Any, section: str) -> list[Finding]:
    return [_finding(f"{section}.{key}".lstrip("."), "unknown setting") for key in given if key not in known]


def _finding(key: str, message: str) -> Finding:
    return Finding(f"{FOLDER}/{FILE}", 0, key, "site", messages={"en": message})
