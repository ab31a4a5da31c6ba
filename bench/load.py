"""A small load generator: keep-alive connections that each ask one request after the other."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass
class Outcome:
    """What came of a run: requests answered, failures, seconds, and the time of each request in seconds."""

    answered: int
    failed: int
    seconds: float
    times: Sequence[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.answered / self.seconds

    def percentile(self, part: float) -> float:
        """The time within which ``part`` of the requests were answered."""
        ordered = sorted(self.times) or [0.0]
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def request(host: str, path: str, query: str, accept: str = "application/sparql-results+json") -> bytes:
    """The bytes of a GET for ``query``."""
    target = f"{path}?{urlencode({'query': query})}"
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode()


def run(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Outcome:
    """Send ``requests`` over ``connections`` connections for ``seconds``."""
    return uvloop.run(_run(port, requests, seconds, connections))


async def _run(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Outcome:
    outcome = Outcome(0, 0, 0.0, times := [])
    start = time.perf_counter()
    end = start + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < end:
            writer.write(next(requests))
            status = await _answer(reader)
            times.append(time.perf_counter() - begun)
            outcome.answered += 1
            outcome.failed += status != b"200"
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    outcome.seconds = time.perf_counter() - start
    return outcome


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    if found:
        await reader.readexactly(int(found.group(1)))
    else:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return head[9:12]
