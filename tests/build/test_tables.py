"""Tables: what a curator gets wrong is told with file, row and column, all at once."""

import pytest

from ld.build.tables import Row, read_tables
from ld.problems import SourceErrors

GARDENS, EXCHANGES = "sources/gardens.csv", "sources/exchanges.csv"


def told(gardens, kind=None):
    return [(f.file, f.row, f.column, f.kind) for f in gardens.faults() if kind in (None, f.kind)]


def test_tables_are_read(gardens) -> None:
    tables = read_tables(gardens.publication)
    assert set(tables) == {"gardens", "plants", "exchanges", "notes"}
    row = tables["exchanges"].rows[0]
    assert (row.number, row["title_en"], row.get("nothing", "?")) == (2, "Maples, for Kew", "?")
    assert tables["exchanges"].primary_key == ("id",)
    assert row.cells["packets"] == "12"
    assert len(tables["plants"]) == len(list(tables["plants"])) == 2
    assert tables.by_path(gardens.root / GARDENS) is tables["gardens"]
    assert tables.by_path(gardens.root / "other.csv") is None


def test_rows_have_their_physical_line(gardens) -> None:
    assert [row.number for row in read_tables(gardens.publication)["notes"]] == [2, 3, 5]


def test_byte_order_mark_and_windows_line_ends(gardens) -> None:
    path = gardens.root / GARDENS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_tables(gardens.publication)["gardens"].rows[0].values == ("kew", "Kew Gardens", "キュー植物園", "1759")


def test_missing_file(gardens) -> None:
    (gardens.root / GARDENS).unlink()
    assert told(gardens) == [(GARDENS, 0, "", "missing-file")]


def test_a_folder_instead_of_a_file(gardens) -> None:
    (gardens.root / GARDENS).unlink()
    (gardens.root / GARDENS).mkdir()
    assert told(gardens) == [(GARDENS, 0, "", "missing-file")]


def test_empty_file(gardens) -> None:
    (gardens.root / GARDENS).write_text("")
    assert told(gardens) == [(GARDENS, 1, "", "missing-column")]


def test_unknown_table(gardens) -> None:
    (gardens.root / "sources/trees.csv").write_text("id\n")
    assert told(gardens) == [("sources/trees.csv", 0, "", "unknown-table")]


@pytest.mark.parametrize(("encoding", "name"), [("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")])
def test_wrong_encoding(gardens, encoding: str, name: str) -> None:
    path = gardens.root / GARDENS
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    findings = [f for f in gardens.faults() if f.kind == "encoding"]
    assert [f.row for f in findings] == [2, 3, 4]
    assert all("byte" in f.message() and "バイト目" in f.message("ja") for f in findings)
    assert any(name in f.message() for f in findings)


def test_utf16(gardens) -> None:
    path = gardens.root / GARDENS
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    (finding,) = gardens.faults()
    assert "UTF-16" in finding.message()


def test_columns(gardens) -> None:
    gardens.edit(GARDENS, "id,name_en,name_ja,opened", "id,name_en,name_en,open")
    assert told(gardens) == [
        (GARDENS, 1, "name_en", "duplicate-column"),
        (GARDENS, 1, "name_ja", "missing-column"),
        (GARDENS, 1, "open", "unknown-column"),
        (GARDENS, 1, "opened", "missing-column"),
    ]


def test_broken_quotes_cost_one_finding_each(gardens) -> None:
    gardens.edit(EXCHANGES, '"Maples, for Kew"', '"Maples, for Kew').edit(EXCHANGES, "2022-10", "2022-13")
    assert told(gardens) == [(EXCHANGES, 2, "", "broken-quote"), (EXCHANGES, 3, "month", "datatype")]


def test_a_quote_within_a_cell(gardens) -> None:
    gardens.edit(EXCHANGES, "Ginkgos for Kew", 'Ginkgos "for" Kew')
    assert told(gardens) == [(EXCHANGES, 4, "", "broken-quote")]


def test_too_many_and_too_few_cells(gardens) -> None:
    gardens.edit(GARDENS, "1759", "1759,,").edit(GARDENS, ",1684", "")
    assert told(gardens) == [(GARDENS, 2, "", "cell-count"), (GARDENS, 3, "", "cell-count")]


def test_cells(gardens) -> None:
    gardens.edit(GARDENS, "kew,Kew Gardens", "kew,").edit(GARDENS, "小石川植物園", "小石川植物園 ")
    gardens.edit(GARDENS, "1679", "about 1679").edit(EXCHANGES, ",12,", ",0,")
    assert told(gardens) == [
        (EXCHANGES, 2, "packets", "datatype"),
        (GARDENS, 2, "name_en", "required"),
        (GARDENS, 3, "name_ja", "space"),
        (GARDENS, 4, "opened", "datatype"),
    ]


def test_a_day_in_a_month(gardens) -> None:
    gardens.edit(EXCHANGES, "2021-04,", "2021-04-03,")
    (finding,) = gardens.faults()
    assert (finding.row, finding.column, finding.value) == (2, "month", "2021-04-03")
    assert "the document gives no day" in finding.message()
    assert "文書は日を示していない" in finding.message("ja")


def test_impossible_date(gardens) -> None:
    gardens.edit(EXCHANGES, "2023-02-28", "2023-02-30")
    (finding,) = gardens.faults()
    assert (finding.row, finding.column, finding.message()) == (4, "arrived", "there is no such day")


def test_control_character(gardens) -> None:
    gardens.edit(GARDENS, "Kew Gardens", "Kew\x0bGardens")
    assert told(gardens) == [(GARDENS, 2, "", "control-character")]


def test_all_faults_at_once(gardens) -> None:
    gardens.edit(GARDENS, "1759", "x").edit(EXCHANGES, "2021-04,", "2021-00,").edit(
        "sources/plants.csv", "ginkgo-b", "G"
    )
    assert {f.file for f in gardens.faults()} == {GARDENS, EXCHANGES, "sources/plants.csv"}


def test_a_hundred_thousand_rows_of_garbage(gardens) -> None:
    with (gardens.root / EXCHANGES).open("a", encoding="utf-8") as stream:
        for number in range(100_000):
            stream.write(f"G {number},,20,,nobody{number},,,x,\n")
    with pytest.raises(SourceErrors) as caught:
        read_tables(gardens.publication)
    findings = caught.value.findings
    counts = {f.kind: f.message() for f in findings if not f.row}
    assert "300,000" in counts["datatype"]
    assert "100,000" in counts["unknown-key"]
    assert max(sum(f.kind == kind for f in findings) for kind in counts) == 50


def test_a_row_is_small() -> None:
    assert not hasattr(Row(2, ("a",), {"x": 0}), "__dict__")
