"""The two records of an answer (ISO 28500, WARC 1.0): the request as sent, the response with its decoded body.

Each is a gzip member of its own, as the format asks. warcio, which reads them, would take five times as long to write them.
"""

from __future__ import annotations

import re
import zlib
from base64 import b32encode
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders

from auditor.crawl.answer import Answer
from auditor.model import Fetch

#: Headers that let somebody in: a record shows that they were sent, not what they held.
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_HELD = re.compile(r"(?<==)[^;\s]+")
_REWRITTEN = frozenset({"content-encoding", "transfer-encoding", "content-length"})
#: zlib's own level: the best makes files 2 % smaller and takes a third longer.
_LEVEL, _GZIP = 6, 31


def records(fetch: Fetch, answer: Answer) -> tuple[bytes, bytes]:
    """(request, response) as they stand in the archive, each naming the other."""
    told = answer.fetched_at or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    asked, answered = f"<urn:uuid:{uuid4()}>", f"<urn:uuid:{uuid4()}>"
    return (
        _record("request", fetch.url, told, (asked, answered), _request_head(fetch, answer), _sent(fetch)),
        _record("response", fetch.url, told, (answered, asked), _response_head(answer), answer.body),
    )


def _record(kind: str, url: str, date: str, ids: tuple[str, str], http: Any, body: bytes) -> bytes:
    http.compute_headers_buffer(None)
    block = http.headers_buff + body
    head = _lines(
        (
            ("WARC-Date", date),
            ("WARC-Type", kind),
            ("WARC-Record-ID", ids[0]),
            ("WARC-Target-URI", url),
            ("WARC-Concurrent-To", ids[1]),
            ("WARC-Payload-Digest", _digest(body)),
            ("WARC-Block-Digest", _digest(block)),
            ("Content-Type", f"application/http; msgtype={kind}"),
            ("Content-Length", str(len(block))),
        )
    )
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(b"".join((head, block, b"\r\n\r\n"))) + packer.flush()


def _lines(headers: Iterable[tuple[str, str]]) -> bytes:
    lines = ("WARC/1.0", *(f"{name}: {value}" for name, value in headers), "", "")
    return "\r\n".join(lines).encode("utf-8", "replace")


def _digest(data: bytes) -> str:
    return f"sha1:{b32encode(sha1(data, usedforsecurity=False).digest()).decode('ascii')}"


def _sent(fetch: Fetch) -> bytes:
    """The body of the request as it went out: what a browser is to type into a box is not sent."""
    return b"" if fetch.render else fetch.body.encode()


def _request_head(fetch: Fetch, answer: Answer) -> Any:
    parts = urlsplit(fetch.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [
        (name, _shown(name, value))
        for name, value in answer.request_headers
        if name.lower() != "content-length"
    ]
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", parts.netloc))
    if sent := _sent(fetch):
        headers.append(("Content-Length", str(len(sent))))
    return StatusAndHeaders(f"{fetch.method} {target} HTTP/1.1", headers, is_http_request=True)


def _shown(name: str, value: str) -> str:
    """A header as a record keeps it: of a cookie its name and attributes, of other secrets nothing."""
    lowered = name.lower()
    if lowered not in _SECRET:
        return value
    if "cookie" not in lowered:
        return "***"
    first, mark, rest = value.partition(";") if lowered == "set-cookie" else (value, "", "")
    return _HELD.sub("***", first) + mark + rest


def _response_head(answer: Answer) -> Any:
    """Headers that fit the decoded body; what they replace is kept under ``X-Archive-Orig-``."""
    status = answer.status or 0
    phrase = next((each.phrase for each in HTTPStatus if each.value == status), "Unknown")
    headers: list[tuple[str, str]] = []
    for name, value in answer.headers:
        kept = f"X-Archive-Orig-{name}" if name.lower() in _REWRITTEN else name
        headers.append((kept, _shown(name, value.replace("\r", " ").replace("\n", " "))))
    headers.append(("Content-Length", str(len(answer.body))))
    return StatusAndHeaders(f"{status} {phrase}", headers, protocol="HTTP/1.1")
