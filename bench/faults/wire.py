"""Bytes of HTTP: requests as they are read from a connection, answers as they are written."""

from __future__ import annotations

import asyncio
import gzip
from http import HTTPStatus

from bench.faults.model import Answer, Asked, Send

MAX_HEAD, MAX_FORM = 65_536, 1_000_000


async def read_request(reader: asyncio.StreamReader) -> Asked | None:
    """The next request of a connection; None when the client hung up or sent what is none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        return None
    line, *rest = head.decode("latin-1").split("\r\n")
    method, _, target = line.rpartition(" ")[0].partition(" ")
    if not target:
        return None
    pairs = (each.partition(":") for each in rest if ":" in each)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    length = headers.get("content-length", "0")
    body = b""
    if length.isdecimal() and int(length):
        try:
            body = await reader.readexactly(min(int(length), MAX_FORM))
        except (asyncio.IncompleteReadError, OSError):
            return None
    return Asked(method, headers.get("host", "").lower(), target, headers, body)


def head_of(status: int, *headers: tuple[str, str]) -> bytes:
    """Status line and headers, with the empty line after them. Only latin-1 can be written."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def whole(answer: Answer, method: str = "GET") -> Send:
    """An answer as it should be written: HEAD and 304 have no body."""
    length = () if answer.status == 304 else (("Content-Length", str(len(answer.body))),)
    head = head_of(answer.status, *answer.headers, *length)
    return Send(head if method == "HEAD" or answer.status == 304 else head + answer.body)


def squeezed(data: bytes) -> bytes:
    """gzip with the same bytes in every run."""
    return gzip.compress(data, mtime=0)
