"""Looks at a home page, and the series that they make."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from servers import certificate, plain_server, tls_server

from auditor.errors import AuditorError
from auditor.model import Portal, Probe
from auditor.probe import append, look, read_series

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhome"


def home(port: int, scheme: str = "http") -> Portal:
    return Portal("demo", "示例", f"{scheme}://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("answer", "failure", "status"),
    [
        (OK, "", 200),
        (b"HTTP/1.0 200 OK\r\n\r\nhome", "", 200),
        (b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.com/\r\n\r\n", "", 302),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "redirect-loop", None),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "server-error", 503),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "forbidden", 403),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "not-found", 404),
        (b"SSH-2.0-x\r\n", "bad-response", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nhalf", "", 200),
        (b"", "bad-response", None),
    ],
)
def test_how_it_ends(answer: bytes, failure: str, status: int | None) -> None:
    with plain_server(answer) as port:
        seen = look(home(port), 5)
    assert (seen.failure, seen.status) == (failure, status)
    assert 0 <= seen.seconds < 5
    assert seen.at.endswith("Z")


def test_drop_by_drop_is_too_slow() -> None:
    with plain_server(*[b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 50], pause=0.1) as port:
        seen = look(home(port), 0.6)
    assert (seen.seconds, seen.failure, seen.status) == (0.6, "timeout", None)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert look(home(port), 5).failure == "refused"
    assert (
        look(Portal("demo", "示例", "http://www.demo.gov.cn/"), 5, resolver=lambda name, family: ()).failure
        == "dns"
    )


def test_a_certificate_is_another_matter(tmp_path: Path) -> None:
    with tls_server(certificate(), tmp_path) as (port, made):
        assert look(home(port, "https"), 5).status == 200
    assert len(made) == 1


def test_a_saved_copy_is_asked_on_its_route() -> None:
    with plain_server(OK) as port:
        seen = look(
            Portal("demo", "示例", "https://www.demo.gov.cn/"), 5, {"www.demo.gov.cn": ("127.0.0.1", port)}
        )
    assert seen.failure == ""


def test_a_further_host_on_a_private_address_is_not_asked() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://oa.demo.gov.cn/\r\nContent-Length: 0\r\n\r\n"

    def resolver(name: str, family: int) -> tuple[str, ...]:
        return ("127.0.0.1",) if family == socket.AF_INET else ()

    with plain_server(moved) as port:
        portal = Portal("demo", "示例", f"http://www.demo.gov.cn:{port}/", hosts=("oa.demo.gov.cn",))
        assert look(portal, 5, resolver=resolver).failure == "blocked-address"


def test_a_series_survives_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "probes.jsonl"
    first, second = (
        Probe("2026-06-15T01:00:00Z", 1.5, "", 200),
        Probe("2026-06-14T01:00:00Z", 15.0, "timeout"),
    )
    append(path, first)
    with path.open("ab") as stream:
        stream.write(b'{"at": "2026-06')
    append(path, second)
    assert read_series(path) == (second, first)
    assert read_series(tmp_path / "none.jsonl") == ()


def test_jobs_that_write_at_once_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    jobs = [
        threading.Thread(target=append, args=(path, Probe(f"2026-06-15T01:00:{n:02}Z", 1.0)))
        for n in range(30)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert len(read_series(path)) == 30


def test_a_series_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="--series"):
        append(tmp_path, Probe("2026-06-15T01:00:00Z", 1.0))
