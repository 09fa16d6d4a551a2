"""Serves a saved site over loopback, so that auditing a copy takes the same road as auditing a portal.

Bytes are sent as they were saved and no charset is invented. URLs, Host headers and records keep the public
name of the site: ``route`` tells the crawl which loopback port answers for it. Saved pages have an ETag (digest of
the body) and a fixed Last-Modified, and conditional requests are answered with 304. With ``faults`` the server
misbehaves as told.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from fnmatch import fnmatchcase
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from auditor import urls
from auditor.crawl.saved_search import SearchEngine
from auditor.crawl.saved_site import Page, SavedSite
from auditor.crawl.site_file import ChallengeSettings
from auditor.query_code import decoded

_MISSING = "<html><head><title>404</title></head><body>404: not in the saved copy</body></html>"
_FAULTS = frozenset({"reset", "cut", "slow", "blank", "redirect-loop"})


class Asked(NamedTuple):
    """One request as it came; ``target`` is path with query, ``form`` the body."""

    method: str
    host: str
    target: str
    form: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Misbehaviour for addresses that match the glob ``path`` (against path and query).

    ``kind``: ``status-503`` (any number), ``reset`` (connection reset before an answer), ``cut`` (hangs up in the
    middle of the body), ``slow`` (answers after ``seconds``), ``blank`` (200 with nothing), ``redirect-loop``.
    ``times``: only so many requests are hit, 0 = all.
    """

    path: str
    kind: str
    times: int = 0
    seconds: float = 1.0

    def __post_init__(self) -> None:
        number = self.kind.removeprefix("status-")
        if self.kind not in _FAULTS and not (number != self.kind and number.isdigit()):
            raise ValueError(f"no such fault: {self.kind}")


class Playback:
    """A server for one saved site on 127.0.0.1 with a free port; use as a context manager."""

    def __init__(self, site: SavedSite, faults: Sequence[Fault] = ()) -> None:
        self.site = site
        search = SearchEngine(site) if site.search is not None else None
        self._server = _Server(site, search, faults)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def log(self) -> tuple[Asked, ...]:
        """All requests so far, in the order in which they came."""
        return tuple(self._server.log)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", int(self._server.server_address[1]))

    @property
    def url(self) -> str:
        """The site's address under its loopback name, for people and for tests."""
        return f"http://{self.address[0]}:{self.address[1]}/"

    @property
    def route(self) -> Mapping[str, tuple[str, int]]:
        """Every host of the site, its ``www.`` twin too → this server."""
        home = urls.host(self.site.url)
        hosts = {home, urls.twin(home), *(host.lower() for host in self.site.hosts)}
        return dict.fromkeys(sorted(hosts), self.address)

    def start(self) -> Playback:
        self._thread.start()
        return self

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Playback:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, site: SavedSite, search: SearchEngine | None, faults: Sequence[Fault]) -> None:
        self.site = site
        self.search = search
        self.modified = datetime(*site.modified.timetuple()[:3], tzinfo=UTC)
        self.log: list[Asked] = []
        self._faults = tuple(faults)
        self._left = [fault.times or -1 for fault in faults]
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def fault(self, target: str) -> Fault | None:
        """The fault that hits this request."""
        with self._lock:
            for number, fault in enumerate(self._faults):
                if self._left[number] and fnmatchcase(target, fault.path):
                    self._left[number] -= 1
                    return fault
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not worth a traceback on the terminal."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: two would wait for each other (Nagle and delayed ACK)
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(min(length, 1_000_000)).decode("ascii", "replace"))

    def _answer(self, form: str = "") -> None:
        host = self.headers.get("Host", "").lower()
        self.server.log.append(Asked(self.command, host, self.path, form))
        fault = self.server.fault(self.path)
        if fault is not None and self._misbehave(fault):
            return
        page = self._wall() or self._page(host, form) or Page(_MISSING.encode(), "text/html", 404)
        if page.saved and page.status == 200 and self._is_known(page):
            self._send(304, page, b"")
        else:
            body = (
                page.body[: len(page.body) // 2] if fault is not None and fault.kind == "cut" else page.body
            )
            self._send(page.status, page, body)

    def _page(self, host: str, form: str) -> Page | None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query, keep_blank_values=True)
        for name, values in parse_qs(form, keep_blank_values=True).items():
            asked.setdefault(name, []).extend(values)
        method = "GET" if self.command == "HEAD" else self.command
        return (
            self._search(host, parts.path, parts.query, form)
            or self.server.site.answer(method, host, parts.path, asked)
            or self.server.site.page(host, parts.path, parts.query)
        )

    def _search(self, host: str, path: str, query: str, form: str) -> Page | None:
        engine = self.server.search
        if engine is None or path != engine.settings.path or engine.settings.host not in ("", host):
            return None
        asked = form if self.command == "POST" else query
        pairs = (pair.partition("=") for pair in asked.split("&"))
        values = [value for name, _, value in pairs if decoded(name, "utf-8") == engine.settings.field]
        return engine.answer(decoded(values[0], engine.settings.charset) if values else "")

    def _wall(self) -> Page | None:
        """The challenge page for whoever does not bring the cookie."""
        wall = self.server.site.challenge
        if wall is None:
            return None
        try:
            brought = SimpleCookie(self.headers.get("Cookie", "")).get(wall.cookie)
        except CookieError:
            brought = None
        return None if brought is not None and brought.value == wall.value else challenge_page(wall)

    def _is_known(self, page: Page) -> bool:
        """True when the client holds this page already. Without an ETag its date decides."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return page.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and since >= self.server.modified

    def _misbehave(self, fault: Fault) -> bool:
        """Act out a fault; False when an answer is to be sent all the same."""
        if fault.kind == "slow":
            time.sleep(fault.seconds)
        elif fault.kind == "reset":
            # With a lingering time of 0 the system sends RST instead of closing in good order.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
            self.close_connection = True
        elif fault.kind == "blank":
            self._send(200, Page(b"", "text/html"), b"")
        elif fault.kind == "redirect-loop":
            self._send(302, Page(b"", "text/html", redirect=self.path), b"")
        elif fault.kind.startswith("status-"):
            status = int(fault.kind.removeprefix("status-"))
            body = f"<html><head><title>{status}</title></head><body>{status}</body></html>".encode()
            self._send(status, Page(body, "text/html"), body)
        return fault.kind not in ("slow", "cut")

    def _send(self, status: int, page: Page, body: bytes) -> None:
        """``body`` is what is really sent; Content-Length promises the whole page."""
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", page.mime)
            self.send_header("Content-Length", str(len(page.body)))
        if page.saved:
            self.send_header("ETag", page.etag)
            self.send_header("Last-Modified", format_datetime(self.server.modified, usegmt=True))
        if page.redirect is not None:
            self.send_header("Location", page.redirect)
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)
            self.close_connection = self.close_connection or len(body) < len(page.body)

    def version_string(self) -> str:
        return "playback"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the crawl keeps its own records."""


def challenge_page(wall: ChallengeSettings) -> Page:
    """A page without content: its script computes the cookie, sets it and loads the address again."""
    codes = ",".join(str(ord(char)) for char in wall.value)
    body = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><script>"
        f"var v=String.fromCharCode({codes});document.cookie='{wall.cookie}='+v+';path=/';location.reload();"
        "</script></body></html>"
    )
    return Page(body.encode(), "text/html; charset=utf-8", wall.status)
