"""Crawls that run at the same time in one process are each as if alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor import app
from auditor.crawl.engine import Crawl, CrawlLeft, run
from auditor.crawl.job import CrawlJob, Progress
from auditor.crawl.pace import Pace
from auditor.preparation import BrowserUse, Options, prepare
from bench.world import TODAY
from bench.world.counties import County
from tests.fleet.stamped import Arrival, Stamped, stamped

NOON = datetime(2026, 6, 15, 4, tzinfo=UTC)
PORTALS = 8


def job_of(county: County, server: Stamped, out: Path, pace: Pace | None = None) -> CrawlJob:
    """The job of a portal, kept with its run.json when it is sealed, at a time that stands still."""
    known, never = (county.code, county.name), BrowserUse.NEVER
    options = Options(
        out, TODAY, browser=never, known_as=known, route=server.route, pace=pace, run_id="run", max_pages=60
    )
    _, job, keep = prepare(county.url, options)
    return replace(job, clock=lambda: NOON, on_sealed=keep)


def judged(out: Path, counties: Sequence[County]) -> dict[str, bytes]:
    for county in counties:
        app.finish(out / county.code / "run")
    return {path.parts[-3]: path.read_bytes() for path in out.glob("*/run/audit.json")}


def _asked(arrivals: Sequence[Arrival]) -> set[tuple[str, str, str]]:
    return {(each.method, each.host, each.path) for each in arrivals}


def test_eight_crawls_at_the_same_time_give_the_bytes_of_each_alone(tmp_path: Path) -> None:
    with stamped(PORTALS, PORTALS) as server:

        async def alone() -> None:
            for county in server.counties:
                await Crawl(job_of(county, server, tmp_path / "alone")).run()

        async def together() -> None:
            jobs = [
                job_of(county, server, tmp_path / "together", Pace(0.01 + 0.005 * number))
                for number, county in enumerate(server.counties)
            ]
            await asyncio.gather(*(Crawl(job).run() for job in jobs))

        run(alone())
        before = len(server.arrivals)
        run(together())
        # Nobody was answered from what another one had asked. A busy machine may repeat a request.
        assert _asked(server.arrivals[before:]) == _asked(server.arrivals[:before])
    alone_, together_ = (judged(tmp_path / name, server.counties) for name in ("alone", "together"))
    assert len(alone_) == PORTALS
    assert len(set(alone_.values())) == PORTALS
    assert together_ == alone_


def test_cookies_of_one_portal_are_not_sent_by_another(tmp_path: Path) -> None:
    """Two portals of one host, told apart by nothing but their crawls."""
    with stamped(1) as plain:
        county = plain.counties[0]
        home = plain._answer("GET", county.host, "/").partition(b"\r\n\r\n")[2]
    laid = {(county.host, "/"): (200, {"Set-Cookie": "visit=first"}, home)}
    with stamped(1, laid=laid) as server:

        async def work() -> None:
            jobs = [job_of(county, server, tmp_path / name) for name in ("a", "b")]
            await asyncio.gather(*(Crawl(job).run() for job in jobs))

        run(work())
    assert all("visit=first" not in sent for path, sent in server.cookies if path in ("/", "/robots.txt"))
    assert any("visit=first" in sent for _, sent in server.cookies)


def test_each_log_speaks_of_its_own_crawl_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scrapy, spiders = logging.getLogger("scrapy"), logging.getLogger("spiders")
    handlers = list(scrapy.handlers)

    def broken(fetch: object, body: bytes) -> None:
        raise RuntimeError(f"cannot be read: {fetch}")

    with stamped(3, 3) as server:

        async def work() -> None:
            jobs = [replace(job_of(each, server, tmp_path), reader=broken) for each in server.counties]
            await asyncio.gather(*(Crawl(job).run() for job in jobs))

        run(work())
    for county in server.counties:
        text = (tmp_path / county.code / "run" / "crawl.log").read_text("utf-8")
        assert county.host in text
        assert not any(other.host in text for other in server.counties if other is not county)
    assert scrapy.handlers == handlers
    assert scrapy.propagate
    assert spiders.propagate


def test_one_crawl_is_stopped_and_left_while_the_others_go_on(tmp_path: Path) -> None:
    with stamped(3, 3) as server:

        async def work() -> list[Path | BaseException]:
            enough = asyncio.Event()

            def on_progress(progress: Progress) -> None:
                if progress.done >= 10:
                    enough.set()

            crawls = [
                Crawl(job_of(each, server, tmp_path, Pace(0.02)), on_progress if number == 1 else None)
                for number, each in enumerate(server.counties)
            ]
            running = [asyncio.ensure_future(crawl.run()) for crawl in crawls]
            await enough.wait()
            await crawls[1].stop(leave=True)
            return await asyncio.gather(*running, return_exceptions=True)

        first, second, third = run(work())
        asked = sum(arrival.host == server.counties[1].host for arrival in server.arrivals)
        assert isinstance(first, Path)
        assert isinstance(second, CrawlLeft), second
        assert isinstance(third, Path)
        resumed = run(Crawl(job_of(server.counties[1], server, tmp_path)).run())
        again = sum(arrival.host == server.counties[1].host for arrival in server.arrivals) - asked
    assert resumed.is_dir()
    assert asked >= 10
    assert asked + again <= 40  # what it had asked was kept


def test_a_crawl_that_is_stopped_before_it_began_sends_nothing(tmp_path: Path) -> None:
    with stamped(1) as server:

        async def work() -> None:
            crawl = Crawl(job_of(server.counties[0], server, tmp_path, Pace(0.05)))
            running = asyncio.ensure_future(crawl.run())
            await asyncio.sleep(0)
            await crawl.stop(leave=True)
            with pytest.raises(CrawlLeft):
                await running

        run(work())
        assert server.arrivals == []


@pytest.mark.parametrize("moment", [0.05, 0.1, 0.15, 0.2, 0.3])
def test_a_stop_does_not_wait_for_a_lane_that_was_asked_to_wait(tmp_path: Path, moment: float) -> None:
    """Whether a request waits for its turn, for its connection or to be written."""
    with stamped(1) as server:

        async def work() -> float:
            pace = Pace(0.02)
            crawl = Crawl(job_of(server.counties[0], server, tmp_path, pace))
            running = asyncio.ensure_future(crawl.run())
            await asyncio.sleep(moment)
            pace.postpone(300)
            before = asyncio.get_running_loop().time()
            await crawl.stop()
            await running
            return asyncio.get_running_loop().time() - before

        assert run(work()) < 5
