"""The forms of datatypes."""

import pytest
from csvw.metadata import Datatype

from ld.build.lexical import check_of, check_of_name


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("date", "2024-02-29", "2023-02-29 2024-2-3 20240203 2024-02-03Z"),
        ("gYearMonth", "2024-12", "2024-13 2024-00 2024-12-01 2024 24-12"),
        ("gYear", "2024", "24 2024-01 2024-01-01 MMXXIV"),
        ("boolean", "true false", "TRUE yes"),
        ("integer", "0 -12 +3", "1.0 1,000 １"),
        ("nonNegativeInteger", "0 12", "-1"),
        ("decimal", "1.5 -0.25 3", "1e3 1,5"),
        ("anyURI", "https://example.org/日本 x", "a<b"),
        ({"base": "integer", "minimum": 1, "maximum": 5}, "1 5", "0 6 x"),
        ({"base": "string", "format": "[a-z]+"}, "abc", "ABC a1"),
        ({"base": "string", "maxLength": 3}, "abc", "abcd"),
        ("time", "10:30:00", "25:00:00"),
        ({"base": "date", "format": "dd.MM.yyyy"}, "29.02.2024", "2024-02-29"),
    ],
)
def test_forms(datatype: str | dict[str, object], good: str, bad: str) -> None:
    check = check_of(Datatype.fromvalue(datatype))
    assert check is not None
    for value in good.split():
        assert check(value) is None, value
    for value in bad.split():
        found = check(value)
        assert found is not None, value
        assert found["en"]
        assert found["ja"]


def test_any_text_needs_no_check() -> None:
    assert check_of(None) is None
    assert check_of(Datatype.fromvalue("string")) is None


def test_a_format_that_is_no_expression() -> None:
    with pytest.warns(UserWarning, match="regex"):
        datatype = Datatype.fromvalue({"base": "string", "format": "["})
    with pytest.raises(ValueError, match="not a regular expression"):
        check_of(datatype)


def test_by_name() -> None:
    assert check_of_name("string") is None
    check = check_of_name("gYear")
    assert check is not None
    assert check("24")
