"""The snapshot on disk: round trip, torn tails, damage."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.crawl.answer import Answer
from auditor.crawl.snapshot import INDEX, WARC, SnapshotReader, SnapshotWriter
from auditor.errors import AuditorError
from auditor.model import CrawlSummary, Failure, Fetch, Portal, Purpose

NOW = "2026-03-01T08:00:00Z"
PORTAL = Portal("demo", "示例", "http://www.demo.test/")
SUMMARY = CrawlSummary(PORTAL, "finished", 2, 10)


def fetch(path: str) -> Fetch:
    return Fetch(
        f"http://www.demo.test{path}", Purpose.NAVIGATION, status=200, fetched_at=NOW, mime="text/html"
    )


def answer(body: bytes) -> Answer:
    headers = (
        ("Content-Encoding", "gzip"),
        ("Content-Length", "9"),
        ("X-Raw", "\xd6\xd0"),
        ("Set-Cookie", "a=1"),
    )
    return Answer(200, headers, body, request_headers=(("User-Agent", "test"),), fetched_at=NOW)


def write(folder: Path, *paths: str) -> list[Fetch]:
    writer = SnapshotWriter(folder, "test/1")
    written = [writer.write(fetch(path), answer(f"正文{path}".encode("gb18030") * 50)) for path in paths]
    writer.close()
    return written


def is_sound(folder: Path) -> bool:
    command = [sys.executable, "-m", "warcio.cli", "check", str(folder / WARC)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path, "test/1")
    stored = writer.write(fetch("/a/"), answer("政府信息公开".encode("gb18030")))
    failed = Fetch("http://www.demo.test/b/", Purpose.ARTICLE, failure=Failure.DNS, detail="no such name")
    writer.write(failed, Answer(failure=Failure.DNS))
    writer.seal(SUMMARY, NOW, NOW, "test/1")
    with SnapshotReader(tmp_path) as reader:
        assert reader.fetches() == (stored, failed)
        assert reader.body(stored).decode("gb18030") == "政府信息公开"
        assert reader.body(failed) == b""
        assert reader.content_type(stored) == "text/html"
        assert reader.get(stored.key) == stored
        assert reader.summary() == SUMMARY
    assert is_sound(tmp_path)


def test_records_keep_the_original_headers_and_tie_request_to_response(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    write(tmp_path, "/a/")
    with (tmp_path / WARC).open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.http_headers) for record in ArchiveIterator(stream)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "request", "response"]
    request, response = records[1], records[2]
    assert request[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert response[2]["X-Archive-Orig-Content-Encoding"] == "gzip"
    assert response[2]["Content-Length"] == str(len("正文/a/".encode("gb18030")) * 50)
    assert request[2]["Host"] == "www.demo.test"


@pytest.mark.parametrize("torn", ["index", "warc", "both", "all"])
def test_a_torn_tail_is_cut_back_to_the_last_whole_answer(tmp_path: Path, torn: str) -> None:
    written = write(tmp_path, "/a/", "/b/", "/c/")
    index, warc = tmp_path / INDEX, tmp_path / WARC
    if torn in ("index", "both"):
        index.write_bytes(index.read_bytes()[:-20])
    if torn in ("warc", "both"):
        warc.write_bytes(warc.read_bytes()[:-20])
    if torn == "all":
        index.write_bytes(b'{"url":')
    writer = SnapshotWriter(tmp_path, "test/1")
    kept = writer.stored
    assert kept == ([] if torn == "all" else written[:2])
    again = writer.write(fetch("/d/"), answer(b"fresh"))
    writer.seal(SUMMARY, NOW, NOW, "test/1")
    reader = SnapshotReader(tmp_path)
    assert [f.url for f in reader.fetches()] == [f.url for f in [*kept, again]]
    assert reader.body(again) == b"fresh"
    assert is_sound(tmp_path)


def test_a_folder_that_is_no_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="不是快照目录"):
        SnapshotReader(tmp_path)


def test_an_unfinished_snapshot_has_no_summary(tmp_path: Path) -> None:
    write(tmp_path, "/a/")
    with pytest.raises(AuditorError, match="尚未完成"):
        SnapshotReader(tmp_path).summary()


def test_a_damaged_record_is_an_error_that_names_its_place(tmp_path: Path) -> None:
    [stored] = write(tmp_path, "/a/")
    data = bytearray((tmp_path / WARC).read_bytes())
    assert stored.offset is not None
    data[stored.offset : stored.offset + 40] = b"\x00" * 40
    # Every crawl notes the digest of what it stored; one damage in twenty reads as a record without a body.
    stored = replace(stored, body_sha256=hashlib.sha256("正文/a/".encode("gb18030") * 50).hexdigest())
    assert SnapshotReader(tmp_path).body(stored)
    (tmp_path / WARC).write_bytes(data)
    with pytest.raises(AuditorError, match="已损坏"):
        SnapshotReader(tmp_path).body(stored)
