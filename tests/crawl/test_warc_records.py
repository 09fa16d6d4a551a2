"""The records of the archive as warcio, which checks their sums, reads them; and what they must not hold."""

from __future__ import annotations

from io import BytesIO

from warcio.archiveiterator import ArchiveIterator

from auditor.crawl import warc
from auditor.crawl.answer import Answer
from auditor.model import Fetch, Purpose

_FETCH = Fetch("http://qinghe.test/zwgk/?a=1", Purpose.NAVIGATION)
_ANSWER = Answer(
    status=200,
    headers=(
        ("Content-Type", "text/html"),
        ("Set-Cookie", "sid=geheim; Path=/; HttpOnly"),
        ("Content-Encoding", "gzip"),
    ),
    body="<p>清禾县</p>".encode(),
    request_headers=(("Cookie", "sid=geheim; clearance=geheim"), ("Authorization", "Basic geheim")),
    fetched_at="2026-06-15T01:02:03Z",
)


def test_records_are_whole_and_name_each_other() -> None:
    found = {}
    for record in ArchiveIterator(BytesIO(b"".join(warc.records(_FETCH, _ANSWER))), check_digests="raise"):
        found[record.rec_type] = (record.rec_headers, record.http_headers, record.content_stream().read())
    asked, answered = found["request"], found["response"]
    assert answered[2] == _ANSWER.body
    assert asked[1].statusline == "/zwgk/?a=1 HTTP/1.1"
    assert asked[0].get_header("WARC-Concurrent-To") == answered[0].get_header("WARC-Record-ID")
    assert answered[0].get_header("WARC-Concurrent-To") == asked[0].get_header("WARC-Record-ID")
    assert answered[0].get_header("WARC-Date") == "2026-06-15T01:02:03Z"
    assert answered[1].get_header("X-Archive-Orig-Content-Encoding") == "gzip"


def test_records_hold_no_secret_values() -> None:
    shown = [
        dict(record.http_headers.headers)
        for record in ArchiveIterator(BytesIO(b"".join(warc.records(_FETCH, _ANSWER))))
    ]
    assert shown[0]["Cookie"] == "sid=***; clearance=***"
    assert shown[0]["Authorization"] == "***"
    assert shown[1]["Set-Cookie"] == "sid=***; Path=/; HttpOnly"
