"""Serves a saved site over loopback, so that auditing a copy takes the same road as auditing a portal.

Bytes are sent as they were saved and no charset is invented. URLs, Host headers and records keep the public
name of the site: ``route`` tells the crawl which loopback port answers for it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from auditor import urls
from auditor.crawl.saved_search import SearchEngine
from auditor.crawl.saved_site import Page, SavedSite

_MISSING = "<html><head><title>404</title></head><body>404: not in the saved copy</body></html>"


class Playback:
    """A server for one saved site on 127.0.0.1 with a free port; use as a context manager."""

    def __init__(self, site: SavedSite) -> None:
        self.site = site
        search = SearchEngine(site) if site.search is not None else None
        self._server = _Server(site, search)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

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

    def __init__(self, site: SavedSite, search: SearchEngine | None) -> None:
        self.site = site
        self.search = search
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not worth a traceback on the terminal."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(min(length, 1_000_000)))

    def _answer(self, form: bytes = b"") -> None:
        host = self.headers.get("Host", "").lower()
        parts = urlsplit(self.path)
        page = self._search(parts.path, parts.query, form) or self.server.site.page(
            host, parts.path, parts.query
        )
        if page is None:
            self._send(404, Page(_MISSING.encode(), "text/html"))
        elif page.redirect is not None:
            self._send(301, page)
        else:
            self._send(page.status, page)

    def _search(self, path: str, query: str, form: bytes) -> Page | None:
        engine = self.server.search
        if engine is None or path != engine.settings.path:
            return None
        values = parse_qs(form.decode("ascii", "replace") if self.command == "POST" else query)
        return engine.answer((values.get(engine.settings.field) or [""])[0])

    def _send(self, status: int, page: Page) -> None:
        self.send_response(status)
        self.send_header("Content-Type", page.mime)
        self.send_header("Content-Length", str(len(page.body)))
        if page.redirect is not None:
            self.send_header("Location", page.redirect)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)

    def version_string(self) -> str:
        return "playback"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the crawl keeps its own records."""
