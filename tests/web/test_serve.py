"""Where the service listens, before it listens."""

import socket

import pytest

from ld.publication import Publication
from ld.web.serve import serve


@pytest.mark.parametrize("shared", [False, True], ids=["its own", "shared by SO_REUSEPORT"])
def test_an_address_that_is_taken_is_refused(publication: Publication, shared: bool) -> None:
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1, port {port}"):
            serve(publication, "127.0.0.1", port)


@pytest.mark.parametrize("port", [-1, 0, 65536, 99999])
def test_a_port_that_is_none_is_refused(publication: Publication, port: int) -> None:
    with pytest.raises(OSError, match=f"cannot listen on port {port}"):
        serve(publication, "127.0.0.1", port)
