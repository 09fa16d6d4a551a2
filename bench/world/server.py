"""One process that answers for all hosts of the world on one loopback port, and writes down every request.

A line of the log is JSON: ``t`` (seconds of the monotonic clock, the same for all processes of the machine) when the request
had been read, ``wall`` (seconds since 1970), ``backend``, ``host``, ``method``, ``path``, ``status``. The host :data:`CONTROL`
makes a back-end or a host misbehave: ``/set?who=b01&trouble=status-503`` (nothing: well again).
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from urllib.parse import parse_qs, unquote, urlsplit

from bench.world.counties import County
from bench.world.pages import page

CONTROL = "control.world.test"
_MISSING = "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>"
_KEPT = 20_000
_REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable"}


@dataclass(slots=True)
class World:
    """What the server answers from. ``troubles``: back-end or host → ``down`` (hangs up), ``slow-SECONDS``, ``status-NUMBER`` or
    ``status-NUMBER-RETRY_AFTER``."""

    counties: dict[str, County]
    log: TextIO
    delay: float = 0.0
    troubles: dict[str, str] = field(default_factory=dict)
    pages: dict[tuple[str, str], bytes | None] = field(default_factory=dict)

    def trouble(self, host: str, county: County | None) -> str:
        return self.troubles.get(host) or self.troubles.get(county.backend if county else "", "")

    def body(self, county: County, path: str) -> bytes | None:
        key = (county.host, path)
        if key not in self.pages:
            if len(self.pages) >= _KEPT:
                self.pages.clear()
            text = page(county, path)
            self.pages[key] = None if text is None else text.encode()
        return self.pages[key]


async def serve(counties: tuple[County, ...], log: Path, port: int = 0, delay: float = 0.0) -> asyncio.Server:
    """A started server; its port is that of its first socket."""
    stream = log.open("a", encoding="utf-8", buffering=1)
    world = World({county.host: county for county in counties}, stream, delay)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await _answer(world, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # a client that hangs up or talks nonsense is not worth a traceback
        finally:
            writer.close()

    return await asyncio.start_server(connected, "127.0.0.1", port, backlog=512)


async def _answer(world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; False when the connection ends."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return False
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    if headers.get("content-length", "0") != "0":
        await reader.readexactly(min(int(headers["content-length"]), 1_000_000))
    arrived, wall = time.monotonic(), time.time()
    host = headers.get("host", "").lower().removesuffix(":80")
    if host == CONTROL:
        return await _send(writer, method, 200, _control(world, target))
    county = world.counties.get(host) or world.counties.get(f"www.{host}")
    path = unquote(urlsplit(target).path)
    trouble = world.trouble(host, county)
    status, after = _status(trouble)
    body = world.body(county, path) if county is not None and status == 200 else None
    status = 404 if status == 200 and body is None else status
    line = {
        "t": arrived, "wall": wall, "backend": county.backend if county else "", "host": host,
        "method": method, "path": target, "status": 0 if trouble == "down" else status,
    }  # fmt: skip
    world.log.write(json.dumps(line, ensure_ascii=False) + "\n")
    if trouble == "down":
        return False
    await asyncio.sleep(float(trouble.removeprefix("slow-")) if trouble.startswith("slow-") else world.delay)
    kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
    return await _send(writer, method, status, body or _MISSING.encode(), kind, after)


def _status(trouble: str) -> tuple[int, str]:
    if not trouble.startswith("status-"):
        return 200, ""
    number, _, after = trouble.removeprefix("status-").partition("-")
    return int(number), after


def _control(world: World, target: str) -> bytes:
    asked = parse_qs(urlsplit(target).query, keep_blank_values=True)
    world.troubles[asked["who"][0]] = asked.get("trouble", [""])[0]
    return b"ok"


async def _send(
    writer: asyncio.StreamWriter,
    method: str,
    status: int,
    body: bytes,
    kind: str = "text/plain",
    after: str = "",
) -> bool:
    retry = f"Retry-After: {after}\r\n" if after else ""
    head = (
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Other')}\r\nServer: world\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{retry}\r\n"
    )
    writer.write(head.encode("latin-1") + (b"" if method == "HEAD" else body))
    await writer.drain()
    return True
