"""``python -m bench.serve``: three light queries, asked again and unique, beside a peer in the same run.

Each figure is the ratio of our rate to the peer's, taken in rounds that alternate between the two; the smallest,
the median and the largest are told, and the processor time of a request in the median round.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox

from bench import load, peers

E = "https://example.org/"
PREFIX = f"PREFIX e: <{E}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERIES = {
    "a thing and its labels": "SELECT ?p ?o ?label {{ <{thing}> ?p ?o OPTIONAL {{ ?o rdfs:label ?label }} }}",
    "a list of twenty": "SELECT ?s ?label ?date {{ ?s e:kind e:kind-{kind} ; rdfs:label ?label ; e:date ?date }}"
    " LIMIT 20",
    "yes or no": "ASK {{ <{thing}> e:date ?date }}",
}


def write_data(file: Path, things: int) -> int:
    """About seven triples for each of ``things``; returns how many triples there are."""
    lines = []
    for i in range(things):
        thing = f"<{E}id/{i}>"
        lines += [
            f"{thing} <{E}kind> <{E}kind-{i % 20}> .",
            f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "Thing number {i}"@en .',
            f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "{i} 番目のもの"@ja .',
            f'{thing} <{E}date> "{2000 + i % 25}-{i % 12 + 1:02}-01"^^<http://www.w3.org/2001/XMLSchema#date> .',
            f"{thing} <{E}next> <{E}id/{(i * 7 + 1) % things}> .",
            f"{thing} <{E}near> <{E}id/{(i * 13 + 5) % things}> .",
            f'{thing} <{E}count> "{i % 97}"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        ]
    file.write_text("\n".join(lines) + "\n")
    return len(lines)


def asked(peer: peers.Peer, template: str, things: int, unique: bool, start: int) -> Iterator[bytes]:
    """The requests of a run: the same one again and again, or each another."""
    for i in itertools.count(start):
        number = i if unique else 0
        text = PREFIX + template.format(thing=f"{E}id/{number % things}", kind=number % 20)
        yield load.request("127.0.0.1", peer.path, text + (f" # {i}" if unique else ""))


def main() -> None:
    """Run and print; ``--json FILE`` also writes what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    peers.BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        quads = Path(folder) / "bench.nq"
        triples = write_data(quads, given.things)
        us = stack.enter_context(peers.ours(quads, Path(folder)))
        try:
            peer = stack.enter_context(peers.native(quads))
        except FileNotFoundError:
            print("the PyPI package oxigraph (command-line tool and server) is not to be had here")
            peer = stack.enter_context(peers.in_process(quads))
        print(
            f"{triples} triples; {os.cpu_count()} cores; Python {platform.python_version()}, Oxigraph {ox.__version__}"
        )
        print(f"peer: {peer.name}; {given.rounds} rounds of {given.seconds:g} s each")
        print(f"{'':58}  ratio min/median/max   requests/s    processor us   p99 ms")
        results = [
            measure((us, peer), given, name, unique=unique, connections=connections)
            for connections in given.connections
            for unique in (False, True)
            for name in QUERIES
        ]
        print(f"memory at the end: {us.memory():.0f} MB ours, {peer.memory():.0f} MB the peer's")
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n")


def measure(
    services: tuple[peers.Peer, peers.Peer], given: argparse.Namespace, name: str, *, unique: bool, connections: int
) -> dict[str, object]:
    """One line: rounds that alternate between the two."""
    us, peer = services
    ratios, rates, costs, slowest = [], [], [], []
    start = 0
    for round_ in range(-1, given.rounds):  # the first warms both up
        pair = []
        for each in (us, peer) if round_ % 2 else (peer, us):
            before = each.processor()
            requests = asked(each, QUERIES[name], given.things, unique, start)
            outcome = load.run(each.port, requests, given.seconds if round_ >= 0 else 0.3, connections)
            assert outcome.failed == 0, (each.name, outcome)
            cost = (each.processor() - before) / outcome.answered * 1e6
            pair.append((each is peer, outcome.rate, cost, outcome.percentile(0.99) * 1000))
            start += 1_000_000
        if round_ < 0:
            continue
        (_, ours, our_cost, our_slowest), (_, theirs, their_cost, their_slowest) = sorted(pair)
        ratios.append(ours / theirs)
        rates.append((ours, theirs))
        costs.append((our_cost, their_cost))
        slowest.append((our_slowest, their_slowest))
    middle = ratios.index(statistics.median_low(ratios))
    what = f"{name}, {'unique' if unique else 'again'}, {connections} connection{'s' * (connections > 1)}"
    print(
        f"{what:58}  {min(ratios):5.2f} {statistics.median(ratios):5.2f} {max(ratios):5.2f}"
        f"   {rates[middle][0]:7.0f}/{rates[middle][1]:<7.0f}"
        f" {costs[middle][0]:5.0f}/{costs[middle][1]:<5.0f}  {slowest[middle][0]:.1f}/{slowest[middle][1]:.1f}",
        flush=True,
    )
    return {"what": what, "ratios": ratios, "rates": rates, "processor_us": costs, "p99_ms": slowest}


if __name__ == "__main__":
    main()
