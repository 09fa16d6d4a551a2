"""Many crawls with a browser in one process: no more browsers than may be, and each crawl as if alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import app
from auditor.crawl.browser import find_browser
from auditor.crawl.browser_slots import SLOTS
from auditor.crawl.engine import Crawl, run
from auditor.crawl.job import CrawlJob
from auditor.preparation import BrowserUse, Options, prepare
from bench.world import TODAY
from bench.world.counties import County
from tests.fleet.stamped import Stamped, stamped
from tests.fleet.test_together import NOON

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")


def job_of(county: County, server: Stamped, out: Path) -> CrawlJob:
    options = Options(
        out,
        TODAY,
        known_as=(county.code, county.name),
        route=server.route,
        run_id="run",
        max_pages=3,
        browser=BrowserUse.ALWAYS,
    )
    _, job, keep = prepare(county.url, options)
    return replace(job, clock=lambda: NOON, on_sealed=keep)


def drivers() -> int:
    """Playwright's drivers, of which each browser has one: children of this process."""
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    names = [Path(f"/proc/{pid}/cmdline") for path in found for pid in path.read_text().split()]
    return sum(b"playwright" in name.read_bytes() for name in names if name.exists())


def judged(out: Path, counties: Sequence[County]) -> list[bytes]:
    for county in counties:
        app.finish(out / county.code / "run")
    return [(out / county.code / "run" / "audit.json").read_bytes() for county in counties]


@pytest.mark.long
def test_crawls_take_turns_with_the_browsers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SLOTS, "number", 1)
    monkeypatch.setattr(SLOTS, "tenure", 0.3)
    most = 0
    with stamped(3, 3) as server:

        async def alone() -> None:
            for county in server.counties:
                await Crawl(job_of(county, server, tmp_path / "alone")).run()

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, drivers())
                await asyncio.sleep(0.05)

        async def together() -> None:
            watching = asyncio.ensure_future(watch())
            jobs = [job_of(county, server, tmp_path / "together") for county in server.counties]
            await asyncio.gather(*(Crawl(job).run() for job in jobs))
            watching.cancel()

        run(alone())
        run(together())
    assert most == 1
    assert judged(tmp_path / "together", server.counties) == judged(tmp_path / "alone", server.counties)
