"""The W3C's tests of the SPARQL 1.1 Protocol, run through the socket.

KORYU_W3C_SUITE names a checkout of w3c/rdf-tests, or a bare git directory of it; the suite is not part of this
project. Query tests must pass; of update tests every update must be refused with 4xx and change nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from serving import Served
from tiny import make_publication, make_release

from ld import formats

FOLDER = "sparql/sparql11/protocol"
NAME = "KORYU_W3C_SUITE"
SUITE = os.environ.get(NAME, "")
BASE = "http://suite.example/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

pytestmark = pytest.mark.system


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: list[str]
    boolean: bool | None
    form: str | None


def read(name: str) -> bytes:
    if (Path(SUITE) / FOLDER).is_dir():
        return (Path(SUITE) / FOLDER / name).read_bytes()
    return subprocess.run(
        ["git", f"--git-dir={SUITE}", "show", f"HEAD:{FOLDER}/{name}"], check=True, capture_output=True
    ).stdout


class Manifest:
    def __init__(self) -> None:
        self.store = ox.Store()
        self.store.load(read("manifest.ttl"), ox.RdfFormat.TURTLE, base_iri=BASE)

    def one(self, subject, predicate):
        found = self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return next((quad.object for quad in found), None)

    def every(self, subject, predicate):
        return [quad.object for quad in self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]

    def items(self, node):
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        while node is not None and getattr(node, "value", "") != rdf + "nil":
            yield self.one(node, rdf + "first")
            node = self.one(node, rdf + "rest")

    def tests(self):
        head = self.one(ox.NamedNode(BASE), MF + "entries")
        for entry in self.items(head):
            yield entry.value.rpartition("#")[2], [self.request(each) for each in self.requests(entry)]

    def requests(self, entry):
        return self.items(self.one(self.one(entry, MF + "action"), HT + "requests"))

    def request(self, node) -> Request:
        headers = {
            self.one(each, HT + "fieldName").value: self.one(each, HT + "fieldValue").value
            for each in self.items(self.one(node, HT + "headers"))
        }
        body = self.one(node, HT + "body")
        data = None
        if body is not None:
            data = self.one(body, CNT + "chars").value.encode(self.one(body, CNT + "characterEncoding").value)
        answer = self.one(node, HT + "resp")
        boolean = self.one(answer, MF + "expectedBoolean")
        form = self.one(answer, MF + "expectedFormat")
        return Request(
            self.one(node, HT + "methodName").value,
            self.one(node, HT + "absolutePath").value,
            headers,
            data,
            [each.value.rpartition("StatusCode")[2] for each in self.every(answer, MF + "expectedStatus")],
            None if boolean is None else boolean.value == "true",
            None if form is None else form.value,
        )

    def quads(self) -> str:
        lines = set()
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(UT + "graphData"), None):
            graph = self.one(quad.object, RDFS + "label").value
            file = self.one(quad.object, UT + "graph").value.rpartition("/")[2]
            for triple in ox.parse(read(file), ox.RdfFormat.N_TRIPLES):
                lines.add(f"{ox.Triple(triple.subject, triple.predicate, triple.object)} <{graph}> .")
        return "\n".join(sorted(lines))


TESTS = list(Manifest().tests()) if SUITE else []


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suite")
    made = make_publication(folder)
    make_release(made.paths.release, "r1", Manifest().quads())
    server = Served(folder)
    yield server
    server.stop()


def send(server: Served, request: Request) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()
    finally:
        connection.close()


def content(server: Served) -> object:
    return server.query("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o").json[
        "results"
    ]


@pytest.mark.skipif(not SUITE, reason=f"{NAME} does not name w3c/rdf-tests")
@pytest.mark.parametrize(("name", "requests"), TESTS, ids=[name for name, _ in TESTS])
def test_protocol(suite, name, requests):
    if "update" in name:
        before = content(suite)
        for request in requests:
            if "query" not in request.headers.get("content-type", "") and "query=" not in request.path:
                status, _, _ = send(suite, request)
                assert 400 <= status < 500, request
        assert content(suite) == before
        return
    for request in requests:
        status, kind, body = send(suite, request)
        assert any(f"{status // 100}xx" == each for each in request.statuses), (status, body[:300])
        found = formats.by_media_type(kind)
        if request.form in {"boolean", "tabular"}:
            assert found in formats.ROWS
        elif request.form == "RDF":
            assert found in formats.GRAPHS
        if request.boolean is not None:
            assert json.loads(body)["boolean"] is request.boolean


def test_the_whole_suite_is_there():
    if not SUITE:
        pytest.skip(f"{NAME} does not name w3c/rdf-tests")
    names = [name for name, _ in TESTS]
    assert (sum("update" in name for name in names), len(names)) == (14, 34)
