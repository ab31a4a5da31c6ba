"""Workers, spoken to without the checks that stand before them."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import threading
import time
from dataclasses import replace

import pytest
from serving import alive
from tiny import make_release, quads

from ld.engine.frames import CHUNK
from ld.engine.link import Ended
from ld.engine.pool import Pool
from ld.engine.release import NoRelease, Release

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@contextlib.asynccontextmanager
async def pool(publication, **options):
    folder = publication.paths.release / "r1"
    made = Pool(publication, Release.read(folder), options)
    await made.start()
    await until(lambda: len(made.workers) == publication.server.workers)
    try:
        yield made
    finally:
        processes = [made.nursery, *made.workers]
        await made.close()
        assert not any(alive(pid) for pid in processes if pid)


async def ask(made, text, deadline=5.0, format="JSON", **more):
    link = await made.acquire("", 10)
    given = {"default_graphs": None, "named_graphs": None, "substitutions": [], **more}
    exchange = link.ask({"text": text, "format": format, "deadline": deadline, **given}, deadline)
    parts = []
    try:
        while (chunk := await exchange.next()) is not None:
            parts.append(chunk)
    except Ended as ended:
        if link.alive:
            made.give_back(link)
        elif ended.kind == "worker-ended":
            raise Ended(await made.reason(link)) from None
        raise
    made.give_back(link)
    return b"".join(parts)


async def fine(made):
    """Every worker answers."""
    answers = await asyncio.gather(*(ask(made, "ASK { ?s ?p ?o }") for _ in range(4)))
    return all(json.loads(each)["boolean"] for each in answers)


async def until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def canary():
    """A listener on loopback, and whoever has called it."""
    callers = []
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    connection, address = sock.accept()
                    callers.append(address)
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield sock.getsockname()[1], callers
        time.sleep(0.05)
        sock.shutdown(socket.SHUT_RDWR)


def test_a_query_that_runs_too_long_is_ended_and_its_worker_replaced(publish):
    async def work():
        async with pool(publish()) as made:
            before = set(made.workers)
            start = time.monotonic()
            with pytest.raises(Ended, match="deadline"):
                await ask(made, HEAVY, 0.5)
            assert time.monotonic() - start < 1.5
            await until(lambda: len(made.workers) == 2)
            assert len(set(made.workers) & before) == 1
            assert await fine(made)
            assert made.replaced == {"deadline": 1}

    asyncio.run(work())


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 100_000 + "}" * 100_000,
        "ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }",
        "ASK { FILTER(" + "!" * 100_000 + "true) }",
        "ASK { ?s " + "(" * 50_000 + "<a:a>" + ")" * 50_000 + " ?o }",
        "ASK { ?s ?p " + "[ <a:a> " * 30_000 + "1" + "]" * 30_000 + " }",
        "ASK { " + "OPTIONAL { " * 20_000 + "}" * 20_000 + " }",
        "ASK { FILTER(1" + "+1" * 60_000 + " > 0) }",
        "ASK { {}" + "UNION{}" * 30_000 + " }",
    ],
    ids=["groups", "parentheses", "not", "path", "blank", "optional", "sum", "union"],
)
def test_a_query_nested_beyond_measure_costs_at_most_its_worker(publish, text):
    async def work():
        async with pool(publish()) as made:
            with contextlib.suppress(Ended):
                await ask(made, text, 1)
            assert await fine(made)
            await until(lambda: len(made.workers) == 2)

    asyncio.run(work())


def test_two_hundred_levels_are_within_a_workers_stack(publish):
    async def work():
        async with pool(publish()) as made:
            for opening, closing in ("{}", "()"):
                inner = opening * 198 + ("1" if opening == "(" else "") + closing * 198
                text = f"ASK {{ FILTER{inner} }}" if opening == "(" else f"ASK {inner}"
                assert await ask(made, text)
            deep = "ASK " + "{ OPTIONAL " * 99 + "{}" + "}" * 99
            assert await ask(made, deep)
            nots = "ASK { ?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 100 + "}" * 101
            with contextlib.suppress(Ended):
                await ask(made, nots)
            assert not made.replaced

    asyncio.run(work())


def test_a_memory_hog_ends_at_its_ceiling(publish):
    async def work():
        async with pool(publish(memory_mb=256)) as made:
            doubled = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40))
            with pytest.raises(Ended, match=r"memory|evaluation"):
                await ask(made, "SELECT (STRLEN(?x40) AS ?n) { BIND('0123456789' AS ?x0) " + doubled + "}", 20)
            assert await fine(made)

    asyncio.run(work())


def test_a_grouping_hog_ends_too(publish):
    async def work():
        async with pool(publish(memory_mb=128)) as made:
            text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
            with pytest.raises(Ended, match=r"memory|evaluation"):
                await ask(made, text, 30)
            assert await fine(made)

    asyncio.run(work())


@pytest.mark.parametrize("options", [{}, {"namespace": False}, {"filter": False}], ids=["both", "filter", "namespace"])
def test_service_and_from_never_leave_a_worker(publish, options):
    async def work():
        with canary() as (port, callers):
            async with pool(publish(), **options) as made:
                if not made.barriers:
                    pytest.skip("the system gives no such barrier")
                for host in ("127.0.0.1", "localhost", "[::1]", "0x7f.1"):
                    for text in (
                        "SELECT * { SERVICE <http://%s:%d/> { ?s ?p ?o } }",
                        "SELECT * { SERVICE SILENT <http://%s:%d/> { ?s ?p ?o } }",
                        "SELECT * FROM <http://%s:%d/> { ?s ?p ?o }",
                        "SELECT * FROM NAMED <http://%s:%d/> { GRAPH ?g { ?s ?p ?o } }",
                    ):
                        with contextlib.suppress(Ended):
                            await ask(made, text % (host, port), 3)
                assert await fine(made)
            assert not callers

    asyncio.run(work())


def test_without_barriers_the_canary_would_be_called(publish):
    async def work():
        with canary() as (port, callers):
            async with pool(publish(), namespace=False, filter=False) as made:
                assert not made.barriers
                with pytest.raises(Ended):
                    await ask(made, f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}", 3)
            assert callers

    asyncio.run(work())


def test_a_worker_killed_from_outside_is_replaced(publish):
    async def work():
        async with pool(publish()) as made:
            asking = asyncio.ensure_future(ask(made, HEAVY, 10))
            await until(lambda: made.busy == 1)
            for pid in made.workers:
                os.kill(pid, signal.SIGKILL)
            with pytest.raises(Ended, match="worker-ended"):
                await asking
            assert await fine(made)

    asyncio.run(work())


def test_a_nursery_that_ends_is_started_again(publish):
    async def work():
        async with pool(publish()) as made:
            before = {made.nursery, *made.workers}
            os.kill(made.nursery, signal.SIGKILL)
            await until(lambda: not any(alive(pid) for pid in before))
            assert await fine(made)
            await until(lambda: len(made.workers) == 2)
            assert not before & {made.nursery, *made.workers}

    asyncio.run(work())


def test_a_worker_that_is_not_read_from_waits(publish):
    async def work():
        async with pool(publish(answer_mb=100)) as made:
            link = await made.acquire("", 5)
            request = {"text": ROWS, "format": "JSON", "deadline": 0.5, "default_graphs": None, "named_graphs": None}
            exchange = link.ask({**request, "substitutions": []}, 0.5)
            first = await exchange.next()
            assert first is not None
            assert len(first) < 2 * CHUNK
            await asyncio.sleep(1)  # longer than its deadline: the time is the client's, not the worker's
            assert link.alive
            assert exchange._size < 3 * 1024 * 1024
            await until(lambda: not link.alive, 3)  # but not for ever

    asyncio.run(work())


def test_an_answer_that_grows_too_large_is_broken_and_its_worker_lives(publish):
    async def work():
        async with pool(publish(answer_mb=1)) as made:
            before = made.workers
            with pytest.raises(Ended, match="too-large"):
                await ask(made, ROWS, 10)
            assert made.workers == before
            assert await fine(made)

    asyncio.run(work())


def test_a_release_on_disk_is_opened_by_each_worker(publish):
    async def work():
        publication = publish(in_memory_triples=10)
        make_release(publication.paths.release, "r2", quads(500), store=True)
        made = Pool(publication, Release.read(publication.paths.release / "r2"))
        await made.start()
        try:
            assert made.where == "disk"
            found = json.loads(await ask(made, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
            assert found["results"]["bindings"][0]["n"]["value"] == "501"
            assert await fine(made)
            with pytest.raises(Ended, match="deadline"):
                await ask(made, HEAVY, 0.3)
            assert await fine(made)
        finally:
            await made.close()

    asyncio.run(work())


@pytest.mark.parametrize("fault", ["missing", "garbage", "store", "json"])
def test_a_release_that_cannot_be_loaded_is_told(publish, fault):
    async def work():
        publication = publish(in_memory_triples=10 if fault == "store" else 1000)
        folder = make_release(publication.paths.release, "r2", quads(20), store=True)
        dump = folder / "dumps" / "tiny.nq"
        if fault == "missing":
            dump.unlink()
        elif fault == "garbage":
            dump.write_text("<a> nonsense\n")
        elif fault == "json":
            (folder / "release.json").write_text("{}")
        else:
            for file in (folder / "store").iterdir():
                file.write_bytes(b"x")
        with pytest.raises(NoRelease, match="r2"):
            await Pool(publication, Release.read(folder)).start()

    asyncio.run(work())


def test_named_and_default_graphs_are_those_of_the_protocol(publish):
    async def count(made, pattern, **graphs):
        found = json.loads(await ask(made, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", **graphs))
        return int(found["results"]["bindings"][0]["n"]["value"])

    async def work():
        extra = "https://example.org/graph/extra"
        async with pool(publish()) as made:
            assert await count(made, "?s ?p ?o") == 301
            assert await count(made, "?s ?p ?o", default_graphs=[extra], named_graphs=[]) == 1
            assert await count(made, "?s ?p ?o", default_graphs=[], named_graphs=[extra]) == 0
            assert await count(made, "GRAPH ?g { ?s ?p ?o }", default_graphs=[], named_graphs=[extra]) == 1
            with pytest.raises(Ended, match="graph"):
                await count(made, "?s ?p ?o", default_graphs=["relative"], named_graphs=[])

    asyncio.run(work())


def test_one_client_has_half_of_the_workers_and_the_service_always_one(publish):
    async def refused(made, client):
        with pytest.raises(TimeoutError):
            await made.acquire(client, 0.05)

    async def work():
        publication = publish()
        publication = replace(publication, server=replace(publication.server, workers=4))
        async with pool(publication) as made:
            first, _ = await made.acquire("a", 5), await made.acquire("a", 5)
            await refused(made, "a")
            await made.acquire("b", 5)
            await refused(made, "b")  # the last one is kept for the pages
            own = await made.acquire("", 5)
            made.give_back(own)
            waiting = asyncio.create_task(made.acquire("b", 5))
            await asyncio.sleep(0.05)
            made.discard(first, "left")
            assert (await waiting).holder == "b"
            await refused(made, "a")

    asyncio.run(work())
