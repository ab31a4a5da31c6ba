from pathlib import Path

import pytest

from ld.build.evidence import NotInText, Span, Text, cite, digest

TEXT = Text(("花の園では、同月、花の園長が水をまいた。", "二行目。"), "0" * 64)


def test_a_citation_counts_code_points_and_hashes_the_words() -> None:
    citation = cite(TEXT, 1, "園長")
    assert citation.span == Span(1, 11, 13)
    assert TEXT.at(citation.span) == "園長"
    assert citation.row() == f"1,11,13,{digest('園長')}"


def test_astral_characters_count_once() -> None:
    text = Text(("𠮟る人",), "")
    assert cite(text, 1, "人").span == Span(1, 2, 3)


def test_words_that_stand_twice_must_be_chosen() -> None:
    with pytest.raises(NotInText, match="stands 2 times"):
        cite(TEXT, 1, "花の園")
    assert cite(TEXT, 1, "花の園", 2).span.start == 9
    with pytest.raises(NotInText, match="no occurrence 3"):
        cite(TEXT, 1, "花の園", 3)


@pytest.mark.parametrize(
    ("line", "words", "why"), [(1, "二行", "stands in line 2"), (3, "花", "no line 3"), (1, "", "not in line")]
)
def test_what_is_not_there_says_where_it_is(line: int, words: str, why: str) -> None:
    with pytest.raises(NotInText, match=why):
        cite(TEXT, line, words)


@pytest.mark.parametrize("span", [Span(1, 5, 5), Span(1, 0, 99), Span(2, -1, 2)])
def test_a_span_lies_inside_its_line(span: Span) -> None:
    with pytest.raises(NotInText, match="outside the line"):
        TEXT.at(span)


def test_the_file_is_read_as_bytes(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("一\n二\n".encode())
    assert Text.read(file).lines == ("一", "二")
    file.write_bytes(b"\xff\n")
    with pytest.raises(UnicodeDecodeError):
        Text.read(file)
