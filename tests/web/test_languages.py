from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest

from ld.web.dates import parse
from ld.web.languages import TRANSLATIONS, _flat, choose, pick, words

WEB = Path(TRANSLATIONS).parent
FILES = sorted(TRANSLATIONS.glob("*.toml"))


def texts(path: Path) -> dict[str, str]:
    return dict(_flat(tomllib.loads(path.read_text("utf-8"))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_language_has_each_text_with_the_same_places(path: Path) -> None:
    english, own = texts(TRANSLATIONS / "en.toml"), texts(path)
    plural = re.compile(r"\.(zero|one|two|few|many)$")
    assert {key for key in english if not plural.search(key)} == {key for key in own if not plural.search(key)}
    for key, text in own.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), key


def test_each_text_that_templates_and_modules_name_is_there() -> None:
    english = texts(TRANSLATIONS / "en.toml")
    sources = [*WEB.glob("templates/*.html"), *WEB.glob("*.py")]
    named = {key for path in sources for key in re.findall(r'\bwords\(["\']([\w.-]+)["\']', path.read_text("utf-8"))}
    assert named
    assert not {key for key in named if key not in english and not key.endswith(".")}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ja", "ja"),
        ("ja-JP,en;q=0.8", "ja"),
        ("en-GB;q=0.9,ja;q=0.3", "en"),
        ("fr", "en"),
        ("fr,ja;q=0.1", "ja"),
        ("*", "en"),
        ("en;q=0,ja", "ja"),
        ("xx-" * 500, "en"),
    ],
)
def test_the_language_that_a_reader_likes_best(accepted: str, language: str) -> None:
    assert choose(accepted, ("en", "ja")) == language


def literal(text: str, language: str = "") -> ox.Literal:
    return ox.Literal(text, language=language) if language else ox.Literal(text)


@pytest.mark.parametrize(
    ("given", "language", "text", "foreign"),
    [
        ([literal("a", "en"), literal("甲", "ja")], "en", "a", False),
        ([literal("a", "en"), literal("甲", "ja")], "ja", "甲", False),
        ([literal("a", "en"), literal("A")], "ja", "A", False),
        ([literal("a", "en"), literal("ä", "de")], "ja", "a", True),
        ([literal("ä", "de"), literal("à", "fr")], "ja", "à", True),
    ],
)
def test_a_name_is_never_lost_and_a_foreign_one_is_marked(
    given: list[ox.Literal], language: str, text: str, foreign: bool
) -> None:
    name = pick(given, language, ("en", "ja"))
    assert name is not None
    assert (name.text, name.foreign) == (text, foreign)
    assert pick([], language, ("en", "ja")) is None


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2024-05", "May 2024", "2024年5月"),
        ("2024", "2024", "2024年"),
        ("2024-05-31", "May 31, 2024", "2024年5月31日"),
        ("2024-13", "2024-13", "2024-13"),
        ("soon", "soon", "soon"),
    ],
)
def test_dates_in_words(text: str, english: str, japanese: str) -> None:
    assert words("en").date(text) == english
    assert words("ja").date(text) == japanese


def test_dates_of_each_precision() -> None:
    assert [given.precision for text in ("2024", "2024-02", "2024-02-29") if (given := parse(text))] == [
        "year",
        "month",
        "day",
    ]
    assert parse("2023-02-29") is None
    assert parse("2024-05Z") is None


def test_numbers_plurals_and_sizes() -> None:
    english, japanese = words("en"), words("ja")
    assert (english.count("list.count", 1), english.count("list.count", 2000)) == ("1 record", "2,000 records")
    assert japanese.count("list.count", 1) == "1件"
    assert [english.size(n) for n in (0, 999, 1500, 12_345_678, 5 * 10**12)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "12 MB",
        "5,000 GB",
    ]


def test_a_text_that_is_lacking_is_seen() -> None:
    assert words("en")("no.such.text") == "no.such.text"
    assert words("fr")("site.home") == words("en")("site.home")


@pytest.mark.parametrize(
    ("low", "high", "english"),
    [
        ("2015-01-01", "", "from 2015"),
        ("2024-04-01", "", "from April 2024"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2024-05-01", "2024-05-31", "May 2024"),
    ],
)
def test_bounds_tell_no_month_where_a_year_is_meant(low: str, high: str, english: str) -> None:
    assert words("en").between(low, high) == english


def test_spans_are_of_months_or_of_whole_years() -> None:
    assert "January" not in words("en").between("2023-01-01", "2026-12-31")
    assert "January 2023" in words("en").between("2023-01-01", "2026-11-30")
    assert "2025" in words("en").until("2025-12-31") and "December" not in words("en").until("2025-12-31")
