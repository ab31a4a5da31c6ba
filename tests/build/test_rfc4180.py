"""Records of CSV, with the line that each begins on."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from ld.build.rfc4180 import LONGEST, Broken, Record, records

CELLS = st.text(st.sampled_from('ab,"\n 植;')).filter(lambda text: not text.startswith("\n"))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8))
def test_reads_what_the_csv_module_writes(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    found = list(records(stream.getvalue().removesuffix("\n").split("\n")))
    assert all(isinstance(record, Record) for record in found)
    assert [list(record.cells) for record in found if isinstance(record, Record)] == rows


@given(st.text(st.sampled_from('a,"\n')))
def test_never_fails_and_never_stops_early(text: str) -> None:
    lines = text.split("\n")
    found = list(records(lines))
    numbers = [record.number for record in found]
    assert numbers == sorted(set(numbers))
    assert bool(found) == any(lines)


def test_lines_that_a_record_takes() -> None:
    found = list(records(["a,b", '"one', 'two",c', "", "d,e"]))
    assert [(r.number, r.cells) for r in found if isinstance(r, Record)] == [
        (1, ("a", "b")),
        (2, ("one\ntwo", "c")),
        (5, ("d", "e")),
    ]


def test_broken_quotes() -> None:
    assert list(records(['"a"b,c', 'x"y"', '"open', "1,2"])) == [
        Broken(1, '"a"b,c', closed=True),
        Broken(2, 'x"y"', closed=True),
        Broken(3, '"open', closed=False),
        Record(4, ("1", "2")),
    ]


def test_an_open_quote_looks_only_so_far() -> None:
    found = list(records(['"open', *["x"] * LONGEST, 'end"']))
    assert found[0] == Broken(1, '"open', closed=False)
    assert len(found) == LONGEST + 2


def test_a_cell_that_is_too_large() -> None:
    (found,) = records([f'"{"x" * (csv.field_size_limit() + 1)}"'])
    assert isinstance(found, Broken)


def test_other_delimiter() -> None:
    (found,) = records(['a\t"b\tc"'], "\t")
    assert isinstance(found, Record)
    assert found.cells == ("a", "b\tc")
