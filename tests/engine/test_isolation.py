import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import alive

from ld.engine import isolation


def in_child(work):
    """What ``work`` returns in a fresh forked process: an exit code, or minus a signal."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def canary():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        yield sock.getsockname()


def reaches(address):
    try:
        with socket.create_connection(address, 1):
            return True
    except OSError:
        return False


def test_without_a_barrier_the_canary_is_reached(canary):
    assert in_child(lambda: int(reaches(canary))) == 1


@pytest.mark.parametrize("which", ["namespace", "filter"])
def test_each_barrier_alone_keeps_from_the_network(canary, which):
    def work():
        barriers = isolation.leave_network(namespace=which == "namespace", calls=which == "filter")
        if not barriers:
            return 7
        return int(reaches(canary))

    code = in_child(work)
    if code == 7:
        pytest.skip(f"the system gives no {which}")
    assert code == 0


def test_the_filter_refuses_sockets_programs_and_rings_and_nothing_else():
    if not in_child(lambda: int(isolation.leave_network(namespace=False).filter)):
        pytest.skip("the system gives no seccomp")

    def work():
        isolation.leave_network(namespace=False)
        for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
            try:
                socket.socket(family, socket.SOCK_DGRAM)
                return 1
            except PermissionError:
                pass
        try:
            os.execv("/bin/true", ["true"])
            return 2
        except PermissionError:
            pass
        if isolation._libc.syscall(425, 1, None) != -1:
            return 3
        ours, theirs = socket.socketpair()
        ours.sendall(b"x")
        return 0 if theirs.recv(1) == b"x" and Path("/proc/self").is_dir() else 4

    assert in_child(work) == 0


def test_memory_ends_at_the_ceiling():
    def work():
        isolation.ceilings(64)
        try:
            bytearray(128 * 1024 * 1024)
            return 1
        except MemoryError:
            return int(len(bytearray(16 * 1024 * 1024)) == 0) + 2 * int(resource.getrlimit(resource.RLIMIT_CORE)[1] > 0)

    assert in_child(work) == 0


def test_processor_time_ends():
    def work():
        isolation.processor_seconds(0.1)
        while True:
            pass

    assert in_child(work) == -signal.SIGXCPU


def test_a_process_ends_with_its_parent():
    # The middle process ends at once; its child must be gone although it sleeps.
    code = (
        "import os, sys, time\n"
        "from ld.engine import isolation\n"
        "parent = os.getpid()\n"
        "if os.fork() == 0:\n"
        "    isolation.end_with(parent)\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as middle:
        child = int(middle.stdout.readline())
        middle.kill()
    end = time.monotonic() + 10
    while alive(child):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_signal_to_the_whole_group_does_not_end_nursery_and_workers(served):
    """A service manager signals all processes: the front alone decides when the others end."""
    others = [*served.processes(), *served.workers]
    for pid in others:
        os.kill(pid, signal.SIGTERM)
    time.sleep(0.3)
    assert [*served.processes(), *served.workers] == others
