"""Small portals as data, and a server that shows them and can misbehave."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def page(kind: str, title: str, *parts: str, attrs: str = "") -> str:
    return f'<html><head><title>{title}</title></head><body data-kind="{kind}" {attrs}>{"".join(parts)}</body></html>'


def link(href: str, zone: str = "menu", text: str = "栏目") -> str:
    return f'<a data-zone="{zone}" href="{href}">{text}</a>'


def row(href: str, date: str | None = None, text: str = "一条信息") -> str:
    dated = f' data-date="{date}"' if date else ""
    return f'<li{dated}><a href="{href}">{text}</a></li>'


def further(href: str) -> str:
    return f'<a data-next href="{href}">下一页</a>'


def attached(href: str) -> str:
    return f'<a data-file href="{href}">附件</a>'


@dataclass
class Reply:
    """``behaviour``: ok, slow (seconds in ``wait``), reset, garbage, cut (half of the promised body)."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    behaviour: str = "ok"
    wait: float = 0.0


Site = dict[str, "Reply | str"]


def small_portal(columns: int = 3, items: int = 4) -> Site:
    """Home page, ``columns`` list columns with dated articles, one attachment each."""
    names = [f"/c{n}/" for n in range(columns)]
    site: Site = {"/": page("home", "首页", *(link(name) for name in names))}
    for n, name in enumerate(names):
        rows = [
            row(f"t2026{n + 1:02}{i + 1:02}_{i}.html", f"2026-{n + 1:02}-{28 - i:02}") for i in range(items)
        ]
        site[name] = page("list", f"栏目{n}", link("/"), *rows)
        for i in range(items):
            site[f"{name}t2026{n + 1:02}{i + 1:02}_{i}.html"] = page(
                "article", f"信息{n}-{i}", f"正文{n}-{i}", attached(f"/files/{n}.pdf")
            )
        site[f"/files/{n}.pdf"] = Reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
    return site


class SiteServer:
    """Serves a :data:`Site` on loopback and logs what it is asked. ``default`` answers everything unknown."""

    def __init__(self, site: Site, default: Reply | None = None, delay: float = 0.0, tls: Any = None) -> None:
        self.site = site
        self.default = default or Reply(b"<html><title>404</title></html>", 404)
        self.delay = delay
        self.log: list[tuple[str, str]] = []
        self.agents: Counter[str] = Counter()
        self.ranges: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = int(self._server.server_address[1])
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}/"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> SiteServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> Counter[tuple[str, str]]:
        """How often each (method, path) was asked, without robots.txt."""
        return Counter(entry for entry in self.log if entry[1] != "/robots.txt")

    def reply(self, path: str) -> Reply:
        found = self.site.get(path) or self.site.get(path.split("?")[0]) or self.default
        if isinstance(found, str):
            return Reply(found.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        return found


def _handler(owner: SiteServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece: two would wait for each other (Nagle and delayed ACK)

        def do_GET(self) -> None:
            owner.log.append((self.command, self.path))
            owner.agents[self.headers.get("User-Agent", "")] += 1
            if "Range" in self.headers:
                owner.ranges[self.path] = self.headers["Range"]
            if self.command == "POST":
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = owner.reply(self.path)
            time.sleep(reply.wait + (owner.delay if self.path != "/robots.txt" else 0))
            getattr(self, f"send_{reply.behaviour}", self.send_ok)(reply)

        do_HEAD = do_POST = do_GET

        def send_ok(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in {"Content-Type": "text/html", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        def send_reset(self, reply: Reply) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def send_garbage(self, reply: Reply) -> None:
            self.wfile.write(b"\x00\x01 this is no http\r\n\r\n")
            self.close_connection = True

        def send_cut(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
