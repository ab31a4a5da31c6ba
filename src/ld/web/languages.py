"""Languages of the site: which one a reader gets, its words, and how it writes numbers and dates.

The words stand in ``translations/{language}.toml``, a table of texts by dotted key; docs/decisions/0006 says why
not in gettext catalogues. A text has ``{places}``; a key that ends in ``.one`` or ``.other`` is chosen by number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from ld.web.dates import Partial, parse

TRANSLATIONS = Path(__file__).parent / "translations"
FALLBACK = "en"


def choose(accepted: str, offered: Sequence[str]) -> str:
    """The language of ``offered`` that an ``Accept-Language`` header likes best (RFC 4647 §3.4), else the first."""
    wishes = [(tag.lower(), quality) for tag, quality in parse_accept_header(accepted, LanguageAccept)]
    refused = {tag for tag, quality in wishes if quality <= 0}
    for tag, _ in wishes:
        if tag in refused:
            continue
        if tag == "*":
            return next((each for each in offered if each.lower() not in refused), offered[0])
        subtags = tag.split("-")[:8]
        for size in range(len(subtags), 0, -1):
            for each in offered:
                if each.lower() == "-".join(subtags[:size]) and each.lower() not in refused:
                    return each
    return offered[0]


@dataclass(frozen=True)
class Name:
    """A text of the data with its language, empty where the data give none; ``foreign`` in a page of another."""

    text: str
    language: str = ""
    foreign: bool = False


def pick(literals: Iterable[ox.Literal], language: str, order: Sequence[str]) -> Name | None:
    """The literal to show in ``language``: in it, in none, else in the first of ``order`` that there is, else any."""
    ranks = {tag: rank for rank, tag in reversed(list(enumerate([language, "", *order])))}
    found = sorted(literals, key=lambda each: (ranks.get(each.language or "", len(ranks)), each.value))
    return named(found[0], language) if found else None


def named(literal: ox.Literal, language: str) -> Name:
    """``literal`` as a name on a page in ``language``."""
    tag = literal.language or ""
    return Name(literal.value, tag, bool(tag) and tag != language)


class Words:
    """The words of the site in one language: called with a key they give the text, its places filled."""

    def __init__(self, language: str, texts: Mapping[str, str], fallback: Mapping[str, str]):
        self.language = language
        self.locale = Locale.parse(language, sep="-")
        self._texts = texts
        self._fallback = fallback

    def __call__(self, key: str, **places: object) -> str:
        """The text of ``key``, in the fallback language where this one lacks it, else the key itself."""
        text = self._texts.get(key) or self._fallback.get(key) or key
        return text.format_map(places) if places else text

    def has(self, key: str) -> bool:
        """Whether there is a text for ``key``."""
        return key in self._texts or key in self._fallback

    def count(self, key: str, number: int) -> str:
        """The text for ``number`` things: ``key.one``, ``key.other``, by the language's rule for plurals."""
        form = self.locale.plural_form(number)
        known = f"{key}.{form}" if self.has(f"{key}.{form}") else f"{key}.other"
        return self(known, n=self.number(number))

    def number(self, number: float) -> str:
        """A number with the language's separators."""
        return str(format_decimal(number, locale=self.locale, decimal_quantization=False))

    def size(self, octets: int) -> str:
        """A number of bytes, in the decimal unit that suits it (kB is 1,000)."""
        amount, unit = float(octets), "B"
        for unit in ("B", "kB", "MB", "GB"):
            if amount < 1000 or unit == "GB":
                break
            amount /= 1000
        return f"{format_decimal(round(amount, 1 if amount < 10 and unit != 'B' else 0), locale=self.locale)} {unit}"

    def date(self, literal: str) -> str:
        """A year, a month or a day (XML Schema's ``gYear``, ``gYearMonth``, ``date``) in words; other text as it is."""
        given = parse(literal)
        return self._written(given) if given else literal

    def since(self, literal: str) -> str:
        """A bound in words, to the month: no day that nobody told, and no month where a year begins."""
        return self("date.from", date=self.date(_told(literal, "-01-01")))

    def until(self, literal: str) -> str:
        """A last bound in words, to the month, or to the year where one ends."""
        return self("date.until", date=self.date(_told(literal, "-12-31")))

    def between(self, low: str, high: str) -> str:
        """Two bounds in words, to the month or to whole years; either may be empty."""
        if not low or not high:
            return self.since(low) if low else self.until(high)
        years = low.endswith("-01-01") and high.endswith("-12-31")
        start, end = (bound[: 4 if years else 7] for bound in (low, high))
        if start == end:
            return self.date(start)
        return self("date.span", start=self.date(start), end=self.date(end))

    def _written(self, given: Partial) -> str:
        day = given.first
        if given.precision == "day":
            return str(format_date(day, "long", locale=self.locale))
        skeleton = "y" if given.precision == "year" else "yMMMM"
        return str(format_skeleton(skeleton, day, locale=self.locale))


@cache
def words(language: str) -> Words:
    """The words of ``language``; those of English for one that has no file."""
    return Words(language, _read(language), _read(FALLBACK))


@cache
def _read(language: str) -> Mapping[str, str]:
    path = TRANSLATIONS / f"{language}.toml"
    return dict(_flat(tomllib.loads(path.read_text("utf-8")))) if path.is_file() else {}


def _flat(table: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def _told(bound: str, edge: str) -> str:
    """A bound without its day; without its month where it is the edge of a year."""
    return bound[:4] if bound.endswith(edge) else bound[:7]
