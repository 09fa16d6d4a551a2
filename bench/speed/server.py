"""A web server that costs next to nothing: answers built beforehand, a raw protocol, one process of its own on loopback.

    python -m bench.speed serve [--pages 2000 | --case qinghe] [--port 0] [--hosts 1]

prints its address (one for each host). It counts what is asked: ``/-/counts`` tells that as JSON and begins a new count.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import urlopen

from bench.result import ROOT
from bench.speed import portal

COUNTS = "/-/counts"
ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
_MISSING = "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>".encode()


@dataclass(frozen=True, slots=True)
class Counts:
    """Since the last look: ``pages`` are the different addresses of pages that were answered whole (GET, 200, HTML),
    ``asked`` how often that was, ``others`` what else was asked; ``cpu`` are seconds of the server."""

    pages: int
    asked: int
    others: int
    cpu: float


#: A path with its query → status, media type, body, Location.
Find = Callable[[str], tuple[int, str, bytes, str]]


def generated(pages: int) -> Find:
    """Answers of the generated portal."""
    bodies = {path: text.encode() for path, text in portal.pages(pages)}

    def find(target: str) -> tuple[int, str, bytes, str]:
        if target == "/robots.txt":
            return 200, "text/plain", ROBOTS, ""
        body = bodies.get(target)
        return (404, "text/html; charset=utf-8", _MISSING, "") if body is None else (
            200, "text/html; charset=utf-8", body, "")  # fmt: skip

    return find


def saved(case: str) -> Find:
    """Answers of a saved case, its own host for every one that is asked. AuditorError when there is no such case."""
    from auditor.crawl.saved_site import load_case  # the generated portal starts without it

    site = load_case(ROOT / "fixtures" / "html" / case).site
    host = urlsplit(site.url).netloc

    def find(target: str) -> tuple[int, str, bytes, str]:
        if target == "/robots.txt":
            return 200, "text/plain", ROBOTS, ""
        parts = urlsplit(target)
        page = site.page(host, parts.path, parts.query)
        if page is None:
            return 404, "text/html; charset=utf-8", _MISSING, ""
        return (301 if page.redirect else page.status), page.mime, page.body, page.redirect or ""

    return find


class Site:
    """What has been answered, ready to be sent again, and how often each was asked."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._ready: dict[bytes, tuple[bytes, bytes, bool]] = {}
        self._asked: Counter[bytes] = Counter()
        self._others = 0
        self._began = 0.0

    def answer(self, head: bytes) -> bytes:
        """The bytes for the head of a request."""
        method, target, _ = head.split(b" ", 2)
        if target == COUNTS.encode():
            return _wire(200, "application/json", json.dumps(self._counts()).encode(), "")[0]
        ready = self._ready.get(target)
        if ready is None:
            status, mime, body, location = self._find(target.decode("latin-1"))
            is_page = status == 200 and mime.startswith("text/html")
            ready = self._ready[target] = (*_wire(status, mime, body, location), is_page)
        if method == b"GET" and ready[2]:
            self._asked[target] += 1
        else:
            self._others += 1
        return ready[1] if method == b"HEAD" else ready[0]

    def _counts(self) -> dict[str, float]:
        cpu = sum(os.times()[:2])
        told = {
            "pages": len(self._asked), "asked": self._asked.total(), "others": self._others,
            "cpu": cpu - self._began,
        }  # fmt: skip
        self._asked.clear()
        self._others, self._began = 0, cpu
        return told


def _wire(status: int, mime: str, body: bytes, location: str) -> tuple[bytes, bytes]:
    """(whole answer, its head)."""
    where = f"Location: {location}\r\n" if location else ""
    head = (
        f"HTTP/1.1 {status} -\r\nServer: bench\r\n"
        "LinkChecker: unlimited\r\n"  # the only way to tell linkchecker that it need not wait
        f"Content-Type: {mime}\r\nContent-Length: {len(body)}\r\n{where}\r\n"
    ).encode("latin-1")
    return head + body, head


class _Connection(asyncio.Protocol):
    """Requests without bodies, answered in their order; whatever is stranger ends the connection."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head, self._read = self._read[:end], self._read[end + 4 :]
            if not head.startswith((b"GET ", b"HEAD ")):
                self._transport.close()
                return
            self._transport.write(self._site.answer(head))
            if b"connection: close" in head.lower():
                self._transport.close()


async def serve(find: Find, port: int, hosts: int = 1) -> None:
    """Print the addresses, one a line, then serve until killed. Each host (127.0.0.1 and so on) is a portal of its own."""
    site = Site(find)
    loop = asyncio.get_running_loop()
    for host in range(1, hosts + 1):
        name = f"127.0.0.{host}"
        server = await loop.create_server(lambda: _Connection(site), name, port, backlog=512)
        port = server.sockets[0].getsockname()[1]
        print(f"http://{name}:{port}/", flush=True)
    await server.serve_forever()


@contextmanager
def serving(*options: str, hosts: int = 1) -> Iterator[tuple[str, ...]]:
    """A server of its own process with these options of ``serve``; its addresses."""
    command = [sys.executable, "-m", "bench.speed", "serve", "--hosts", str(hosts), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        addresses = tuple(process.stdout.readline().strip() for _ in range(hosts))
        if not all(addresses):
            raise RuntimeError(f"the server did not start: {' '.join(command)}")
        yield addresses
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def counts(address: str) -> Counts:
    """What was asked of a server since the last call."""
    with urlopen(address.rstrip("/") + COUNTS) as answer:
        told: Mapping[str, float] = json.load(answer)
    return Counts(int(told["pages"]), int(told["asked"]), int(told["others"]), told["cpu"])


def main(pages: int, case: str | None, port: int, hosts: int) -> None:
    """The command ``serve``."""
    asyncio.run(serve(saved(case) if case else generated(pages), port, hosts))
