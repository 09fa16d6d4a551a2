"""Sockets that accept, that refuse, and that never accept."""

from __future__ import annotations

import socket
from contextlib import suppress

from bench.faults.model import Deaf

#: Connections that fill the shortest queue that the kernel keeps, and one to be sure.
_FILLING = 3


def listening_socket() -> socket.socket:
    """Listens on a free port of 127.0.0.1."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", 0))
    found.listen(256)
    return found


def deaf_socket(how: Deaf, port: int) -> list[socket.socket]:
    """Sockets that hold ``port`` so that nobody answers there: bound without listening, so that connecting is refused; or
    listening with a queue that is full, so that connecting takes until the client gives up. To be closed by the caller."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", port))
    if how is Deaf.REFUSES:
        return [held]
    held.listen(0)
    return [held, *(_pending(port) for _ in range(_FILLING))]


def _pending(port: int) -> socket.socket:
    """A connection that waits in the queue; nobody will ever accept it."""
    waiting = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    waiting.setblocking(False)
    with suppress(BlockingIOError):
        waiting.connect(("127.0.0.1", port))
    return waiting
