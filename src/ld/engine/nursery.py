"""The nursery: the single-threaded process that holds a release and forks workers from it.

Started as ``python -m ld.engine.nursery FD PARENT``; ``FD`` is a SOCK_SEQPACKET socket to the front. The first packet
is the configuration, each later one (``fork``) asks for a worker. It answers with JSON packets: ``ready``, ``failed``,
``worker`` (with the worker's socket and pidfd as ancillary data) and ``ended``. It ends when the front does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ld.engine import isolation, worker
from ld.engine.release import NoRelease, Release

PACKET = 256 * 1024


def main(control: socket.socket, parent: int) -> None:
    """Load, then fork on demand until the front closes ``control``."""
    isolation.end_with(parent)
    # Whoever stops the service may signal the whole group: it is the front that decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    given = json.loads(control.recv(PACKET))
    isolation.stack(worker.STACK_MB)
    barriers = isolation.leave_network(given.get("namespace", True), given.get("filter", True))
    try:
        opened, where = _opener(Release.read(Path(given["release"])), int(given["in_memory_triples"]))
    except (NoRelease, OSError, ValueError, SyntaxError, MemoryError) as error:
        control.send(json.dumps({"say": "failed", "message": str(error)[:1000]}).encode())
        return
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - only the count
    ready = {"namespace": barriers.namespace, "filter": barriers.filter, "store": where, "threads": threads}
    control.send(json.dumps({"say": "ready", **ready}).encode())
    gc.collect()
    gc.freeze()
    _tend(control, opened, worker.Settings(given["memory_mb"], given["answer_mb"], given["prefixes"], given["base"]))


def _opener(release: Release, in_memory: int) -> tuple[Callable[[], ox.Store], str]:
    """What gives a worker its store, and where that is: the one in memory, or the folder opened by each worker."""
    if release.triples > in_memory and release.store.is_dir():
        folder = str(release.store)
        _probe(folder)
        return lambda: ox.Store.read_only(folder), "disk"
    store = ox.Store()
    store.load(path=str(release.quads()), format=ox.RdfFormat.N_QUADS)
    return lambda: store, "memory"


def _probe(folder: str) -> None:
    """Raise :class:`NoRelease` where the store cannot be opened; in a child, since opening it starts threads."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            ox.Store.read_only(folder)
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        raise NoRelease("the store cannot be opened")


def _tend(control: socket.socket, opened: Callable[[], ox.Store], settings: worker.Settings) -> None:
    awake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        readable, _, _ = select.select([control.fileno(), awake], [], [])
        if awake in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(awake, 4096)
            _reap(control)
        if control.fileno() in readable:
            if not control.recv(PACKET):
                return
            _fork(control, opened, settings, (awake, wake))


def _fork(
    control: socket.socket, opened: Callable[[], ox.Store], settings: worker.Settings, mine: tuple[int, int]
) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in mine:
            os.close(descriptor)
        control.close()
        ours.close()
        worker.become(theirs, opened, settings, parent)
    theirs.close()
    handle = os.pidfd_open(pid)
    try:
        socket.send_fds(control, [json.dumps({"say": "worker", "pid": pid}).encode()], [ours.fileno(), handle])
    finally:
        ours.close()
        os.close(handle)


def _reap(control: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            code: Any = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(OSError):
                control.send(json.dumps({"say": "ended", "pid": pid, "code": code}).encode())


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
