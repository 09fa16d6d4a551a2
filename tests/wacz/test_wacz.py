"""The WACZ of a real crawl: valid for somebody else's validator, and its pages found through its own index."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from surt import surt
from warcio.archiveiterator import ArchiveIterator

from auditor.commands import wacz as command
from auditor.crawl.answer import Answer
from auditor.crawl.snapshot import WARC, SnapshotReader, SnapshotWriter
from auditor.errors import AuditorError
from auditor.model import CrawlSummary, Fetch, Origin, Portal, Purpose
from auditor.wacz import export_wacz
from tests.harness import Run

NOW = "2026-03-01T08:00:00Z"
PORTAL = Portal("shown", "示例县人民政府", "http://www.shown.test/")


@pytest.fixture(scope="module")
def made(demo: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_wacz(demo.folder, tmp_path_factory.mktemp("wacz") / "demo.wacz")


def lines(path: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """Key, time and fields of each entry, read as a replayer does: block by block, as the index of blocks says."""
    found = []
    with zipfile.ZipFile(path) as package:
        data = package.read("indexes/index.cdx.gz")
        first, *blocks = package.read("indexes/index.idx").decode().splitlines()
    assert json.loads(first.split(" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    for block in blocks:
        place = json.loads(block[block.index("{") :])
        part = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(part).hexdigest()}"
        for line in gzip.decompress(part).decode().splitlines():
            key, stamp, fields = line.split(" ", 2)
            found.append((key, stamp, json.loads(fields)))
    return found


def replayed(path: Path, url: str) -> bytes:
    """The body that the package holds for an address."""
    key = surt(url)
    [fields] = [each for known, _, each in lines(path) if known == key]
    with zipfile.ZipFile(path) as package, package.open(f"archive/{fields['filename']}") as archive:
        archive.seek(int(fields["offset"]))
        member = archive.read(int(fields["length"]))
    assert fields["recordDigest"] == f"sha256:{hashlib.sha256(member).hexdigest()}"
    [record] = [
        (each.rec_headers.get_header("WARC-Target-URI"), each.content_stream().read())
        for each in ArchiveIterator(BytesIO(member))
    ]
    assert record[0] == url
    return bytes(record[1])


def test_a_validator_finds_it_valid(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    validator = pytest.importorskip("wacz.main")
    assert validator.main(["validate", "-f", str(made)]) == 0
    assert "is valid" in capsys.readouterr().out


def test_every_answer_of_the_snapshot_is_found_and_the_same(made: Path, demo: Run) -> None:
    with SnapshotReader(demo.folder / "snapshot") as reader:
        stored = [each for each in reader.fetches() if each.offset is not None]
        assert len(lines(made)) == len(stored)
        pages = [each for each in stored if each.purpose in (Purpose.HOME, Purpose.LIST_PAGE)]
        for fetch in [pages[0], pages[-1]]:
            assert replayed(made, fetch.url) == reader.body(fetch)


def test_each_record_is_a_gzip_member_of_its_own(demo: Run) -> None:
    """Which is what makes a record readable by its place."""
    with (
        SnapshotReader(demo.folder / "snapshot") as reader,
        (demo.folder / "snapshot" / WARC).open("rb") as warc,
    ):
        for fetch in [each for each in reader.fetches() if each.offset is not None][:40]:
            warc.seek(fetch.offset or 0)
            member = warc.read(fetch.length or 0)
            assert member.startswith(b"\x1f\x8b")
            assert gzip.decompress(member).startswith(b"WARC/1.")


def test_what_it_says_of_itself(made: Path, demo: Run) -> None:
    with zipfile.ZipFile(made) as package:
        described = json.loads(package.read("datapackage.json"))
        header, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert described["wacz_version"] == "1.1.1"
    assert described["mainPageUrl"] == pages[0]["url"] == "http://www.qinghe.test/"
    assert header["format"] == "json-pages-1.0"
    assert len(pages) > 100
    assert any("通知公告" in each["title"] for each in pages)


def test_the_same_snapshot_gives_the_same_bytes(made: Path, demo: Run, tmp_path: Path) -> None:
    again = export_wacz(demo.folder / "snapshot", tmp_path / "again.wacz")
    assert again.read_bytes() == made.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.wacz"]


# ── small snapshots ───────────────────────────────────────────────────────────────────────────────


def fetch(path: str, **more: Any) -> Fetch:
    given = {"status": 200, "mime": "text/html", "fetched_at": NOW, "purpose": Purpose.NAVIGATION, **more}
    return Fetch(url=f"http://www.shown.test{path}", **given)


def stored(writer: SnapshotWriter, asked: Fetch, body: str) -> Fetch:
    sent = (("Content-Type", "application/x-www-form-urlencoded"),) if asked.body else ()
    headers = (("Content-Type", asked.mime),)
    answer = Answer(200, headers, body.encode(), request_headers=sent, fetched_at=NOW)
    return writer.write(asked, answer)


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    """The run of a second night that carries one page over, rendered one and asked an interface."""
    first = SnapshotWriter(tmp_path / "night1" / "snapshot", "test/1")
    kept = stored(first, fetch("/kept/"), "<title>第一夜</title>")
    stored(first, fetch("/old/"), "no longer part of the snapshot")
    first.seal(CrawlSummary(PORTAL, "finished", 2, 10), NOW, NOW, "test/1")
    second = SnapshotWriter(tmp_path / "night2" / "snapshot", "test/1")
    second.refer(replace(kept, origin=Origin.CARRIED), first.directory)
    stored(second, fetch("/app/"), "plain")
    stored(second, fetch("/app/", render="script-list"), "rendered")
    posted = fetch("/api", method="POST", body="page=1&id=2", purpose=Purpose.PART, mime="application/json")
    stored(second, posted, "[]")
    second.seal(CrawlSummary(PORTAL, "finished", 4, 10), NOW, NOW, "test/1")
    shutil.rmtree(tmp_path / "night1")
    return tmp_path / "night2"


def test_what_was_carried_over_or_rendered_is_in_it_and_what_was_not_judged_is_left_out(nights: Path) -> None:
    made = export_wacz(nights)
    assert made == nights / "shown-night2.wacz"
    assert replayed(made, "http://www.shown.test/kept/") == "<title>第一夜</title>".encode()
    assert replayed(made, "http://www.shown.test/app/") == b"rendered"
    found = lines(made)
    assert not any("/old/" in key for key, _, _ in found)
    [posted] = [each for key, _, each in found if "__wb_method=post" in key]
    assert (posted["method"], posted["requestBody"]) == ("POST", "page=1&id=2")
    validator = pytest.importorskip("wacz.main")
    assert validator.main(["validate", "-f", str(made)]) == 0


def test_the_command_prints_the_file(
    nights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / "x.wacz"
    assert command.run(argparse.Namespace(run=str(nights), output=str(target))) == 0
    assert capsys.readouterr().out.strip() == str(target)
    assert zipfile.is_zipfile(target)


def test_a_damaged_or_unfinished_snapshot_gives_no_file(nights: Path, tmp_path: Path) -> None:
    warc = nights / "snapshot" / WARC
    whole = warc.read_bytes()
    warc.write_bytes(whole[:900] + bytes(200) + whole[1100:])
    with pytest.raises(AuditorError, match="损坏"):
        export_wacz(nights, tmp_path / "x.wacz")
    warc.write_bytes(whole)
    (nights / "snapshot" / "snapshot.json").unlink()
    with pytest.raises(AuditorError, match="尚未完成"):
        export_wacz(nights, tmp_path / "x.wacz")
    (tmp_path / "is-a-file").write_text("")
    assert not (tmp_path / "x.wacz").exists()


def test_a_place_that_cannot_be_written_is_named(nights: Path, tmp_path: Path) -> None:
    (tmp_path / "is-a-file").write_text("")
    with pytest.raises(AuditorError, match="无法写入"):
        export_wacz(nights, tmp_path / "is-a-file" / "x.wacz")
