"""Findings are all counted; a few are kept."""

import pytest

from ld.build.collect import Collector
from ld.problems import Finding, Severity, SourceErrors


def finding(row: int, kind: str = "k", severity: Severity = Severity.ERROR, file: str = "sources/a.csv") -> Finding:
    return Finding(file, row, "c", kind, severity=severity, messages={"en": "x"})


def test_keeps_the_first_and_counts_all() -> None:
    collector = Collector(most=3)
    for row in range(2, 12):
        collector.add(finding(row))
    assert collector.counts["k"] == 10
    head, *kept = collector.findings
    assert [f.row for f in kept] == [2, 3]
    assert head.message() == "10 findings of this kind in sources/a.csv; the first 2 follow"
    assert "10件" in head.message("ja")
    with pytest.raises(SourceErrors, match=r"^10 error\(s\)"):
        collector.stop()


def test_a_summary_over_several_files_names_their_folder() -> None:
    collector = Collector(most=1)
    collector.add(finding(1))
    collector.add(finding(1, file="sources/b.csv"))
    (head,) = collector.findings
    assert head.file == "sources"


def test_what_is_not_kept_is_not_made() -> None:
    collector = Collector(most=1)
    collector.add(finding(1))
    collector.note("k", "sources/a.csv", lambda: pytest.fail("made"))


def test_warnings_do_not_stop() -> None:
    collector = Collector()
    collector.add(finding(1, severity=Severity.WARNING))
    collector.stop()
    collector.add(finding(2))
    with pytest.raises(SourceErrors):
        collector.stop()
