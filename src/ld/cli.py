"""The command ``koryu``: nothing but calls.

Exit codes: 0 all is well, 1 something in the sources must be mended, 2 the command cannot be carried out (usage,
files, environment). An error is one message on standard error, never a traceback.
"""

# ruff: noqa: PLC0415 - each command imports what it runs: cite need not wait for what build needs

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from ld import __version__, formats
from ld.build.progress import Progress
from ld.problems import Problem, Severity, SourceErrors, listing
from ld.publication import FILE, Publication

if TYPE_CHECKING:
    from flask import Flask

OK, FINDINGS, TROUBLE = 0, 1, 2
TEXT_VARIABLE = "KORYU_TEXT"
_ANSWERS = tuple(form.extension for form in (*formats.ROWS, *formats.GRAPHS))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    signal.signal(signal.SIGTERM, _ended)
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
        return code
    except SourceErrors as error:
        print(error, file=sys.stderr)
        return FINDINGS
    except Problem as problem:
        title, detail = problem.text(problem.title, "en"), problem.text(problem.detail, "en")
        return _trouble(f"{title}: {detail}" if detail else title)
    except BrokenPipeError:  # whoever read the output has left; nothing more can be told them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except (OSError, UnicodeDecodeError) as error:
        return _trouble(str(error))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _ended(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by the ordinary way, so that nothing half done stays behind."""
    raise SystemExit(128 + number)


def _trouble(message: str) -> int:
    print(f"koryu: {message}", file=sys.stderr)
    return TROUBLE


def _parser() -> argparse.ArgumentParser:
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "-C", "--publication", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the publication's folder"
    )
    parser = argparse.ArgumentParser(prog="koryu", description="Publish curated tables as linked data.")
    parser.add_argument(
        "-C", "--publication", type=Path, default=Path(), metavar="DIR", help="the publication's folder"
    )
    parser.add_argument("--version", action="version", version=f"koryu {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about, parents=[place])
        made.set_defaults(run=run)
        return made

    for name, run, about in (
        ("build", _build, "Build a release from the sources and make it the current one."),
        ("check", _check, "Check the sources as a build does, without a release."),
    ):
        made = command(name, run, about)
        made.add_argument("--timings", action="store_true", help="print time and peak memory of each stage")
        made.add_argument("--report", type=Path, metavar="FILE", help="where findings go as HTML [build/report.html]")
    made = command("serve", _serve, "Serve the current release.")
    made.add_argument("--host", help="the address to listen on [publication.toml]")
    made.add_argument("--port", type=int, help="the port to listen on [publication.toml]")
    _text_option(made, "the document's text, so that passages can be shown")
    made = command("query", _query, "Ask the current release a SPARQL query.")
    made.add_argument("file", metavar="FILE", help="a file with the query, or - for standard input")
    made.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="the value of a parameter of the question"
    )
    made.add_argument("--format", choices=_ANSWERS, help="how the answer is written [json, or ttl for a graph]")
    made = command("cite", _cite, "Print line, start, end and SHA-256 of words of the document, for evidence.csv.")
    made.add_argument("line", type=int, metavar="LINE", help="the line's number, from 1")
    made.add_argument("words", metavar="TEXT", help="the characters, exactly as they stand there")
    made.add_argument("--occurrence", type=int, metavar="N", help="which one, where the line has them more than once")
    _text_option(made, "the document's text")
    made = command("audit", _audit, "Check every pointer, hash, name and date against the document's text.")
    _text_option(made, "the document's text")
    return parser


def _text_option(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("--text", type=Path, metavar="FILE", help=f"{about} [${TEXT_VARIABLE}]")


def _text_of(given: argparse.Namespace) -> Path:
    """The file of the document's text. Raises OSError where none is named."""
    named = given.text or os.environ.get(TEXT_VARIABLE)
    if not named:
        raise FileNotFoundError(f"the document's text is needed: --text FILE, or ${TEXT_VARIABLE}")
    return Path(named)


def _publication(given: argparse.Namespace) -> Publication:
    """The publication of the folder that was named. Raises OSError where there is none."""
    path = given.publication / FILE
    if not path.exists():
        raise FileNotFoundError(f"no publication here: {path} does not exist (-C DIR names another folder)")
    return Publication.load(path)


def _build(given: argparse.Namespace) -> int:
    from ld.build import pipeline

    progress = Progress()
    try:
        folder, _, report = pipeline.build(_publication(given), progress, given.report)
    finally:
        _timings(given, progress)
    warnings = sum(finding.severity is Severity.WARNING for finding in report.findings)
    if warnings:
        print(f"{warnings} warning(s); koryu check lists them", file=sys.stderr)
    print(folder.name)
    return OK


def _check(given: argparse.Namespace) -> int:
    from ld.build import pipeline

    progress = Progress()
    try:
        report = pipeline.check(_publication(given), progress, given.report).report
    except SourceErrors as error:
        print(error)
        return FINDINGS
    finally:
        _timings(given, progress)
    print(report.terminal())
    return OK


def _timings(given: argparse.Namespace, progress: Progress) -> None:
    if given.timings:
        print(progress.table(), file=sys.stderr)


def _serve(given: argparse.Namespace) -> int:
    from ld.engine.engine import Engine
    from ld.engine.release import NoRelease
    from ld.web import texts
    from ld.web.app import create_app
    from ld.web.serve import serve

    publication = _publication(given)
    named = given.text or os.environ.get(TEXT_VARIABLE)

    def pages(publication: Publication, engine: Engine) -> Flask:
        return create_app(publication, engine, texts.read(publication, engine, Path(named)) if named else None)

    def ready(address: str) -> None:
        print(f"koryu: serving {publication.name} at {address}", file=sys.stderr, flush=True)

    try:
        serve(publication, given.host, given.port, pages, ready)
    except NoRelease as error:
        return _trouble(f"{error}; koryu build makes one")
    return OK


def _query(given: argparse.Namespace) -> int:
    from ld.engine.engine import Engine
    from ld.engine.release import NoRelease
    from ld.queries import bound

    publication = _publication(given)
    try:
        text = sys.stdin.read() if given.file == "-" else bound(publication, Path(given.file), given.set)
    except UnicodeDecodeError:
        raise
    except ValueError as error:
        return _trouble(str(error))
    form = formats.by_extension(given.format) if given.format else None
    try:
        with Engine.alone(publication) as engine:
            answer = engine.run(text, form)
    except NoRelease as error:
        return _trouble(f"{error}; koryu build makes one")
    sys.stdout.buffer.write(answer)
    return OK


def _cite(given: argparse.Namespace) -> int:
    from ld.build.evidence import NotInText, Text, cite

    text = Text.read(_text_of(given))
    try:
        print(cite(text, given.line, given.words, given.occurrence).row())
    except NotInText as error:
        print(f"koryu: {error}", file=sys.stderr)
        return FINDINGS
    return OK


def _audit(given: argparse.Namespace) -> int:
    from ld.build.audit import audit
    from ld.build.tables import read_tables

    publication = _publication(given)
    path = _text_of(given)
    findings = audit(publication, read_tables(publication), path)
    if findings:
        print(listing(findings))
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else OK


if __name__ == "__main__":
    sys.exit(main())
