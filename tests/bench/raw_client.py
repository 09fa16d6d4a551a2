"""A client that hides nothing: it sends bytes and tells what came back and how it ended."""

from __future__ import annotations

import re
import socket
import time
import zlib
from dataclasses import dataclass

OPEN, CLOSED, RESET, REFUSED, NO_ACCEPT, ENDLESS = (
    "open",
    "closed",
    "reset",
    "refused",
    "no-accept",
    "endless",
)


@dataclass(frozen=True)
class Got:
    """``end``: the connection is still open, was closed, reset, never came to be, or the bytes were without end.
    ``first`` and ``last`` are the seconds until the first byte and until the end."""

    data: bytes
    end: str
    first: float = 0.0
    last: float = 0.0

    @property
    def head(self) -> str:
        return self.data.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        return int(self.head.split(" ", 2)[1])

    def header(self, name: str) -> str | None:
        pairs = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return next((value.strip() for key, _, value in pairs if key.lower() == name.lower()), None)

    @property
    def length(self) -> int:
        return int(self.header("Content-Length") or -1)

    @property
    def unpacked(self) -> bytes:
        return zlib.decompress(self.body, 47)


#: Seconds to connect, until the first byte, between two pieces, and for more than was announced.
CONNECT, FIRST, NEXT, MORE = 0.3, 5.0, 0.4, 0.01


def ask(
    port: int,
    target: str = "/",
    host: str = "www.portal.test",
    *,
    method: str = "GET",
    headers: str = "",
    most: int = 3_000_000,
) -> Got:
    """Send one request and read until the other side ends it or falls silent, or has sent ``most`` bytes."""
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=CONNECT)
    except ConnectionRefusedError:
        return Got(b"", REFUSED)
    except ConnectionResetError:
        return Got(b"", RESET)
    except TimeoutError:
        return Got(b"", NO_ACCEPT)
    request = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"
    with connection:
        try:
            connection.sendall(request.encode("latin-1"))
        except OSError:
            return Got(b"", RESET)
        return _read(connection, method, most)


def _read(connection: socket.socket, method: str, most: int) -> Got:
    data, started = bytearray(), time.monotonic()
    first = 0.0
    while len(data) < most:
        connection.settimeout(_wait(bytes(data), method))
        try:
            piece = connection.recv(262_144)
        except TimeoutError:
            return Got(bytes(data), OPEN, first, time.monotonic() - started)
        except ConnectionResetError:
            return Got(bytes(data), RESET, first, time.monotonic() - started)
        if not piece:
            return Got(bytes(data), CLOSED, first, time.monotonic() - started)
        first = first or time.monotonic() - started
        data += piece
    return Got(bytes(data), ENDLESS, first, time.monotonic() - started)


def _wait(data: bytes, method: str) -> float:
    """How long something more may take: an answer that is as long as it said is over, unless more comes at once."""
    if not data:
        return FIRST
    head, end, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length:\s*(\d+)\s*(?:\r|$)", head, re.I)
    if end and length and (method == "HEAD" or len(body) >= int(length[1])):
        return MORE
    return MORE if end and head.startswith((b"HTTP/1.1 304", b"HTTP/1.1 204")) else NEXT
