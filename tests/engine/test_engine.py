import asyncio
import contextlib
import threading
import time

import pyoxigraph as ox
import pytest
from tiny import make_release, move_current, quads

from ld.engine import generations
from ld.engine.answer import Broken
from ld.engine.engine import Engine
from ld.engine.query import Query
from ld.engine.release import NoRelease, Release, current
from ld.formats import CSV, JSON, NTRIPLES, TSV, TURTLE, XML
from ld.problems import Problem

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
WHICH = "SELECT ?o { <https://example.org/release> ?p ?o }"


@pytest.fixture
def engine(publication):
    with Engine.alone(publication) as made:
        yield made


@contextlib.asynccontextmanager
async def started(publication):
    made = Engine(publication)
    await made.start()
    try:
        yield made
    finally:
        await made.close()


def test_select_ask_construct_and_any(engine):
    thing = ox.NamedNode("https://example.org/id/7")
    assert [row["o"] for row in engine.select("SELECT * { ?s ?p ?o }", s=thing)] == [ox.Literal("value 7 交流")]
    assert engine.select("SELECT * { OPTIONAL { ?s <a:none> ?o } }") == [{}]
    assert engine.ask("ASK { ?s ?p ?o }", s=thing)
    assert not engine.ask("ASK { ?s ?p ?o }", o=ox.Literal('"\\\n'))
    assert engine.construct("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE, s=thing).startswith(b"@prefix e:")
    assert engine.run("SELECT (1 AS ?x) {}", CSV) == b"x\r\n1\r\n"
    assert engine.run("DESCRIBE <https://example.org/id/7>").count(b"value 7") == 1
    assert engine.ask("ASK { <id/7> <p> ?o }")
    assert engine.release.id == "r1"


@pytest.mark.parametrize(
    ("text", "form", "status", "slug"),
    [
        ("SELECT * {", None, 400, "malformed-query"),
        ("SELECT * { ?s foaf:name ?o }", None, 400, "malformed-query"),
        ("ASK { SERVICE <http://x/> {} }", None, 403, "service-refused"),
        (HEAVY, None, 504, "deadline"),
        ("SELECT ('\\u0001' AS ?x) {}", XML, 406, "unwritable"),
        (f"SELECT * {{ {'{' * 200} {'}' * 200} }}", None, 400, "query-too-deep"),
    ],
)
def test_problems(engine, text, form, status, slug):
    with pytest.raises(Problem) as caught:
        engine.run(text, form)
    assert (caught.value.status, caught.value.slug) == (status, slug)
    assert engine.ask("ASK {}")
    assert engine.outcomes[slug] == 1


def test_syntax_errors_have_line_and_column(engine):
    with pytest.raises(Problem) as caught:
        engine.run("SELECT *\n{ ?s ?p }")
    assert caught.value.extra["line"] == 2
    assert caught.value.extra["column"] in {9, 10}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ASK { ?s a k:Thing }", "Prefix not found; a line PREFIX"),
        ("SELECT ?s {?s a k:X}", "Prefix not found; a line PREFIX"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", ": The SELECT contains a variable that is unbound"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", ": unexpected text"),
        ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", ": expected DISTINCT"),
    ],
)
def test_what_the_parser_says_is_told_in_words(engine, text, told):
    with pytest.raises(Problem) as caught:
        engine.run(text)
    assert told in caught.value.detail["en"]
    assert "expected one of" not in caught.value.detail["en"]


def test_a_broken_graph_name_is_the_clients_fault(publication):
    async def work():
        async with started(publication) as engine:
            with pytest.raises(Problem) as caught:
                await engine.answer(Query("ASK {}", default_graphs=("no iri",), named_graphs=()))
            assert caught.value.slug == "bad-graph"

    asyncio.run(work())


def test_finished_answers_are_kept_unless_they_are_volatile(engine):
    for _ in range(2):
        engine.run("SELECT (1 AS ?x) {}")
        engine.run("SELECT (RAND() AS ?x) {}")
    engine.run("SELECT (1 AS ?x) {}", CSV)
    assert engine.outcomes == {"answered": 4, "cached": 1}
    assert engine.run("SELECT (RAND() AS ?x) {}") != engine.run("SELECT (RAND() AS ?x) {}")


def test_streamed_answers_are_kept_once_they_were_read_to_their_end(publication):
    async def work():
        async with started(publication) as engine:
            query = Query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000")
            first = await engine.answer(query)
            assert not first.complete
            data = await first.whole()
            second = await engine.answer(query)
            assert second.complete
            assert second.body == data
            left = await engine.answer(Query(ROWS))
            await left.close()
            await left.close()
            assert engine.outcomes == {"streamed": 1, "cached": 1, "left": 1}
            assert await (await engine.answer(Query("ASK {}"))).whole()

    asyncio.run(work())


def test_an_answer_that_breaks_off_says_so(publish):
    async def work():
        async with started(publish(answer_mb=1)) as engine:
            answer = await engine.answer(Query(ROWS))
            with pytest.raises(Broken, match="too-large"):
                await answer.whole()

    asyncio.run(work())


def test_what_breaks_in_the_synchronous_face_is_a_problem(publish):
    with Engine.alone(publish(answer_mb=1)) as engine, pytest.raises(Problem) as caught:
        engine.run(ROWS)
    assert caught.value.slug == "answer-too-large"


def test_a_client_may_ask_for_less_time_not_for_more(publication):
    async def work():
        async with started(publication) as engine:
            for given, most in ((0.2, 1.0), (60, 3.0)):
                start = time.monotonic()
                with pytest.raises(Problem) as caught:
                    await engine.answer(Query(HEAVY, timeout=given))
                assert caught.value.slug == "deadline"
                assert time.monotonic() - start < most

    asyncio.run(work())


def test_a_cancelled_query_frees_its_worker(publication):
    async def work():
        async with started(publication) as engine:
            task = asyncio.ensure_future(engine.answer(Query(HEAVY)))
            while engine.pool.busy != 1:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert engine.pool.busy == 0
            assert engine.outcomes["left"] == 1

    asyncio.run(work())


def test_a_full_line_is_told(publish):
    async def work():
        async with started(publish(waiting=2, deadline_seconds=1)) as engine:
            while len(engine.pool.workers) < 2:
                await asyncio.sleep(0.01)
            asking = [asyncio.ensure_future(engine.answer(Query(HEAVY, client=str(i)))) for i in range(6)]
            results = await asyncio.gather(*asking, return_exceptions=True)
            slugs = sorted(each.slug for each in results)
            assert slugs.count("busy") >= 2
            assert slugs.count("deadline") >= 2
            busy = next(each for each in results if each.slug == "busy")
            assert busy.status == 503
            assert int(busy.headers["Retry-After"]) > 0

    asyncio.run(work())


def test_it_moves_to_a_new_release_and_requests_keep_theirs(publication, monkeypatch):
    monkeypatch.setattr(generations, "POLL_SECONDS", 0.02)

    async def which(engine):
        answer = await engine.answer(Query(WHICH), CSV)
        return answer.release, (await answer.whole()).split()[1]

    async def work():
        async with started(publication) as engine:
            assert await which(engine) == ("r1", b"one")
            streamed = await engine.answer(Query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"))
            assert not streamed.complete
            with engine.pinned() as seen:
                make_release(publication.paths.release, "r2", quads(30, "two"))
                await asyncio.wait_for(_until_moved(engine, "r2"), 10)
                assert seen.id == "r1"
                assert engine.release.id == "r1"
                assert await which(engine) == ("r1", b"one")
                assert await asyncio.create_task(which(engine)) == ("r1", b"one")
            assert await which(engine) == ("r2", b"two")
            data = await streamed.whole()
            assert data.count(b'"a"') == 20001
            while len(engine._generations._all) != 1:
                await asyncio.sleep(0.01)

    async def _until_moved(engine, name):
        while engine._generations._current.release.id != name:
            await asyncio.sleep(0.01)

    asyncio.run(work())


def test_a_broken_new_release_leaves_the_old_one(publication, monkeypatch, caplog):
    monkeypatch.setattr(generations, "POLL_SECONDS", 0.02)

    async def work():
        async with started(publication) as engine:
            make_release(publication.paths.release, "r2", "nonsense")
            while "r2 cannot be loaded" not in caplog.text:
                await asyncio.sleep(0.01)
            assert (await engine.answer(Query("ASK {}"))).release == "r1"
            (publication.paths.release / "current").unlink()
            await asyncio.sleep(0.1)
            assert (await engine.answer(Query("ASK { }"))).release == "r1"
            make_release(publication.paths.release, "r3", quads(3))
            while engine.release.id != "r3":
                await asyncio.sleep(0.01)

    asyncio.run(work())


def test_no_release_is_told_at_the_start(publication, tmp_path):
    (publication.paths.release / "current").unlink()
    with pytest.raises(NoRelease, match="leads to no release"), Engine.alone(publication):
        pass
    with pytest.raises(NoRelease, match="cannot be read"):
        Release.read(tmp_path)
    (tmp_path / "dumps").mkdir()
    with pytest.raises(NoRelease, match="0 N-Quads"):
        Release("x", "1", 0, tmp_path).quads()


def test_the_current_release_is_where_the_link_leads(publication):
    folder = publication.paths.release
    make_release(folder, "r2", quads(3))
    assert current(folder).name == "r2"
    move_current(folder, "r1")
    assert current(folder).name == "r1"


def test_a_closed_engine_says_so(publication):
    with Engine.alone(publication) as engine:
        assert engine.ask("ASK {}")
    with pytest.raises(Problem) as caught:
        engine.ask("ASK {}")
    assert caught.value.status == 503


def test_the_synchronous_face_does_not_wait_for_itself(publication):
    async def work():
        async with started(publication) as engine:
            with pytest.raises(AssertionError, match="own loop"):
                engine.ask("ASK {}")

    asyncio.run(work())


def test_many_threads_ask_at_once(engine):
    found = []

    def ask(number):
        for i in range(20):
            thing = ox.NamedNode(f"https://example.org/id/{(number * 20 + i) % 300}")
            found.append(engine.select("SELECT * { ?s <https://example.org/p> ?o }", s=thing))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert all(len(rows) == 1 for rows in found)
    assert engine.construct("CONSTRUCT WHERE { ?s <https://example.org/p> ?o }", NTRIPLES).count(b"\n") == 300


def test_how_an_answer_begins(engine):
    form, body, whole = engine.head(ROWS, 1000)
    assert (form, whole, len(body)) == (TSV, False, 1000)
    assert body.startswith(b"?a\t?b\t?c\t?d\t?e\t?f\n")
    assert engine.head("SELECT (1 AS ?x) {}", 1000, "somebody") == (TSV, b"?x\n1\n", True)
    assert engine.head("ASK {}", 1000)[::2] == (JSON, True)
    assert engine.head("DESCRIBE <https://example.org/id/7>", 10_000)[::2] == (TURTLE, True)
    with pytest.raises(Problem) as refused:
        engine.head("SELECT", 10)
    assert refused.value.status == 400
    deadline = time.monotonic() + 10
    while engine.pool.busy and time.monotonic() < deadline:
        time.sleep(0.01)
    assert engine.pool.busy == 0
