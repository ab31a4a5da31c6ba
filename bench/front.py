"""``python -m bench.front``: the way in under granian and under uvicorn: three behaviours, and what a request costs.

uvicorn is no dependency: it is put under build/bench by ``pip install --target build/bench/uvicorn uvicorn httptools``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from bench import load, peers
from bench.serve import QUERIES, asked, write_data

SERVER = """
import asyncio, sys
sys.path.append(sys.argv[4])
import uvloop
from flask import Flask
from ld.engine.engine import Engine
from ld.publication import Publication
from ld.web import serve
from ld.web.front import Front

publication, port = Publication.load(sys.argv[1]), int(sys.argv[2])
if sys.argv[3] == "granian":
    serve.serve(publication, "127.0.0.1", port, lambda publication, engine: Flask("bench"))
else:
    import uvicorn

    async def main():
        engine = Engine(publication)
        await engine.start()
        front = Front(publication, engine, Flask("bench"))
        settings = uvicorn.Config(front, port=port, log_level="critical", http="httptools", lifespan="off")
        try:
            await uvicorn.Server(settings).serve()
        finally:
            await engine.close()

    uvloop.run(main())
"""
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c != ?f) }"


def main() -> None:
    """Run and print."""
    peers.BUILD.mkdir(parents=True, exist_ok=True)
    print(
        f"{'':10} worker killed in mid-answer   left before a byte   left in mid-answer   a hit us   a unique query us"
    )
    for _ in range(3):
        for server in ("granian", "uvicorn"):
            with tempfile.TemporaryDirectory() as folder:
                quads = Path(folder) / "bench.nq"
                write_data(quads, 3000)
                peers.lay_out(quads, Path(folder))
                with peers.start(SERVER, folder, (server, str(peers.BUILD / "uvicorn"))) as peer:
                    _measure(server, peer)


def _measure(server: str, peer: peers.Peer) -> None:
    broken = _curl(peer, LONG, "1M")
    time.sleep(1)
    for worker in _workers(peer.pid):
        os.kill(worker, signal.SIGKILL)
    code = broken.wait()
    freed = [_freed(peer, text) for text in (HEAVY, LONG)]
    costs = []
    for unique in (False, True):
        load.run(peer.port, asked(peer, QUERIES["a thing and its labels"], 3000, unique, 0), 0.5, 4)
        before = peer.processor()
        outcome = load.run(peer.port, asked(peer, QUERIES["a thing and its labels"], 3000, unique, 10**6), 2, 4)
        costs.append((peer.processor() - before) / outcome.answered * 1e6)
    print(
        f"{server:10} curl exit {code:<20} {freed[0] * 1000:>8.0f} ms          {freed[1] * 1000:>8.0f} ms"
        f"        {costs[0]:>6.0f}     {costs[1]:>6.0f}",
        flush=True,
    )


def _curl(peer: peers.Peer, text: str, rate: str) -> subprocess.Popen[bytes]:
    address = f"http://127.0.0.1:{peer.port}/sparql?{urlencode({'query': text})}"
    return subprocess.Popen(
        ["curl", "-sS", "--limit-rate", rate, "-o", "/dev/null", address], stderr=subprocess.DEVNULL
    )


def _freed(peer: peers.Peer, text: str) -> float:
    """Seconds from a client's leaving until the worker that was at its query is gone."""
    before = set(_workers(peer.pid))
    curl = _curl(peer, text, "1M")
    time.sleep(1)
    curl.kill()
    start = time.perf_counter()
    while before <= set(_workers(peer.pid)) and time.perf_counter() - start < 20:
        time.sleep(0.002)
    curl.wait()
    time.sleep(0.5)
    return time.perf_counter() - start - 0.5


def _workers(pid: int) -> list[int]:
    tree = peers.tree(pid)
    return tree[2:]  # the server, its nursery, the nursery's workers


if __name__ == "__main__":
    main()
