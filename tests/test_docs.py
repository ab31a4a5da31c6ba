"""The documents tell what there is: settings, commands, columns, files, and queries that find something."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ld import cli
from ld.engine import refusals
from ld.publication import FILE, Audit, Limits, Paths, Publication, Server, Terms

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])
SECTIONS: dict[str, type[Any]] = {"paths": Paths, "terms": Terms, "audit": Audit, "limits": Limits, "server": Server}
HEAD = [f.name for f in fields(Publication) if f.name not in {"root", "prefixes", *SECTIONS}]
SETTINGS = DOCS / "operate" / "settings.md"
RUNNING = DOCS / "operate" / "running.md"


def text(path: Path) -> str:
    return path.read_text("utf-8")


def prose(path: Path) -> str:
    """The document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text(path), flags=re.DOTALL | re.MULTILINE)


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(path), flags=re.DOTALL | re.MULTILINE)


def rows(part: str) -> dict[str, list[str]]:
    """The cells of each row of the tables in ``part``, by the first word of code in its first cell."""
    found = {}
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("|") and (name := re.match(r"`([^`]+)`", cells[0])):
            found[name[1]] = cells
    return found


def section(name: str) -> str:
    """What settings.md has below the heading ``[name]``."""
    return text(SETTINGS).partition(f"\n## [{name}]\n")[2].partition("\n## ")[0]


def shown(value: object) -> str:
    """A default as settings.md writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    return (
        f'"{value.as_posix() if isinstance(value, Path) else value}"' if isinstance(value, str | Path) else str(value)
    )


# Settings


@pytest.mark.parametrize("name", SECTIONS)
def test_each_setting_is_described_with_its_default(name: str) -> None:
    described = rows(section(name))
    assert list(described) == [f.name for f in fields(SECTIONS[name])]
    for each in fields(SECTIONS[name]):
        default = each.default
        assert default is not MISSING
        _, told, what, example = described[each.name]
        assert told == f"`{shown(default)}`", each.name
        assert what and example, each.name


def test_each_setting_of_the_publication_is_described() -> None:
    described = rows(section("publication"))
    assert list(described) == HEAD
    assert {cells[1] for cells in described.values()} == {"none"}
    assert section("prefixes")


def test_limits_name_each_setting_and_each_refusal() -> None:
    page = text(DOCS / "operate" / "limits.md")
    told = [f"`{f.name}`" for f in fields(Limits) if f.name not in {"cache_mb", "in_memory_triples"}]
    assert [name for name in told if name not in page] == []
    made = [
        refusals.deadline(1),
        refusals.memory(1),
        refusals.worker_ended(),
        refusals.answer_too_large(1),
        refusals.query_too_long(1),
        refusals.too_deep(2, 1),
        refusals.malformed("", (1, 1)),
        refusals.update_refused("LOAD"),
        refusals.service_refused((1, 1)),
        refusals.unwritable("", ""),
        refusals.busy(1),
        refusals.share_used(1),
        refusals.unavailable(1),
    ]
    lines = page.splitlines()
    for problem in made:
        row = next((line for line in lines if f"/problem/{problem.slug}`" in line), "")
        assert f"| {problem.status}" in row, problem.slug


# Commands


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command; the whole one under an empty name."""
    whole = cli._parser()
    (commands,) = (a for a in whole._actions if isinstance(a, argparse._SubParsersAction))
    return {"": whole, **commands.choices}


PARSERS = parsers()
COMMANDS = sorted(set(PARSERS) - {""})


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_described_with_its_options(command: str) -> None:
    page = text(RUNNING)
    row = rows(page)[f"koryu {command}"][1]
    above = page.partition("| command |")[0]
    for action in PARSERS[command]._actions:
        options = action.option_strings
        if not options:
            assert action.dest == "file" or str(action.metavar) in row, action.dest
        elif not any(f"`{option}" in above for option in options):
            assert f"`{options[-1]}" in row or f"{options[-1]} and" in row or "as above" in row, options
        for choice in action.choices or ():
            assert f"`{choice}`" in row, choice


def test_options_of_the_whole_command_are_described() -> None:
    page = text(RUNNING)
    for action in PARSERS[""]._actions:
        for option in action.option_strings:
            assert option in page, option


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_documents_exist(path: Path) -> None:
    shell = [line.split("#")[0] for block in blocks(path, "sh") for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", prose(path))
    for line in [*shell, *inline]:
        called = re.match(r"(?:\S*/)?koryu ([a-z]+)\b(?!:)(.*)", line.strip())
        if called:
            assert called[1] in PARSERS, line
            known = {option for action in PARSERS[called[1]]._actions for option in action.option_strings}
            assert set(re.findall(r"(?<=\s)--[a-z-]+", called[2])) <= known, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_make_targets_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    shell = [line for block in blocks(path, "sh") for line in block.splitlines()]
    for line in [*shell, *re.findall(r"`([^`\n]+)`", prose(path))]:
        if called := re.match(r"make ([a-z]+)", line):
            assert called[1] in targets, line


# Tables


DECLARED = {
    table["url"]: [column["name"] for column in table["tableSchema"]["columns"]]
    for table in json.loads(text(ROOT / "tables" / "csvw.json"))["tables"]
}


@pytest.mark.parametrize("url", DECLARED)
def test_each_column_is_described(url: str) -> None:
    part = text(DOCS / "research" / "tables.md").partition(f"\n## {url}\n")[2].partition("\n## ")[0]
    assert sorted(rows(part)) == sorted(DECLARED[url])


# Links and variables


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        place, _, heading = target.partition("#")
        there = (path.parent / place).resolve()
        assert there.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", prose(there), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
            assert heading in slugs, target


def test_each_decision_is_listed() -> None:
    index = text(DOCS / "decisions" / "README.md")
    records = sorted((DOCS / "decisions").glob("0*.md"))
    assert [path.name for path in records if not re.search(rf"^\| \[?{path.stem[:4]}\b", index, re.MULTILINE)] == []


def test_each_variable_of_the_tests_is_described() -> None:
    page = text(DOCS / "engineer" / "testing.md")
    sources = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "src").rglob("*.py")]
    used = {name for path in sources for name in re.findall(r"\bKORYU_[A-Z0-9_]*[A-Z0-9]\b", text(path))}
    assert {name for name in used if f"`{name}`" not in page} == set()


# Queries


def queries() -> Iterator[Any]:
    for path in DOCUMENTS:
        for number, block in enumerate(blocks(path, "sparql"), 1):
            yield pytest.param(block, id=f"{path.relative_to(ROOT).as_posix()}-{number}")


@pytest.fixture(scope="module")
def release() -> ox.Store:
    """The current release in memory."""
    publication = Publication.load(ROOT / FILE)
    quads = publication.paths.release / "current" / "dumps" / f"{publication.name}.nq"
    if not quads.is_file():
        pytest.skip("there is no release: koryu build makes one")
    store = ox.Store()
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.mark.parametrize("query", list(queries()))
def test_queries_in_documents_find_something(query: str, release: ox.Store) -> None:
    answer = release.query(query)  # no prefixes but the query's own: as the endpoint has it
    assert isinstance(answer, ox.QuerySolutions)
    assert next(iter(answer), None) is not None
