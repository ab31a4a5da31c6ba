"""One worker: a process that answers one query at a time from a read-only store, over a socket."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ld import formats
from ld.engine import isolation, writing
from ld.engine.frames import CHUNK, Kind, pack, pack_json, receive

STACK_MB = 96


@dataclass(frozen=True)
class Settings:
    """What every worker of a nursery has in common."""

    memory_mb: int
    answer_mb: int
    prefixes: Mapping[str, str]
    base: str
    """What relative IRIs of a query are relative to: the publication's, whichever host is asked."""


class _TooLarge(Exception):
    pass


class _Gone(BaseException):
    """The front has closed the socket."""


class _Output:
    """A file whose bytes leave as frames; the last ones leave with the end."""

    def __init__(self, sock: socket.socket, ceiling: int):
        self._sock = sock
        self._left = ceiling
        self._parts: list[bytes] = []
        self._size = 0
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        data = bytes(data)
        self._left -= len(data)
        if self._left < 0:
            self.failure = _TooLarge()
            raise self.failure
        self._parts.append(data)
        self._size += len(data)
        if self._size >= CHUNK:
            self._send(b"")
        return len(data)

    def flush(self) -> None:
        pass

    def end(self, frame: bytes) -> None:
        self._send(frame)

    def forget(self) -> None:
        self._parts.clear()
        self._size = 0

    def _send(self, more: bytes) -> None:
        data = pack(Kind.DATA, b"".join(self._parts)) if self._parts else b""
        self.forget()
        try:
            self._sock.sendall(data + more)
        except OSError as error:
            self.failure = _Gone()
            raise self.failure from error


def run(sock: socket.socket, store: ox.Store, settings: Settings) -> None:
    """Answer until the front closes ``sock``. The process must have been forked for this and ends afterwards."""
    gc.disable()
    isolation.ceilings(settings.memory_mb)
    least = isolation.peak_memory()
    sock.sendall(pack(Kind.READY))
    while (frame := receive(sock)) is not None:
        request = json.loads(frame[1])
        isolation.processor_seconds(float(request["deadline"]) + 2)
        output = _Output(sock, settings.answer_mb * 1024 * 1024)
        try:
            _answer(request, store, settings, output)
        except _Gone:
            return
        except Exception as error:
            if isinstance(output.failure, _Gone):
                return
            failure = _failure(output.failure or error)
            output.forget()
            output.end(pack_json(Kind.ERROR, failure))
        else:
            output.end(pack_json(Kind.END, {"grown": isolation.peak_memory() - least}))


def _answer(request: Mapping[str, Any], store: ox.Store, settings: Settings, output: _Output) -> None:
    default, named = request["default_graphs"], request["named_graphs"]
    try:
        results = store.query(
            request["text"],
            base_iri=settings.base,
            default_graph=None if default is None else [_graph(iri) for iri in default],
            named_graphs=None if named is None else [_node(iri) for iri in named],
            substitutions={ox.Variable(name): _term(text) for name, text in request["substitutions"]} or None,
        )
    except SyntaxError as error:
        raise _Malformed(str(error)) from error
    format = next(each for each in formats.ALL if each.name == request["format"])
    writing.write(results, format, output, settings.prefixes)


class _Malformed(Exception):
    pass


class _BadGraph(Exception):
    pass


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise _BadGraph(iri) from error


def _graph(iri: str) -> ox.NamedNode:
    return _node(iri)


def _term(text: str) -> Any:
    """A term out of its N-Triples form."""
    line = f"<x:x> <x:x> {text} .".encode()
    return next(iter(ox.parse(line, ox.RdfFormat.N_TRIPLES))).object


def _failure(error: BaseException) -> dict[str, str]:
    """What the front is told of an error: its kind (see :mod:`ld.engine.link`) and a text."""
    kinds: dict[type[BaseException], str] = {
        _Malformed: "syntax",
        _BadGraph: "graph",
        _TooLarge: "too-large",
        MemoryError: "memory",
        writing.Unwritable: "unwritable",
    }
    return {"kind": kinds.get(type(error), "evaluation"), "message": str(error)}


def become(sock: socket.socket, open_store: Any, settings: Settings, parent: int) -> None:
    """Turn this freshly forked process into a worker; never returns."""
    code = 1
    try:
        isolation.end_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        run(sock, open_store(), settings)
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # the front has gone
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
