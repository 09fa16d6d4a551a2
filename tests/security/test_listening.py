"""A crawl opens no door into its process: neither Scrapy's telnet console nor its remote control, nor anything else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.loopback import LoopbackSite, html
from tests.harness import PATIENCE, ROOT, command
from tests.security.sockets import Listener, listeners

pytestmark = pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux")
PAGE = html(
    "<html><title>清禾县</title><body><div class='nav'><ul><li><a href='/a/'>政务公开</a></li>"
    "<li><a href='/b/'>政务服务</a></li></ul></div></body></html>"
)
#: So often a process is looked at once it shows the copy: two seconds of its crawl.
LOOKS = 40


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_this_very_test_would_find_a_door() -> None:
    with LoopbackSite(lambda *_: PAGE) as site:
        assert Listener("tcp", "127.0.0.1", site.port) in listeners(os.getpid())


def test_a_live_crawl_listens_nowhere(tmp_path: Path) -> None:
    """Looked at while the portal keeps its third request waiting, in the middle of the crawl."""
    with LoopbackSite(lambda *_: PAGE) as site:
        site.hold_after = 2
        with running(*command("run", site.url, "--out", tmp_path)) as process:
            site.wait_for(lambda: len(site.log) >= 3)
            assert process.poll() is None
            assert listeners(process.pid) == set()


@pytest.mark.parametrize("entry", ["auditor", "scrapy"])
def test_a_saved_portal_is_shown_to_this_machine_only(entry: str, tmp_path: Path) -> None:
    """The copy is played back over loopback while it is crawled; in so many looks no other socket is open."""
    words = command("run", "990101", "--out", tmp_path)
    if entry == "scrapy":
        words = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "portal",
            "-a",
            "county=990101",
            "-a",
            f"out={tmp_path}",
        ]
    seen: set[Listener] = set()
    deadline, looks = time.monotonic() + PATIENCE, 0
    with running(*words) as process:
        while looks < LOOKS and process.poll() is None:
            assert time.monotonic() < deadline, "the copy is not shown"
            found = listeners(process.pid)
            seen |= found
            looks += bool(found)
            time.sleep(0.05)
    assert {found.address for found in seen} == {"127.0.0.1"}
    assert len({found.port for found in seen}) == 1, seen
