"""A served publication for tests: a process of its own, spoken to through its socket."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PAGES = """
import sys
from flask import Flask, request, Response
from ld.publication import Publication
from ld.web.serve import serve

def pages(publication, engine):
    app = Flask("stub")

    @app.get("/two")
    def two():
        import time
        text = "SELECT ?o { <https://example.org/release> ?p ?o }"
        first = engine.select(text)[0]["o"].value
        time.sleep(float(request.args.get("sleep", 0)))
        return f"{first} {engine.select(text)[0]['o'].value} {engine.release.id}"

    @app.route("/sparql", methods=["GET", "POST"])
    def editor():
        return Response("editor " + request.values.get("query", ""), mimetype="text/html")

    @app.get("/half")
    def half():
        def body():
            yield "half" * 1000
            raise RuntimeError("the other half")
        return Response(body(), mimetype="text/plain")

    @app.get("/environ")
    def environ():
        return {k: v for k, v in request.environ.items() if k.startswith("HTTP_") or k == "QUERY_STRING"}

    return app

publication = Publication.load(sys.argv[1])
serve(publication, "127.0.0.1", int(sys.argv[2]), pages, lambda address: print(address, flush=True))
"""


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """A server in a process of its own; ``address`` ends without a slash."""

    def __init__(self, folder: Path):
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port = sock.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-W", "error", "-c", PAGES, str(folder), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder)
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), "the server did not start"
        self.until(self._up)

    def _up(self) -> bool:
        try:
            return self.get("/health/ready").status == 200
        except OSError:
            return False

    def request(self, path: str, data: bytes | None = None, method: str | None = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, data, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.request(path, **headers)

    def query(self, text: str, accept: str = "application/sparql-results+json", **arguments: str) -> Reply:
        return self.get("/sparql?" + urlencode({"query": text, **arguments}), Accept=accept)

    def curl(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["curl", "-sS", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def health(self) -> Any:
        return self.get("/health").json

    def processes(self) -> dict[int, list[int]]:
        """Every process under the server, with its parent's children: nursery → workers."""
        found: dict[int, list[int]] = {}
        for nursery in children(self.process.pid):
            found[nursery] = children(nursery)
        return found

    @property
    def workers(self) -> list[int]:
        return [pid for each in self.processes().values() for pid in each]

    def until(self, true: Any, seconds: float = 10) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(20)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            assert self.process.stdout is not None
            self.process.stdout.close()


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(each) for each in text.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
