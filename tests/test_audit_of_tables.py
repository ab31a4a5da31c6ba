"""The audit on the real tables, with the document's text: nothing is wrong, and each planted fault is found."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ld.build.audit import audit
from ld.build.evidence import Text, cite
from ld.build.tables import Row, Tables, read_tables
from ld.problems import Finding
from ld.publication import Publication

ROOT = Path(__file__).resolve().parent.parent
TEXT = os.environ.get("KORYU_TEXT", "")

pytestmark = [pytest.mark.text, pytest.mark.skipif(not TEXT, reason="KORYU_TEXT does not name the document's text")]


@pytest.fixture(scope="module")
def publication() -> Publication:
    return Publication.load(ROOT)


@pytest.fixture(scope="module")
def sound(publication: Publication) -> Tables:
    return read_tables(publication)


def found(publication: Publication, tables: Tables) -> list[Finding]:
    return audit(publication, tables, Path(TEXT))


def planted(tables: Tables, name: str, which: Callable[[Row], bool], **cells: str) -> tuple[Tables, Row]:
    """The tables with other cells in the first row of that kind, and that row as it was."""
    old = next(row for row in tables[name] if which(row))
    new = replace(old, values=tuple({**old.cells, **cells}.values()))
    rows = [new if row is old else row for row in tables[name]]
    return Tables({**tables, name: replace(tables[name], rows=rows)}), old


def test_the_tables_agree_with_the_text(publication: Publication, sound: Tables) -> None:
    assert [f.line() for f in found(publication, sound)] == []


def relative(row: Row) -> bool:
    return row["property"] == "date" and bool(row["anchor_line"]) and len(row["reading"]) == 7


def dated(row: Row) -> bool:
    return bool(row["month"]) and row["date_relation"] == "on"


def whole(row: Row) -> bool:
    return not row["property"]


def test_a_shifted_offset(publication: Publication, sound: Tables) -> None:
    old = next(row for row in sound["evidence"] if whole(row))
    tables, row = planted(sound, "evidence", whole, start=str(int(old["start"]) + 1), end=str(int(old["end"]) + 1))
    assert any(f.row == row.number and f.kind in ("hash", "pointer") for f in found(publication, tables))


def test_a_wrong_month(publication: Publication, sound: Tables) -> None:
    tables, row = planted(sound, "dialogues", dated, month="2023-01")
    assert any(
        (f.file, f.row, f.column) == ("sources/dialogues.csv", row.number, "month") for f in found(publication, tables)
    )


def test_a_wrong_month_told_twice(publication: Publication, sound: Tables) -> None:
    """The row and the reading of its evidence are wrong in the same way: the words still say otherwise."""
    key = next(row for row in sound["dialogues"] if dated(row))["id"]
    tables, _ = planted(sound, "dialogues", dated, month="2023-01", earliest="2023-01-01", latest="2023-01-31")

    def own(row: Row) -> bool:
        return row["record"] == f"dialogue/{key}" and row["property"] == "date"

    tables, row = planted(tables, "evidence", own, reading="2023-01")
    assert any(f.row == row.number and f.column == "reading" for f in found(publication, tables))


def test_a_wrong_year_behind_the_same_year(publication: Publication, sound: Tables) -> None:
    old = next(row for row in sound["evidence"] if relative(row))
    wrong = f"{int(old['reading'][:4]) - 1}{old['reading'][4:]}"
    tables, row = planted(sound, "evidence", relative, reading=wrong)
    assert any(f.row == row.number and f.column == "reading" for f in found(publication, tables))


def test_a_misspelt_name(publication: Publication, sound: Tables) -> None:
    tables, row = planted(sound, "people", lambda row: row["id"] == "saito", name_ja="斎藤")
    assert any(f.file == "sources/people.csv" and f.row == row.number for f in found(publication, tables))


def test_a_misspelt_mention(publication: Publication, sound: Tables) -> None:
    tables, row = planted(sound, "participations", lambda row: "齋藤" in row["wording"], wording="斎藤海幕長")
    assert any(f.file == "sources/participations.csv" and f.row == row.number for f in found(publication, tables))


def test_a_passage_of_another_line(publication: Publication, sound: Tables) -> None:
    """Whole, with its own right hash: but it does not hold who is said to have been there."""
    named = {row["record"] for row in sound["participations"] if row["wording"]}
    text = Text.read(Path(TEXT))
    other = cite(text, 415, text.line(415))
    single = [row["record"] for row in sound["evidence"] if row["property"] in ("", "participation")]
    record = next(r for r in single if r in named)
    tables = sound
    for _ in range(single.count(record)):
        tables, _row = planted(
            tables, "evidence",
            lambda row: row["record"] == record and row["property"] in ("", "participation") and row["line"] != "415",
            line="415", start="0", end=str(other.span.end), sha256=other.sha256,
        )  # fmt: skip
    assert any(f.kind == "name" for f in found(publication, tables))


def test_a_missing_former_flag(publication: Publication, sound: Tables) -> None:
    tables, row = planted(sound, "participations", lambda row: bool(row["former"] and row["wording"]), former="")
    assert any((f.row, f.column) == (row.number, "former") for f in found(publication, tables))


def test_every_former_flag_is_noticed(publication: Publication, sound: Tables) -> None:
    rows = [replace(r, values=tuple({**r.cells, "former": ""}.values())) for r in sound["participations"]]
    tables = Tables({**sound, "participations": replace(sound["participations"], rows=rows)})
    told = {f.row for f in found(publication, tables) if f.column == "former"}
    assert told == {row.number for row in sound["participations"] if row["former"] and row["wording"]}


def test_another_text(publication: Publication, sound: Tables, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(Path(TEXT).read_text("utf-8") + "一行\n", "utf-8")
    assert [f.kind for f in audit(publication, sound, other)] == ["another-text"]
