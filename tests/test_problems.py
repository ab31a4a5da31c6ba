from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ld.problems import Finding, Problem, Severity, SourceErrors, listing


def finding(row: int = 3, kind: str = "key", severity: Severity = Severity.ERROR) -> Finding:
    texts = {"en": "no such key", "ja": "その鍵はない"}
    return Finding("sources/a.csv", row, "partner", kind, "XX", severity, texts)


def test_a_finding_says_where_what_and_why() -> None:
    assert finding().line() == "sources/a.csv:3:partner: error: no such key [XX] (key)"
    assert finding().line("ja") == "sources/a.csv:3:partner: error: その鍵はない [XX] (key)"
    assert finding().message("fr") == "no such key"
    assert Finding("a.csv", 0, "", "gone").line() == "a.csv: error: gone (gone)"


def test_a_listing_counts_what_it_leaves_out() -> None:
    lines = listing([finding(row) for row in range(1, 61)], most=50).split("\n")
    assert len(lines) == 51
    assert lines[-1] == "… 10 more of key"


def test_a_listing_has_errors_first() -> None:
    lines = listing([finding(1, "aa", Severity.WARNING), finding(9, "zz")]).split("\n")
    assert [": error:" in line for line in lines] == [True, False]


def test_source_errors_count_errors_and_keep_all() -> None:
    error = SourceErrors([finding(9), finding(1, severity=Severity.WARNING)])
    assert str(error).startswith("1 error(s) in the sources\n")
    assert [f.row for f in error.findings] == [1, 9]


def test_a_problem_has_the_members_of_rfc_9457() -> None:
    problem = Problem(400, "malformed", {"en": "Malformed", "ja": "構文誤り"}, {"en": "line 1"}, {"line": 1})
    assert problem.members("ja") == {
        "type": "/problem/malformed",
        "title": "構文誤り",
        "status": 400,
        "detail": "line 1",
        "line": 1,
    }
    assert "detail" not in Problem(404, "gone", {"ja": "ない"}).members("en")


def test_a_problem_passes_through_a_context_manager() -> None:
    @contextmanager
    def room() -> Iterator[None]:
        yield

    with pytest.raises(Problem, match="gone"), room():
        raise Problem(404, "gone", {"en": "Gone"})
