"""The way in, through its socket."""

import contextlib
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from serving import Served, alive
from tiny import make_publication, make_release, quads

from ld import formats

ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
TRIPLES = "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }"
NINE_MILLION = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c != ?f) }"
LIGHT = "ASK { <https://example.org/id/1> ?p ?o }"


def raw(served, data, seconds=10.0, close=True):
    """Whatever comes back for these bytes, after which this side says no more if ``close``."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=seconds) as sock:
        sock.sendall(data)
        if close:
            sock.shutdown(socket.SHUT_WR)
        parts = []
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while part := sock.recv(65536):
                parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("form", formats.ROWS, ids=lambda form: form.name)
def test_rows_in_every_format(served, form):
    for text in ("SELECT ?s ?o { ?s ?p ?o } LIMIT 3", LIGHT):
        reply = served.query(text, form.media_type)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == form.content_type
        assert reply.headers["LD-Release"] == "r1"
        assert reply.headers["LD-Complete"] == "yes"
        assert re.fullmatch("[0-9a-f]{32}", reply.headers["LD-Query"])
        assert reply.body


@pytest.mark.parametrize("form", formats.GRAPHS + formats.DATASETS, ids=lambda form: form.name)
def test_graphs_in_every_format_and_the_service_description(served, form):
    for text in ("CONSTRUCT WHERE { ?s <https://example.org/p> ?o }", "DESCRIBE <https://example.org/id/1>"):
        reply = served.query(text, form.media_type)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == form.content_type
        assert list(ox.parse(reply.body, form.native))
    reply = served.get("/sparql", Accept=form.media_type)
    assert reply.headers["Content-Type"] == form.content_type
    found = {
        (quad.predicate.value.rpartition("#")[2], quad.object.value)
        for quad in ox.parse(reply.body, form.native)
        if isinstance(quad.object, ox.NamedNode)
    }
    assert ("endpoint", f"{served.address}/sparql") in found
    assert ("name", "https://example.org/graph/extra") in found


def test_the_service_description_names_the_host_that_the_client_uses(served):
    reply = served.get("/sparql", Accept="application/n-triples", Host="data.example:8080")
    assert b"<http://data.example:8080/sparql>" in reply.body
    assert b"127.0.0.1" not in reply.body
    again = served.get("/sparql", Accept="application/n-triples", If_None_Match=reply.headers["ETag"])
    assert again.status == 200  # another host, another description


def test_a_person_gets_flasks_page_by_each_method(served):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert served.get("/sparql", Accept=browser).text == "editor "
    assert served.query("nonsense", browser).text == "editor nonsense"
    body = urlencode({"query": "ASK {}"}).encode()
    assert served.request("/sparql", body, Accept="text/html").text == "editor ASK {}"


def test_head_options_and_cors(served):
    path = "/sparql?" + urlencode({"query": "ASK {}"})
    head = served.request(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"]
    preflight = served.request("/sparql", method="OPTIONS", Origin="https://elsewhere.example")
    assert preflight.status == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    for reply in (head, preflight, served.query("nonsense")):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_a_validator_answers_304_until_the_query_or_the_format_changes(served):
    first = served.query("ASK {}")
    path = "/sparql?" + urlencode({"query": "ASK {}"})
    tag = first.headers["ETag"]
    json = "application/sparql-results+json"
    assert served.get(path, Accept=json, If_None_Match=tag).status == 304
    assert served.get(path, Accept="text/csv", If_None_Match=tag).status == 200
    assert served.get(path + "%20", Accept=json, If_None_Match=tag).status == 200
    assert first.headers["Vary"] == "Accept"
    volatile = served.query("SELECT (NOW() AS ?n) {}")
    assert volatile.headers["ETag"] is None
    assert volatile.headers["Cache-Control"] == "no-store"


def test_what_was_asked_before_is_answered_by_its_very_bytes(served):
    text = "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 7"
    first, second = served.query(text), served.query(text)
    assert first.body == second.body
    dropped = {"date"}
    assert [item for item in first.headers.items() if item[0].lower() not in dropped] == [
        item for item in second.headers.items() if item[0].lower() not in dropped
    ]


def test_problems_are_told_in_the_clients_form_and_language(served):
    reply = served.query("SELECT *\n{ ?s ?p")
    assert reply.status == 400
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["line"] == 2
    path = "/sparql?" + urlencode({"query": "SELECT *\n{ ?s ?p"})
    japanese = served.get(path, Accept="text/csv, text/plain", Accept_Language="ja, en;q=0.5")
    assert japanese.headers["Content-Language"] == "ja"
    assert japanese.headers["Content-Type"].startswith("text/plain")
    assert "構文" in japanese.text
    assert served.query("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml").status == 406


def test_other_hosts_are_misdirected(served):
    for path in ("/sparql?query=ASK%7B%7D", "/two"):
        assert served.get(path, Host="evil.example").status == 421
        assert served.get(path, Host="evil.example").json["type"] == "/problem/misdirected"
        assert served.get(path, Host="LOCALHOST:99").status == 200
    assert served.get("/sparql", Host="evil.example", X_Forwarded_Host="localhost").status == 421


def test_health(served):
    assert served.get("/health/live").status == 200
    state = served.get("/health/ready").json
    assert state["ready"]
    assert state["release"] == "r1"
    assert served.get("/health/nothing").status == 404


def test_pages_see_no_header_that_could_be_taken_for_another(served):
    got = raw(
        served,
        b"GET /environ?x=%C3%A9 HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_For: 1.2.3.4\r\nX-A: b\r\n"
        b"Connection: close\r\n\r\n",
        close=False,
    )
    assert b"HTTP_X_A" in got
    assert b"1.2.3.4" not in got


# What breaks


@pytest.mark.parametrize(
    ("text", "form"),
    [(ROWS, form) for form in formats.ROWS] + [(TRIPLES, form) for form in formats.GRAPHS + formats.DATASETS],
    ids=lambda each: getattr(each, "name", ""),
)
def test_a_worker_killed_in_mid_answer_gives_a_broken_transfer(served, text, form):
    arguments = urlencode({"query": text + f"# {form.name}"})
    curl = served.curl("--limit-rate", "5M", "-H", f"Accept: {form.media_type}", f"{served.address}/sparql?{arguments}")
    served.until(lambda: served.health["busy"] == 1)
    time.sleep(0.2)
    assert curl.poll() is None
    for pid in served.workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert curl.wait(20) == 18
    assert served.query(LIGHT).status == 200


def test_a_worker_killed_before_the_first_byte_gives_a_status(served):
    with ThreadPoolExecutor() as threads:
        asking = threads.submit(served.query, NINE_MILLION + "# killed")
        served.until(lambda: served.health["busy"] == 1)
        for pid in served.workers:
            os.kill(pid, signal.SIGKILL)
        reply = asking.result()
    assert reply.status == 500
    assert reply.json["type"] == "/problem/worker-ended"
    assert served.query(LIGHT).status == 200


def test_an_answer_beyond_the_deadline_is_broken_once_it_has_begun(served):
    text = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(CONCAT(STR(?a), STR(?d))) > 45 || ?c = ?f) }"
    curl = served.curl(f"{served.address}/sparql?{urlencode({'query': text})}", "-m", "20")
    assert curl.wait(20) in {0, 18}
    larger = served.curl(f"{served.address}/sparql?{urlencode({'query': ROWS})}", "-m", "20")
    assert larger.wait(20) == 18  # 64 MB or two seconds, whichever comes first


def test_a_page_that_fails_in_its_middle_is_broken_too(served):
    assert served.curl(f"{served.address}/half").wait(20) == 18


@pytest.mark.parametrize("text", [NINE_MILLION, ROWS], ids=["before the first byte", "in mid-answer"])
def test_a_client_that_leaves_frees_its_worker_within_a_second(served, text):
    curl = served.curl("--limit-rate", "100k", f"{served.address}/sparql?{urlencode({'query': text + '# left'})}")
    served.until(lambda: served.health["busy"] == 1)
    time.sleep(0.1)
    before = set(served.workers)
    curl.kill()
    curl.wait()
    start = time.monotonic()
    served.until(lambda: served.health["busy"] == 0)
    assert time.monotonic() - start < 1
    # One of the two is replaced; while its successor comes, there are one, two or three for a moment.
    served.until(lambda: len(now := set(served.workers)) == 2 and len(before - now) == 1)


def test_nine_million_rows_end_at_the_deadline_while_others_are_answered(served):
    slow = []
    with ThreadPoolExecutor() as threads:
        start = time.monotonic()
        asking = threads.submit(served.query, NINE_MILLION + "# nine")
        while not asking.done():
            begun = time.monotonic()
            assert served.query(LIGHT + f"# {begun}").status == 200
            assert served.get("/two").status == 200
            slow.append(time.monotonic() - begun)
        reply = asking.result()
        took = time.monotonic() - start
    assert reply.status == 504
    assert reply.json["deadline_seconds"] == 2
    assert 1.9 < took < 3
    assert len(slow) > 10
    assert max(slow) < 1


@pytest.mark.parametrize("opening", ["{", "(", "[", "!"])
def test_a_hundred_thousand_levels_are_refused_before_a_worker_is_asked(served, opening):
    body = urlencode({"query": "ASK " + opening * 100_000}).encode()
    before = served.workers
    assert served.request("/sparql", body).status == 400
    assert served.workers == before


# What is sent wrongly


@pytest.mark.parametrize(
    "data",
    [
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nquery=",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /sparql?query=" + b"x" * 3_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /two HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 3_000_000 + b"\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=[
        "no host",
        "two hosts",
        "too large",
        "negative",
        "short",
        "bad chunk",
        "long url",
        "long header",
        "noise",
        "path",
    ],
)
def test_wrong_requests_are_refused_and_hurt_nobody(served, data):
    with contextlib.suppress(OSError):
        got = raw(served, data, 3)
        assert not got or got.split()[1].startswith(b"4"), got[:100]
    assert served.query(LIGHT).status == 200


def test_the_process_stops_when_asked_and_leaves_nothing(tmp_path):
    made = make_publication(tmp_path, deadline_seconds=2)
    make_release(made.paths.release, "r1", quads(3000))
    for how, busy in ((signal.SIGTERM, True), (signal.SIGINT, False), (signal.SIGKILL, True)):
        server = Served(tmp_path)
        server.until(lambda: len(server.workers) == 2)  # noqa: B023
        processes = [*server.processes(), *server.workers]
        curl = server.curl(f"{server.address}/sparql?{urlencode({'query': NINE_MILLION})}") if busy else None
        if curl:
            server.until(lambda: server.health["busy"] == 1)  # noqa: B023
        start = time.monotonic()
        code = server.stop(how)
        assert time.monotonic() - start < 15
        assert code == (0 if how != signal.SIGKILL else -9)
        server.until(lambda: not any(alive(pid) for pid in processes))  # noqa: B023
        if curl:
            # Asked to stop, it finishes what it has begun; killed, it cannot.
            assert (curl.wait(10) == 0) is (how == signal.SIGTERM)


def test_a_page_sees_one_release_while_the_server_moves(tmp_path):
    made = make_publication(tmp_path)
    make_release(made.paths.release, "r1", quads(30, "one"))
    server = Served(tmp_path)
    failures = []

    def keep_asking():
        while server.get("/health").json["release"] != "r2":
            reply = server.query("SELECT ?o { <https://example.org/release> ?p ?o }")
            if reply.status != 200:
                failures.append(reply)

    try:
        with ThreadPoolExecutor() as threads:
            slow = threads.submit(server.get, "/two?sleep=2.5")
            asking = threads.submit(keep_asking)
            time.sleep(0.3)
            make_release(made.paths.release, "r2", quads(30, "two"))
            asking.result()
            assert server.get("/two").text == "two two r2"
            assert slow.result().text == "one one r1"
        server.until(lambda: len(server.processes()) == 1)
        assert not failures
    finally:
        server.stop()
