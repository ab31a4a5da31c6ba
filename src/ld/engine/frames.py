"""What a worker and the front say to each other: frames of a kind, a length and a body, on a stream socket."""

from __future__ import annotations

import json
import socket
import struct
from enum import IntEnum
from typing import Any

HEAD = struct.Struct("!BI")
CHUNK = 64 * 1024
"""An answer up to this size is whole before it is handed over; a longer one comes in pieces of about this size."""


class Kind(IntEnum):
    """READY once; then for each REQUEST any number of DATA, and END or ERROR."""

    READY = 1
    REQUEST = 2
    DATA = 3
    END = 4
    ERROR = 5


def pack(kind: Kind, body: bytes = b"") -> bytes:
    """One frame."""
    return HEAD.pack(kind, len(body)) + body


def pack_json(kind: Kind, body: Any) -> bytes:
    """One frame whose body is JSON."""
    return pack(kind, json.dumps(body).encode("ascii"))


def receive(sock: socket.socket) -> tuple[Kind, bytes] | None:
    """The next frame from a blocking socket; None at its end."""
    head = _exactly(sock, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    body = _exactly(sock, length) if length else b""
    return None if body is None else (Kind(kind), body)


def _exactly(sock: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = sock.recv(length - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
