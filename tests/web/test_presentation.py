from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from site_fake import PUBLICATION

from ld.problems import SourceErrors
from ld.publication import Publication
from ld.web.presentation import PAGES, Dates, load

ROOT = Path(__file__).parents[2]
K = "https://w3id.org/koryu/def#"


def publication(folder: Path, text: str | bytes | None) -> Publication:
    (folder / "publication.toml").write_bytes((PUBLICATION / "publication.toml").read_bytes())
    if text is not None:
        (folder / "site").mkdir()
        (folder / "site" / "site.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return Publication.load(folder)


def test_without_the_file_there_are_defaults(tmp_path: Path) -> None:
    shown = load(publication(tmp_path, None))
    assert shown.dates == Dates()
    assert shown.dates.all == frozenset()
    assert shown.name["en"].startswith("Meetings")
    assert shown.text("about", "en") is None


def test_names_may_use_prefixes(tmp_path: Path) -> None:
    shown = load(publication(tmp_path, '[dates]\nvalue = "k:date"\n[lists]\ncolumns = ["k:a", "http://e/b"]\n'))
    assert shown.dates.value == K + "date"
    assert shown.columns == (K + "a", "http://e/b")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[dates]\nday = 1\n", "dates.day"),
        ("[strange]\n", "strange"),
        ("[pages]\nloud = []\n", "pages.loud"),
        ("[home]\nx = 1\n", "home.x"),
        ("[dates\n", ""),
        (b"\xff\xfe", ""),
    ],
)
def test_what_is_not_known_is_named(tmp_path: Path, text: str | bytes, key: str) -> None:
    with pytest.raises(SourceErrors) as raised:
        load(publication(tmp_path, text))
    assert [each.column for each in raised.value.findings] == [key]
    assert raised.value.findings[0].file == "site/site.toml"


def test_a_fragment_of_the_publication(tmp_path: Path) -> None:
    given = publication(tmp_path, "")
    (tmp_path / "site" / "about.ja.html").write_text("<p>説明</p>", "utf-8")
    assert load(given).text("about", "ja") == "<p>説明</p>"


def test_each_setting_is_described() -> None:
    told = (ROOT / "docs" / "operate" / "site.md").read_text("utf-8")
    described = set(re.findall(r"^\| `([\w.]+)` \|", told, re.M))
    known = {f"dates.{field.name}" for field in dataclasses.fields(Dates)}
    others = {
        "site.name",
        "lists.columns",
        "lists.order",
        "lists.plural",
        "home.classes",
        *(f"pages.{name}" for name in PAGES),
    }
    assert described == known | others


def test_the_publication_here_can_be_shown() -> None:
    shown = load(Publication.load(ROOT))
    assert all(each.startswith("http") for each in (*shown.dates.all, *shown.columns, *shown.quiet, *shown.minor))
    assert {path.name for path in shown.folder.glob("about.*.html")} == {"about.en.html", "about.ja.html"}
