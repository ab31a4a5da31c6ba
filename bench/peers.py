"""The services that are measured, each a process of its own over the same N-Quads."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
SETTINGS = """
[publication]
name = "bench"
version = "1"
base = "https://example.org/"
languages = ["en"]
title.en = "Bench"
publisher = "bench"
licence = "https://example.org/licence"
ontology = "https://example.org/def"
reading_order = "https://example.org/def#order"
[limits]
deadline_seconds = 60
[server]
workers = 4
"""
OURS = """
import sys
from flask import Flask
from ld.publication import Publication
from ld.web.serve import serve
serve(Publication.load(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), lambda publication, engine: Flask("bench"))
"""


@dataclass
class Peer:
    """A running service."""

    name: str
    port: int
    path: str
    pid: int

    def processor(self) -> float:
        """Seconds of processor time that its processes have used so far."""
        return sum(_processor(pid) for pid in tree(self.pid))

    def memory(self) -> float:
        """Megabytes resident, what processes share counted once a process (an upper bound)."""
        return sum(_resident(pid) for pid in tree(self.pid))


@contextlib.contextmanager
def ours(quads: Path, folder: Path) -> Iterator[Peer]:
    """This service, its release in memory."""
    lay_out(quads, folder)
    with start(OURS, str(folder)) as peer:
        yield peer


def lay_out(quads: Path, folder: Path) -> None:
    """A publication in ``folder`` whose release is ``quads``."""
    release = folder / "release" / "r1"
    (release / "dumps").mkdir(parents=True)
    shutil.copy(quads, release / "dumps" / "bench.nq")
    (release / "release.json").write_text(json.dumps({"id": "r1", "version": "1", "triples": 1}))
    (folder / "release" / "current").symlink_to("r1")
    (folder / "publication.toml").write_text(SETTINGS)


@contextlib.contextmanager
def start(code: str, folder: str, more: Sequence[str] = ()) -> Iterator[Peer]:
    """This service, started by ``code`` with the folder, the port and ``more`` as its arguments."""
    port = _port()
    with _process([sys.executable, "-c", code, folder, str(port), *more]) as pid:
        _until(f"http://127.0.0.1:{port}/health/ready")
        yield Peer("this service", port, "/sparql", pid)


@contextlib.contextmanager
def native(quads: Path) -> Iterator[Peer]:
    """The ``oxigraph`` server in memory, loaded over HTTP. Raises FileNotFoundError where there is no binary."""
    binary = _binary()
    port = _port()
    with _process([binary, "serve", "--bind", f"127.0.0.1:{port}"]) as pid:
        _until(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D")
        load = urllib.request.Request(
            f"http://127.0.0.1:{port}/store", quads.read_bytes(), {"Content-Type": "application/n-quads"}, method="POST"
        )
        with urllib.request.urlopen(load):
            yield Peer("oxigraph server, in memory", port, "/query", pid)


@contextlib.contextmanager
def in_process(quads: Path) -> Iterator[Peer]:
    """Flask with pyoxigraph in its own process, under granian: the peer where the server's binary is not to be had."""
    port = _port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-log"]
    with _process([*command, "--env-files", str(_environment(quads)), "bench.flaskpeer:app"]) as pid:
        _until(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")
        yield Peer("Flask and pyoxigraph in one process (no native server to be had)", port, "/sparql", pid)


def _environment(quads: Path) -> Path:
    file = BUILD / "peer.env"
    file.write_text(f"BENCH_QUADS={quads}\n")
    return file


def _binary() -> str:
    """The server's binary: on the path, or the PyPI package ``oxigraph`` put under build/."""
    found = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(BUILD / "oxigraph" / "bin"))
    if found is None:
        target = str(BUILD / "oxigraph")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, "oxigraph"]
        subprocess.run(command, check=False)
        found = shutil.which("oxigraph", path=str(BUILD / "oxigraph" / "bin"))
    if found is None:
        raise FileNotFoundError("oxigraph")
    return found


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator[int]:
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def _until(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(address):
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def _port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def tree(pid: int) -> list[int]:
    """The process and all below it, parents before children."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def _processor(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100
    return 0.0


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    return 0.0
