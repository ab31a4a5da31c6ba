"""Progress: a terminal sees it, a pipe does not, and each stage has its cost."""

from __future__ import annotations

import io

import pytest

from ld.build.progress import Progress, peak_mb


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_each_stage() -> None:
    terminal = Terminal()
    with Progress(terminal).stage("mapping"):
        assert "mapping …" in terminal.getvalue()
    assert terminal.getvalue().endswith(" s\n")


def test_a_pipe_sees_nothing() -> None:
    pipe = io.StringIO()
    with Progress(pipe).stage("mapping"):
        pass
    assert pipe.getvalue() == ""


def test_the_cost_of_a_stage_is_kept_also_when_it_fails() -> None:
    progress = Progress(io.StringIO())
    with pytest.raises(ValueError, match="no"), progress.stage("gate"):
        raise ValueError("no")
    with progress.stage("dumps"):
        pass
    assert [timing.stage for timing in progress.timings] == ["gate", "dumps"]
    assert [line.split()[0] for line in progress.table().splitlines()] == ["gate", "dumps", "whole"]
    assert progress.peak_mb > 1


def test_the_peak_is_the_stages_own() -> None:
    progress = Progress(io.StringIO())
    with progress.stage("large"):
        held = bytes(200 << 20)
        assert held[-1] == 0
        del held
    with progress.stage("small"):
        pass
    large, small = progress.timings
    assert peak_mb() > 0
    assert large.peak_mb >= small.peak_mb
