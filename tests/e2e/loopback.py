"""A web server on 127.0.0.1 for end-to-end tests: it keeps a log, can be slow, and can stop answering."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from auditor.crawl.saved_search import SearchEngine
from auditor.crawl.saved_site import load_case
from tests.harness import FIXTURES


@dataclass(frozen=True)
class Reply:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


#: Method, path with query, form body.
Asked = tuple[str, str, bytes]
Respond = Callable[[str, str, bytes], Reply]


def html(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


NOTHING = html("<html><head><title>404</title></head><body>404</body></html>", 404)


class LoopbackSite:
    """``log`` are (method, path, form) as they came, ``answered`` those whose answer was sent; robots.txt is in neither.

    With ``hold_after`` the server answers so many requests and keeps every further one waiting until
    :meth:`release`: a crawl then stands still at a place that the test can know. ``delay`` is in seconds.
    """

    def __init__(self, respond: Respond, delay: float = 0.0) -> None:
        self.respond = respond
        self.delay = delay
        self.hold_after: int | None = None
        self.log: list[Asked] = []
        self.answered: Counter[Asked] = Counter()
        self._lock = threading.Lock()
        self._free = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> LoopbackSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def release(self) -> None:
        """Let go of those that wait (their clients are dead) and answer everything from now on."""
        self.hold_after = None
        self._free.set()

    def forget(self) -> None:
        """Begin a new log."""
        self.log.clear()
        self.answered.clear()
        self._free.clear()
        self.delay = 0.0

    def wait_for(self, what: Callable[[], bool], patience: float = 30.0) -> None:
        """Until ``what()`` holds; AssertionError when it does not within ``patience`` seconds."""
        deadline = time.monotonic() + patience
        while not what():
            assert time.monotonic() < deadline, f"nothing happens after {len(self.log)} requests"
            time.sleep(0.01)

    def admit(self, entry: Asked) -> bool:
        """Note a request; False when it has to be given up because it was held."""
        with self._lock:
            self.log.append(entry)
            held = self.hold_after is not None and sum(self.answered.values()) >= self.hold_after
            if not held:
                self.answered[entry] += 1
        if held:
            self._free.wait()
        return not held


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients die on purpose here."""


def _handler(site: LoopbackSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: two would wait for each other (Nagle and delayed ACK)

        def do_GET(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/robots.txt":
                self.send(NOTHING)
            elif site.admit((self.command, self.path, form)):
                time.sleep(site.delay)
                self.send(site.respond(self.command, self.path, form))
            else:
                self.close_connection = True

        do_HEAD = do_POST = do_OPTIONS = do_GET

        def send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: :class:`LoopbackSite` keeps the log."""

    return Handler


def demo_county(url: str) -> Respond:
    """The pages of the demo county under ``url``, with its working site search."""
    case = load_case(FIXTURES / "html" / "qinghe")
    site = replace(case.site, url=url)
    engine = SearchEngine(site)

    def respond(method: str, target: str, form: bytes) -> Reply:
        parts = urlsplit(target)
        page = site.page("", parts.path, parts.query)
        if method == "POST" and parts.path == engine.settings.path:
            page = engine.answer(parse_qs(form.decode()).get(engine.settings.field, [""])[0])
        if page is None:
            return NOTHING
        location = {"Location": page.redirect} if page.redirect else {}
        return Reply(
            page.body, 301 if page.redirect else page.status, {"Content-Type": page.mime, **location}
        )

    return respond
