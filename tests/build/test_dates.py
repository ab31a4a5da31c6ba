import pytest

from ld.build.dates import Reading, Unreadable, absolute, read

SEPTEMBER = Reading((2024, 9), (2024, 9))


@pytest.mark.parametrize(
    ("text", "anchor", "meant"),
    [
        ("2024年5月", None, "2024-05"),
        ("同年9月", "2024-05", "2024-09"),
        ("同月", "2024-09", "2024-09"),
        ("同年", "2019", "2019"),
        ("9月", "2024-04", "2024-09"),
        ("2022年", None, "2022"),
        ("同年4月以降", "2024-05", "2024-04/"),
        ("2023年6月から", None, "2023-06/"),
        ("2021年以来", None, "2021-01/"),
        ("同年12月から2025年2月にかけて", "2024-07", "2024-12/2025-02"),
        ("9月から11月にかけて", "2024-08", "2024-09/2024-11"),
        ("2025年1月から2月", None, "2025-01/2025-02"),
        ("同年夏頃から2027年まで", "2024-06", "2024-06/2027-12"),
        ("2023年から2026年", None, "2023-01/2026-12"),
        ("2023年度", None, "2023-04/2024-03"),
        ("令和6年度", None, "2024-04/2025-03"),
        ("年内", "2025-01", "2025"),
        ("2016年11月", None, "2016-11"),
    ],
)
def test_a_date_means(text: str, anchor: str | None, meant: str) -> None:
    assert str(read(text, Reading.parse(anchor) if anchor else None)) == meant


@pytest.mark.parametrize("text", ["同年9月", "同月", "9月", "同年"])
def test_a_relative_date_needs_its_anchor(text: str) -> None:
    assert not absolute(text)
    with pytest.raises(Unreadable, match="anchor"):
        read(text)


@pytest.mark.parametrize(
    ("text", "why"), [("会談", "no year"), ("2024年6月および9月", "more than one"), ("2024年13月", "no month")]
)
def test_what_is_no_date_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(text)


def test_same_month_of_a_year_is_refused() -> None:
    with pytest.raises(Unreadable, match="month"):
        read("同月", Reading.parse("2024"))


def test_bounds_are_days() -> None:
    assert SEPTEMBER.earliest is not None and SEPTEMBER.earliest.isoformat() == "2024-09-01"
    february = read("2024年2月")
    assert february.latest is not None and february.latest.isoformat() == "2024-02-29"
    assert read("2024年4月以降").latest is None


@pytest.mark.parametrize("written", ["2024-09", "2024", "2024-04/", "/2024-06", "2024-12/2025-02"])
def test_readings_are_written_as_they_are_read(written: str) -> None:
    assert str(Reading.parse(written)) == written


def test_a_reading_has_no_day() -> None:
    with pytest.raises(Unreadable):
        Reading.parse("2024-09-05")
