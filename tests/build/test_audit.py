"""The audit on a small document of our own: it finds nothing wrong, and each planted fault."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ld.build.audit import audit
from ld.build.evidence import Text, cite
from ld.build.tables import Row, Table, Tables
from ld.problems import Finding
from ld.publication import Audit, Publication

LINES = [
    "2023年3月、山田園長(当時)は、北の庭園を訪れた。",
    "2024年5月、佐藤園長は南の庭園で会談を行った。同年9月、佐藤園長は山田前園長と懇談した。",
    "同月、北の庭園が開かれた。2024年4月以降、水やりが続く。",
]
BASE = "https://example.org/"


def table(name: str, about: str, *rows: dict[str, str]) -> Table:
    header = tuple(rows[0])
    index = {column: place for place, column in enumerate(header)}
    made = [Row(number, tuple(row.values()), index) for number, row in enumerate(rows, 2)]
    return Table(name, f"sources/{name}.csv", Path(f"{name}.csv"), header, made, about_url=BASE + about)


def evidence(
    text: Text, record: str, about: str, line: int, words: str, reading: str = "", anchor: Any = None
) -> dict[str, str]:
    at = cite(text, line, words)
    back = cite(text, *anchor).span if anchor else None
    names = ("line", "start", "end")
    return {
        "record": record, "property": about, "document": "d",
        **{n: str(getattr(at.span, n)) for n in names}, "sha256": at.sha256, "reading": reading,
        **{f"anchor_{n}": str(getattr(back, n)) if back else "" for n in names},
    }  # fmt: skip


def dated(key: str, text: str, month: str, earliest: str, latest: str) -> dict[str, str]:
    return {"id": key, "date_text": text, "month": month, "year": "", "earliest": earliest, "latest": latest}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    return path


@pytest.fixture
def tables(file: Path) -> Tables:
    text = Text.read(file)
    september = (2, "同年9月")
    made = [
        table("documents", "id/document/{id}", {"id": "d", "sha256": text.sha256}),
        table("people", "id/person/{id}", {"id": "yamada", "name_ja": "山田"}, {"id": "sato", "name_ja": "佐藤"}),
        table(
            "visits", "id/visit/{id}",
            dated("north", "2023年3月", "2023-03", "2023-03-01", "2023-03-31") | {"form_ja": ""},
            dated("opening", "同月", "2024-09", "2024-09-01", "2024-09-30") | {"form_ja": ""},
            dated("water", "2024年4月以降", "", "2024-04-01", "") | {"form_ja": ""},
        ),
        table(
            "talks", "id/talk/{id}",
            dated("south", "2024年5月", "2024-05", "2024-05-01", "2024-05-31") | {"form_ja": "会談"},
            dated("yamada", "同年9月", "2024-09", "2024-09-01", "2024-09-30") | {"form_ja": "懇談"},
        ),
        table(
            "participations", "",
            {"record": "visit/north", "person": "yamada", "former": "true", "wording": "山田園長", "line": ""},
            {"record": "talk/south", "person": "sato", "former": "", "wording": "佐藤園長", "line": ""},
            {"record": "talk/yamada", "person": "yamada", "former": "", "wording": "山田前園長", "line": "2"},
        ),
        table(
            "evidence", "",
            evidence(text, "visit/north", "", 1, "2023年3月、山田園長(当時)は、北の庭園を訪れた"),
            evidence(text, "visit/north", "date", 1, "2023年3月", "2023-03"),
            evidence(text, "talk/south", "", 2, "2024年5月、佐藤園長は南の庭園で会談を行った"),
            evidence(text, "talk/south", "date", 2, "2024年5月", "2024-05"),
            evidence(text, "talk/yamada", "", 2, "同年9月、佐藤園長は山田前園長と懇談した"),
            evidence(text, "talk/yamada", "date", 2, "同年9月", "2024-09", (2, "2024年5月")),
            evidence(text, "visit/opening", "", 3, "同月、北の庭園が開かれた"),
            evidence(text, "visit/opening", "date", 3, "同月", "2024-09", september),
            evidence(text, "visit/water", "date", 3, "2024年4月以降", "2024-04/"),
        ),
    ]  # fmt: skip
    return Tables({t.name: t for t in made})


def run(tables: Tables, file: Path) -> list[Finding]:
    settings = Audit(former_mark="(当時)", quoted=("form_ja",), spelled=("people.name_ja",), excused="note")
    publication = SimpleNamespace(audit=settings, thing=lambda key: f"{BASE}id/{key}")
    return audit(cast(Publication, publication), tables, file)


def change(tables: Tables, name: str, row: int, **cells: str) -> None:
    """Plant a fault: the row of that number with other cells."""
    old = tables[name].rows[row - 2]
    values = {**old.cells, **cells}
    rows = [replace(r, values=tuple(values.values())) if r is old else r for r in tables[name].rows]
    tables[name] = replace(tables[name], rows=rows)


def test_what_agrees_with_the_text_has_no_findings(tables: Tables, file: Path) -> None:
    assert run(tables, file) == []


def shifted(text: Text) -> dict[str, str]:
    return {"start": "1", "end": str(int(cite(text, 1, "2023年3月、山田園長(当時)は、北の庭園を訪れた").span.end) + 1)}


def other_line(text: Text) -> dict[str, str]:
    return evidence(text, "talk/yamada", "", 3, "同月、北の庭園が開かれた")


def former_anchor(text: Text) -> dict[str, str]:
    span = cite(text, 1, "2023年3月").span
    return {"anchor_line": "1", "anchor_start": str(span.start), "anchor_end": str(span.end)}


@pytest.mark.parametrize(
    ("fault", "name", "row", "cells", "column", "says"),
    [
        ("shifted offset", "evidence", 2, shifted, "sha256", "stand at 0"),
        ("wrong hash", "evidence", 4, {"sha256": "0" * 64}, "sha256", "not the hash"),
        ("offset outside", "evidence", 4, {"end": "999"}, "start", "outside the line"),
        ("wrong month", "talks", 2, {"month": "2024-06"}, "month", "read as 2024-05"),
        ("wrong bound", "talks", 2, {"latest": "2024-06-30"}, "latest", "2024-05-31"),
        ("wrong year behind 同年", "evidence", 7, {"reading": "2023-09"}, "reading", "means 2024-09"),
        ("wrong year behind 同年, in the table", "talks", 3, {"month": "2023-09"}, "month", "read as 2024-09"),
        ("anchor of another year", "evidence", 7, former_anchor, "reading", "means 2023-09"),
        ("no anchor", "evidence", 7, {"anchor_line": "", "anchor_start": "", "anchor_end": ""}, "reading", "anchor"),
        ("misspelt name", "people", 3, {"name_ja": "佐籐"}, "name_ja", "nowhere"),
        ("misspelt mention", "participations", 3, {"wording": "佐籐園長"}, "wording", "no passage"),
        ("passage of another line", "evidence", 6, other_line, "wording", "no passage"),
        ("missing former", "participations", 2, {"former": ""}, "former", "as former"),
        ("former too much", "participations", 3, {"former": "true"}, "former", "does not mark"),
        ("form not in the passage", "talks", 3, {"form_ja": "会談"}, "form_ja", "no passage"),
        ("undated words", "talks", 2, {"date_text": "2024年6月"}, "date_text", "no evidence"),
        ("date without words", "talks", 2, {"date_text": ""}, "date_text", "needs the words"),
        ("another text", "documents", 2, {"sha256": "f" * 64}, "sha256", "another"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(
    tables: Tables, file: Path, fault: str, name: str, row: int,
    cells: dict[str, str] | Callable[[Text], dict[str, str]], column: str, says: str,
) -> None:  # fmt: skip
    change(tables, name, row, **(cells if isinstance(cells, dict) else cells(Text.read(file))))
    found = run(tables, file)
    assert any(f.column == column and says in f.message() for f in found), [f.line() for f in found]


def test_a_rhythm_is_no_date(tables: Tables, file: Path) -> None:
    at = cite(Text.read(file), 3, "続く")
    rhythm = {"start": str(at.span.start), "end": str(at.span.end), "sha256": at.sha256, "reading": ""}
    change(tables, "evidence", 10, **rhythm)
    change(tables, "visits", 4, date_text="続く", earliest="")
    assert run(tables, file) == []


def test_a_date_must_be_read(tables: Tables, file: Path) -> None:
    change(tables, "evidence", 5, reading="")
    assert any(f.column == "reading" for f in run(tables, file))


def test_a_name_that_the_text_lacks_must_be_excused(tables: Tables, file: Path) -> None:
    rows = [{**row.cells, "note": ""} for row in tables["people"]]
    tables["people"] = table("people", "id/person/{id}", *rows, {"id": "x", "name_ja": "西園", "note": "curated"})
    assert run(tables, file) == []
    change(tables, "people", 4, note="")
    assert any(f.kind == "spelling" for f in run(tables, file))


def test_anchors_in_a_circle_are_told(tables: Tables, file: Path) -> None:
    span = cite(Text.read(file), 3, "同月").span
    back = {"anchor_line": "3", "anchor_start": str(span.start), "anchor_end": str(span.end)}
    change(tables, "evidence", 7, **back)
    assert any("circle" in f.message() for f in run(tables, file))
