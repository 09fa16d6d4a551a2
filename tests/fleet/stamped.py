"""A server that notes when requests arrived by the kernel's clock, whatever else keeps this machine busy.

It serves counties of the invented world, and what a test lays over them. A busy machine may read a request late; the time
that the kernel put on its first bytes is when it was sent, for on loopback sending is receiving.
"""

from __future__ import annotations

import itertools
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bench.world import counties
from bench.world.counties import County
from bench.world.pages import page

_SO_TIMESTAMPNS = 35  # include/uapi/asm-generic/socket.h; Python does not name it

#: (host, path) → status, headers, body; before what the county itself has.
Laid = Mapping[tuple[str, str], tuple[int, Mapping[str, str], bytes]]


@dataclass(frozen=True, slots=True)
class Arrival:
    at: float
    method: str
    host: str
    path: str


@dataclass
class Stamped:
    counties: Sequence[County]
    laid: Laid = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)
    hangs_up: bool = False
    """Close each connection after its answer without saying so: idle connections of clients break."""

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listening.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        time.sleep(0.1)  # the kernel takes a moment to begin with it
        self._by_host = {county.host: county for county in self.counties}

    @property
    def route(self) -> dict[str, tuple[str, int]]:
        hosts = {host for county in self.counties for host in (county.host, county.host.removeprefix("www."))}
        hosts |= {host for host, _ in self.laid}
        return dict.fromkeys(sorted(hosts), ("127.0.0.1", self._listening.getsockname()[1]))

    def sorted_arrivals(self) -> list[Arrival]:
        return sorted(self.arrivals, key=lambda arrival: arrival.at)

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):
            while (request := _request(connection)) is not None:
                at, method, target, headers = request
                host = headers.get("host", "").lower().removesuffix(":80")
                self.cookies.append((target, headers.get("cookie", "")))
                self.arrivals.append(Arrival(at, method, host, target))
                connection.sendall(self._answer(method, host, target))
                if self.hangs_up:
                    return

    def _answer(self, method: str, host: str, target: str) -> bytes:
        path = unquote(urlsplit(target).path)
        laid = self.laid.get((host, path))
        county = self._by_host.get(host) or self._by_host.get(f"www.{host}")
        text = page(county, path) if county is not None and laid is None else None
        missing = (404, {}, "<html><title>404</title><body>您访问的页面不存在</body></html>".encode())
        status, headers, body = laid or ((200, {}, text.encode()) if text is not None else missing)
        kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
        head = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        return "\r\n".join(lines).encode() + (b"" if method == "HEAD" else body)


def _request(connection: socket.socket) -> tuple[float, str, str, dict[str, str]] | None:
    """When the first bytes of a request came, its method, target and headers; None at the end. Bodies are not read."""
    data, at = b"", 0.0
    while b"\r\n\r\n" not in data:
        some, notes, _, _ = connection.recvmsg(65536, 256)
        if not some:
            return None
        if not data:
            [(_, _, stamp)] = notes
            seconds, nanoseconds = struct.unpack("qq", stamp[:16])
            at = seconds + nanoseconds / 1e9
        data += some
    first, *lines = data.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return at, method, target, headers


@contextmanager
def stamped(
    number: int = 2, backends: int = 1, laid: Laid | None = None, **options: bool
) -> Iterator[Stamped]:
    server = Stamped(counties(number, backends), laid or {}, **options)
    thread = threading.Thread(target=server.accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)


def closest(arrivals: Sequence[Arrival]) -> float:
    """The shortest time between two requests, seconds."""
    times = sorted(arrival.at for arrival in arrivals)
    return min(later - earlier for earlier, later in itertools.pairwise(times))
