from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from ld.problems import SourceErrors
from ld.publication import FILE, Publication

ROOT = Path(__file__).resolve().parent.parent
LEAST = """
[publication]
name = "x"
version = "1"
base = "https://example.org/"
languages = ["en"]
title.en = "X"
description.en = "An example."
publisher = "x"
licence = "https://example.org/licence"
ontology = "https://example.org/def"
reading_order = "https://example.org/def#order"
"""


def load(folder: Path, text: str) -> Publication:
    (folder / FILE).write_text(text, "utf-8")
    return Publication.load(folder)


def columns(folder: Path, text: str) -> set[str]:
    with pytest.raises(SourceErrors) as told:
        load(folder, text)
    return {finding.column for finding in told.value.findings}


def test_the_publication_here_loads_and_is_frozen() -> None:
    publication = Publication.load(ROOT)
    assert publication.paths.sources == ROOT / "sources"
    assert publication.thing("partner/AUS") == f"{publication.base}id/partner/AUS"
    assert publication.graph("asserted") == f"{publication.base}graph/asserted"
    with pytest.raises(FrozenInstanceError):
        publication.base = "x"  # type: ignore[misc]


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    publication = load(tmp_path, LEAST)
    assert publication.server.port == 8000
    assert publication.limits.deadline_seconds > 0
    assert Publication.load(tmp_path / FILE) == publication


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = LEAST.replace('name = "x"\n', "").replace('example.org/"', 'example.org"')
    text += '[server]\nport = "8000"\nhsot = "x"\n[nonsense]\nx = 1\n'
    assert columns(tmp_path, text) == {"publication.name", "publication.base", "server.port", "server.hsot", "nonsense"}


def test_a_number_may_be_whole_where_a_fraction_is_meant(tmp_path: Path) -> None:
    assert load(tmp_path, LEAST + "[limits]\ndeadline_seconds = 3\n").limits.deadline_seconds == 3.0
    assert columns(tmp_path, LEAST + "[limits]\nmemory_mb = true\n") == {"limits.memory_mb"}


@pytest.mark.parametrize("text", ["[publication", "\x00"])
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceErrors, match="cannot be read"):
        load(tmp_path, text)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceErrors, match="cannot be read"):
        Publication.load(tmp_path)


@pytest.mark.parametrize(
    ("settings", "column"),
    [
        ('[server]\nhosts = "localhost"\n', "server.hosts"),
        ("[server]\nhosts = [1]\n", "server.hosts"),
        ("[server]\nworkers = 0\n", "server.workers"),
        ("[limits]\ndeadline_seconds = -1\n", "limits.deadline_seconds"),
        ("[limits]\nanswer_mb = 0\n", "limits.answer_mb"),
        ("[limits]\ndepth = 1.5\n", "limits.depth"),
    ],
)
def test_a_setting_that_makes_no_sense_is_told(tmp_path: Path, settings: str, column: str) -> None:
    assert columns(tmp_path, LEAST + settings) == {column}


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('languages = ["en"]', "languages = []", "publication.languages"),
        ('https://example.org/"\nlang', 'nonsense/"\nlang', "publication.base"),
    ],
)
def test_a_head_that_makes_no_sense_is_told(tmp_path: Path, old: str, new: str, column: str) -> None:
    assert columns(tmp_path, LEAST.replace(old, new)) == {column}
