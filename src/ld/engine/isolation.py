"""What a process of ours may not do: no network, no programs, no more memory or time than it was given.

Two barriers keep a query from the network, each enough alone: a network namespace with nothing in it
(``unshare(2)``), and a system call filter (``seccomp(2)``), which also refuses to start programs. Both are taken on
once, by the parent of the workers, and inherited.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from dataclasses import dataclass

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refuse: EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF opcodes (linux/bpf_common.h)

# Refused system calls by their numbers on x86_64 and aarch64 (the kernel's tables); the rest of a worker needs none.
_NAMES = {
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "accept4": (288, 242),
    "bind": (49, 200),
    "listen": (50, 201),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),  # a ring can open sockets without socket(2)
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32 = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


@dataclass(frozen=True)
class Barriers:
    """Which of the two stand between this process and the network."""

    namespace: bool
    filter: bool

    def __bool__(self) -> bool:
        return self.namespace or self.filter


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def end_with(parent: int) -> None:
    """Have this process killed when its parent ends, and end now if ``parent`` has ended already."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def leave_network(namespace: bool = True, calls: bool = True) -> Barriers:
    """Put up both barriers, as far as the system gives them, and say which stand. Needs a single thread."""
    return Barriers(namespace and _own_namespace(), calls and _refuse_calls())


def _own_namespace() -> bool:
    return any(_libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _refuse_calls() -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return False
    code = _filter(*machine)
    program = _Program(len(code) // 8, code)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) != 0:
        return False
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except PermissionError:
        return True
    return False


def _filter(architecture: int, column: int) -> bytes:
    """The filter's program: another architecture is killed, the calls above are refused, all else passes."""

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    numbers = [row[column] for row in _NAMES.values()]
    program = [
        step(_LOAD, 0, 0, 4),  # seccomp_data.arch
        step(_EQUAL, 1, 0, architecture),
        step(_RETURN, 0, 0, _KILL),
        step(_LOAD, 0, 0, 0),  # seccomp_data.nr
        step(_AT_LEAST, len(numbers) + 1, 0, _X32),
    ]
    for index, number in enumerate(numbers):
        program.append(step(_EQUAL, len(numbers) - index, 0, number))
    program += [step(_RETURN, 0, 0, _ALLOW), step(_RETURN, 0, 0, _REFUSE)]
    return b"".join(program)


def stack(megabytes: int) -> None:
    """Let the main thread's stack grow to ``megabytes``; the kernel keeps 128 MB of room for it."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = megabytes * 1024 * 1024
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))


def ceilings(memory_mb: int) -> None:
    """No core files, no files written, and ``memory_mb`` of address space beyond what is mapped now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - before every query of a new worker
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    limit = mapped + memory_mb * 1024 * 1024
    with contextlib.suppress(ValueError):  # a lower ceiling from outside stays
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def processor_seconds(more: float) -> None:
    """End this process once it has used ``more`` seconds of processor time from now on (a backstop)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + more) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def peak_memory() -> int:
    """The most memory that this process has had resident, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
