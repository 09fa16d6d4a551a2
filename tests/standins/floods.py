"""Answers that are too much: without end, of thirty megabytes, folded up, nested."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache

from tests.standins.server import Reply

_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_JSON = (("Content-Type", "application/json; charset=utf-8"),)
_ROW = "<li><a href='/tzgg/t20260528_4011.html'>关于开展工作的通知</a><span>2026-05-28</span></li>".encode()
_PIECE = _ROW * 700


def endless() -> Reply:
    def pieces() -> Iterator[bytes]:
        yield b"<html><body><ul>"
        while True:
            yield _PIECE

    return Reply(pieces, 200, _HTML)


def huge() -> Reply:
    """Thirty megabytes, said in advance."""
    return Reply(b"<html><body><ul>" + _PIECE * (30_000_000 // len(_PIECE)), 200, _HTML)


def nested() -> Reply:
    """JSON that is deeper than any stack."""
    depth = 100_000
    return Reply(b'{"success":true,"total":1,"result":' + b"[" * depth + b"]" * depth + b"}", 200, _JSON)


def swollen() -> Reply:
    """JSON of two hundred megabytes in less than one."""
    return Reply(_bomb(), 200, (*_JSON, ("Content-Encoding", "gzip")))


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    packed = [packer.compress(b'{"total":1,"result":["')]
    packed += [packer.compress(b"0" * 1_000_000) for _ in range(200)]
    return b"".join([*packed, packer.compress(b'"]}'), packer.flush()])
