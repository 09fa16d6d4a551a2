"""A web server on 127.0.0.1 that keeps a record of all that it hears."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit


@dataclass(frozen=True)
class Heard:
    """One request as it came. ``target`` is the path with its query, raw; ``headers`` have lower-case names."""

    method: str
    target: str
    body: bytes
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        return urlsplit(self.target).query

    def fields(self, charset: str = "utf-8") -> dict[str, str]:
        """The fields of query and body, decoded. A name that comes twice has its last value."""
        sent = "&".join(filter(None, (self.query, self.body.decode("latin-1"))))
        return dict(parse_qsl(sent, keep_blank_values=True, encoding=charset, errors="replace"))

    def raw(self, name: str) -> bytes:
        """The bytes of a field, b"" when it was not sent."""
        sent = "&".join(filter(None, (self.query, self.body.decode("latin-1")))).split("&")
        values = [pair.partition("=")[2] for pair in sent if pair.partition("=")[0] == name]
        return unquote_to_bytes(values[-1].replace("+", " ")) if values else b""

    def cookie(self, name: str) -> str:
        sent = (pair.strip().partition("=") for pair in self.headers.get("cookie", "").split(";"))
        return next((value for key, _, value in sent if key == name), "")


@dataclass(frozen=True)
class Reply:
    """``body`` as bytes, or pieces that may never end: they are sent without a length until nobody listens."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Route = Callable[[Heard], Reply]


def page(text: str, status: int = 200, charset: str = "utf-8", *headers: tuple[str, str]) -> Reply:
    return Reply(text.encode(charset), status, (("Content-Type", f"text/html; charset={charset}"), *headers))


def data(text: str, status: int = 200) -> Reply:
    return Reply(text.encode(), status, (("Content-Type", "application/json; charset=utf-8"),))


def moved(target: str, status: int = 302) -> Reply:
    return Reply(b"", status, (("Location", target),))


NOT_FOUND = page(
    "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>", 404
)


@dataclass
class Server:
    """Answers by ``respond`` and appends every request to ``record`` before it does."""

    respond: Route
    record: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = _Listener(("127.0.0.1", 0), _handler(self))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, path: str) -> list[Heard]:
        return [heard for heard in self.record if heard.path == path]


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up on endless answers."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: two would wait for each other (Nagle and delayed ACK)

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(self.command, self.path, body, headers)
            server.record.append(heard)
            self.send(server.respond(heard))

        do_GET = do_HEAD = do_POST = do_OPTIONS = do_PUT = do_DELETE = do_PATCH = answer

        def send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(len(reply.body)))
            else:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            if self.command == "HEAD":
                return
            for piece in (reply.body,) if isinstance(reply.body, bytes) else reply.body():
                self.wfile.write(piece)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the server keeps a record."""

    return Handler
