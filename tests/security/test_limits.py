"""One answer, however large or deep, costs a bounded amount of memory and time, and is told for what it is."""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.confined import Ended, ask_child
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Failure, Fetch
from auditor.settings import DOWNLOAD_MAXSIZE
from tests.e2e.loopback import LoopbackSite, Reply, html
from tests.harness import PATIENCE, ROOT

#: Peak memory of a crawl of these few pages (MB): an ordinary one takes a third of it.
MOST_MEMORY = 600
_CRAWL = r"""
import re, sys
from pathlib import Path
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.model import Portal
from auditor.reading import reader_for
from auditor.territory import territory_of
portal = Portal("990109", "清禾县人民政府", sys.argv[1])
limits = CrawlLimits(max_pages=80, attempts=1)
print(run_crawl(CrawlJob(portal, reader_for(territory_of(portal), ()), Path(sys.argv[2]), run_id="run", limits=limits)))
# Not ru_maxrss: that keeps the peak of the process that was forked.
print(int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


def packed(size: int) -> bytes:
    return gzip.compress(b"<li>" * (size // 4), 9)


def deep(levels: int) -> bytes:
    return b"<html><title>a</title>" + b"<div>" * levels + b"x"


BOMB = Reply(packed(400 << 20), headers={**HTML, "Content-Encoding": "gzip"})
ANSWERS: dict[str, Reply] = {
    "/bomb/": BOMB,
    **{f"/bomb/{number}/": BOMB for number in range(40)},
    "/twice/": Reply(gzip.compress(packed(400 << 20)), headers={**HTML, "Content-Encoding": "gzip, gzip"}),
    "/headers/": Reply(b"<html>", headers={**HTML, **{f"X-{number}": "a" * 500 for number in range(1000)}}),
    "/large/": Reply(b"<html>" + b" " * (DOWNLOAD_MAXSIZE + 1), headers=HTML),
    "/deep/": Reply(deep(100_000), headers=HTML),
    "/line/": Reply(b"<html><title>a</title><p>" + b"a" * (10 << 20), headers=HTML),
    "/attributes/": Reply(b"<html><title>a</title><p " + b"a=b " * 500_000 + b">", headers=HTML),
    "/comments/": Reply(b"<!--" * 500_000, headers=HTML),
    "/entities/": Reply(
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9)
        ) + b"]><html><title>a</title><p>&j;</p></html>",
        headers={"Content-Type": "application/xhtml+xml"},
    ),
}  # fmt: skip


def respond(_method: str, path: str, _form: bytes) -> Reply:
    if path in ANSWERS:
        return ANSWERS[path]
    menu = "".join(f"<li><a href='{each}'>栏目{n}</a></li>" for n, each in enumerate(ANSWERS))
    return html(f"<html><title>清禾县</title><body><div class='nav'><ul>{menu}</ul></div></body></html>")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Fetch], int]:
    """The last fetch of each path, and the peak memory of the process (MB)."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with LoopbackSite(respond) as site:
        words = [sys.executable, "-c", _CRAWL, site.url, str(tmp_path_factory.mktemp("limits"))]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    folder, peak = done.stdout.split()
    with SnapshotReader(Path(folder)) as snapshot:
        return {f"/{fetch.url.split('/', 3)[3]}": fetch for fetch in snapshot.fetches()}, int(peak)


@pytest.mark.parametrize("path", ["/bomb/", "/bomb/39/", "/twice/", "/headers/", "/large/"])
def test_what_is_too_large_is_told_and_not_read(crawled: tuple[dict[str, Fetch], int], path: str) -> None:
    assert crawled[0][path].failure in (Failure.TOO_LARGE, Failure.BAD_RESPONSE)


@pytest.mark.parametrize("path", ["/deep/", "/line/", "/attributes/", "/comments/", "/entities/"])
def test_what_is_deep_or_wide_is_read(crawled: tuple[dict[str, Fetch], int], path: str) -> None:
    assert crawled[0][path].status == 200


def test_memory_stays_bounded(crawled: tuple[dict[str, Fetch], int]) -> None:
    assert crawled[1] < MOST_MEMORY


def test_entities_are_never_expanded() -> None:
    """Ten to the ninth letters from a kilobyte, in the parser of pages."""
    from auditor.extract import dom

    page = dom.parse(ANSWERS["/entities/"].body.decode(), "http://a.test/")
    assert len(page.text) < 1000


@pytest.mark.parametrize(
    ("module", "late"), [("tests.security.child_sleeps", True), ("tests.security.child_grows", False)]
)
def test_a_reader_of_files_is_ended(module: str, late: bool) -> None:
    """Time and memory of the child that reads documents and pictures."""
    with pytest.raises(Ended) as ended:
        ask_child(module, data=b"", seconds=3.0 if late else 60.0)
    assert (str(ended.value) == "late") is late
    assert (
        resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
    )  # the child's bound is the child's alone
