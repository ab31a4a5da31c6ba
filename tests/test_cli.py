"""The commands: what they print, and what they return."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ld import cli
from ld.build import release
from ld.publication import Publication

GARDENS = Path(__file__).resolve().parent / "build" / "fixtures" / "gardens"
ASK = "SELECT (COUNT(*) AS ?n) { ?s a <https://gardens.example/def#Garden> }"


@pytest.fixture
def gardens(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GARDENS, tmp_path / "gardens"))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text("一行目。\n同年九月、同年十月。\n", "utf-8")
    return path


def broken(gardens: Path) -> Path:
    table = gardens / "sources" / "gardens.csv"
    table.write_text(table.read_text("utf-8") + "kew,Again,再び,1800\n", "utf-8")
    return gardens


def koryu(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ld.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **more})


def test_build_prints_the_release_and_nothing_else_when_piped(gardens: Path) -> None:
    done = koryu("build", "-C", str(gardens))
    assert (done.returncode, done.stderr) == (0, "")
    folder = release.current(Publication.load(gardens))
    assert folder is not None
    assert done.stdout == f"{folder.name}\n"


def test_timings_go_to_standard_error(gardens: Path) -> None:
    done = koryu("-C", str(gardens), "build", "--timings")
    assert done.returncode == 0
    assert {"tables", "gate", "dumps", "release", "whole"} <= {line.split()[0] for line in done.stderr.splitlines()}


def test_a_fault_in_the_sources_is_told_and_returns_one(gardens: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(gardens)
    assert cli.main(["build", "-C", str(gardens), "--report", str(gardens / "r.html")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "sources/gardens.csv:5:" in err
    assert (gardens / "r.html").exists()


def test_check_prints_findings(gardens: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "-C", str(gardens)]) == 0
    assert capsys.readouterr().out.strip()
    assert not (gardens / "release").exists()
    assert cli.main(["check", "-C", str(broken(gardens))]) == 1
    assert "sources/gardens.csv:5:" in capsys.readouterr().out


def test_query_asks_the_current_release(gardens: Path, tmp_path: Path) -> None:
    assert koryu("build", "-C", str(gardens)).returncode == 0
    (tmp_path / "ask.rq").write_text(ASK, "utf-8")
    done = koryu("query", str(tmp_path / "ask.rq"), "-C", str(gardens), "--format", "csv")
    assert (done.returncode, done.stdout.split()) == (0, ["n", "3"])
    done = koryu("query", str(tmp_path / "ask.rq"), "-C", str(gardens))
    assert json.loads(done.stdout)["results"]["bindings"][0]["n"]["value"] == "3"


def test_a_query_that_cannot_be_asked_is_told(gardens: Path, tmp_path: Path) -> None:
    (tmp_path / "ask.rq").write_text("SELECT nonsense", "utf-8")
    before = koryu("query", str(tmp_path / "ask.rq"), "-C", str(gardens))
    assert before.returncode == 2
    assert "koryu build makes one" in before.stderr
    koryu("build", "-C", str(gardens))
    done = koryu("query", str(tmp_path / "ask.rq"), "-C", str(gardens))
    assert done.returncode == 2
    assert done.stderr.startswith("koryu: ")
    assert "Traceback" not in done.stderr


def test_query_reads_standard_input(gardens: Path) -> None:
    koryu("build", "-C", str(gardens))
    command = [sys.executable, "-m", "ld.cli", "query", "-", "-C", str(gardens), "--format", "tsv"]
    done = subprocess.run(command, input=ASK, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["?n", "3"]


def test_cite_prints_what_evidence_holds(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cite", "2", "九月", "--text", str(text)]) == 0
    assert capsys.readouterr().out.startswith("2,2,4,")
    assert cli.main(["cite", "2", "同年", "--text", str(text), "--occurrence", "2"]) == 0
    assert capsys.readouterr().out.startswith("2,5,7,")
    assert cli.main(["cite", "2", "同年", "--text", str(text)]) == 1
    assert "2 times" in capsys.readouterr().err


def test_the_text_comes_from_the_environment(text: Path) -> None:
    done = koryu("cite", "1", "一行", KORYU_TEXT=str(text))
    assert (done.returncode, done.stdout[:6]) == (0, "1,0,2,")
    done = koryu("cite", "1", "一行", KORYU_TEXT="")
    assert done.returncode == 2
    assert "KORYU_TEXT" in done.stderr


def test_what_cannot_be_done_returns_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cite", "1", "x", "--text", str(tmp_path / "none.txt")]) == 2
    assert capsys.readouterr().err.startswith("koryu: ")
    assert cli.main(["build", "-C", str(tmp_path)]) == 2
    assert "publication.toml" in capsys.readouterr().err
    (tmp_path / "publication.toml").write_text("", "utf-8")
    assert cli.main(["build", "-C", str(tmp_path)]) == 1
    assert "publication.base" in capsys.readouterr().err
    with pytest.raises(SystemExit) as usage:
        cli.main(["nonsense"])
    assert usage.value.code == 2


def test_a_build_that_is_ended_leaves_nothing_behind(gardens: Path) -> None:
    table = gardens / "sources" / "notes.csv"
    rows = "".join(f"exchange/kew-koishikawa-1,k{n},note {n}\n" for n in range(60_000))
    table.write_text(table.read_text("utf-8") + rows, "utf-8")
    releases = gardens / "release"
    build = subprocess.Popen([sys.executable, "-m", "ld.cli", "build", "-C", str(gardens)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(releases.glob(".building-*")) and build.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert build.poll() is None, build.communicate()
    build.send_signal(signal.SIGTERM)
    _, err = build.communicate(timeout=60)
    assert build.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in err
    assert list(releases.iterdir()) == []


def test_a_reader_that_leaves_is_no_traceback(gardens: Path) -> None:
    koryu("build", "-C", str(gardens))
    query = "SELECT * { ?s ?p ?o . ?a ?b ?c }"
    command = f'"{sys.executable}" -m ld.cli query - -C "{gardens}" --format tsv | head -1'
    done = subprocess.run(["bash", "-c", command], input=query, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("?")
    assert "Traceback" not in done.stderr


@pytest.mark.text
@pytest.mark.skipif("KORYU_TEXT" not in os.environ, reason="KORYU_TEXT does not name the document's text")
def test_audit_finds_nothing_wrong_with_this_publication(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "-C", str(GARDENS.parents[3])]) == 0
    assert capsys.readouterr().out == ""
