"""A back-end never sees two requests closer than its interval: over its hosts, its portals, and processes that follow each
other on the lane. What arrived when is the server's word, by the kernel's clock."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.crawl.browser import find_browser
from auditor.crawl.engine import Crawl, run
from auditor.crawl.handler import _GuardedEndpoint
from auditor.crawl.pace import Pace
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Failure
from auditor.preparation import BrowserUse, Options, prepare
from bench.world import TODAY
from tests.fleet.shards import lanes_of, night_of_one, wait_until
from tests.fleet.stamped import Stamped, closest, stamped

INTERVAL = 0.1
TOLERANCE = 0.98


def crawl_all(server: Stamped, out: Path, **options: object) -> Pace:
    """The portals of the server, one after another at one pace."""

    async def work() -> Pace:
        pace = Pace(INTERVAL)
        for county in server.counties:
            given = Options(
                out, TODAY, known_as=(county.code, county.name), route=server.route, pace=pace, run_id="run"
            )
            _, job, _ = prepare(county.url, replace(given, **options))  # type: ignore[arg-type]
            await Crawl(job).run()
        return pace

    return run(work())


def test_robots_heads_and_retries_take_their_turns(tmp_path: Path) -> None:
    with stamped(2) as server:
        pace = crawl_all(server, tmp_path, browser=BrowserUse.NEVER, max_pages=30)
    arrivals = server.sorted_arrivals()
    assert closest(arrivals) >= INTERVAL * TOLERANCE
    assert {arrival.host for arrival in arrivals} == {county.host for county in server.counties}
    assert sum(arrival.path == "/robots.txt" for arrival in arrivals) == 2
    assert pace.count.turns == len(arrivals)


def test_a_repetition_on_a_new_connection_takes_a_turn_of_its_own(tmp_path: Path) -> None:
    """Twisted repeats by itself what it wrote to a connection that the server had closed meanwhile."""
    with stamped(1, hangs_up=True) as server:
        crawl_all(server, tmp_path, browser=BrowserUse.NEVER, max_pages=12)
    assert len(server.arrivals) > 8
    assert closest(server.arrivals) >= INTERVAL * TOLERANCE


def test_a_connection_that_opens_late_loses_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then another request had its turn. A small page comes in one piece with its headers, and nothing may lie between
    the two: who reads the page later finds the connection gone."""
    at_once, connections = _GuardedEndpoint._addresses, itertools.count()

    async def slowly(endpoint: _GuardedEndpoint) -> list[tuple[str, int]]:
        await asyncio.sleep(1.5 * INTERVAL if next(connections) % 2 else 0)
        return await at_once(endpoint)

    monkeypatch.setattr(_GuardedEndpoint, "_addresses", slowly)
    with stamped(1, hangs_up=True) as server:
        crawl_all(server, tmp_path, browser=BrowserUse.NEVER, max_pages=12)
    assert len(server.arrivals) > 8
    assert closest(server.arrivals) >= INTERVAL * TOLERANCE
    with SnapshotReader(next(tmp_path.glob("*/run/snapshot"))) as kept:
        assert {fetch.failure for fetch in kept.fetches()} <= {None, Failure.NOT_FOUND}


def test_retry_after_holds_the_whole_lane(tmp_path: Path) -> None:
    with stamped(2) as plain:
        first, second = plain.counties
    laid = {(first.host, "/"): (429, {"Retry-After": "1"}, b"")}
    with stamped(2, laid=laid) as server:
        crawl_all(server, tmp_path, browser=BrowserUse.NEVER, max_pages=4)
    arrivals = server.sorted_arrivals()
    refused = [number for number, each in enumerate(arrivals) if each.host == first.host and each.path == "/"]
    assert len(refused) == 3  # asked again as ever, but later
    for number in refused:
        assert arrivals[number + 1].at - arrivals[number].at >= 1.0
    assert closest(arrivals) >= INTERVAL * TOLERANCE
    assert second.host in {arrival.host for arrival in arrivals}


@pytest.mark.skipif(find_browser() is None, reason="no browser on this machine")
def test_parts_of_a_page_in_the_browser_take_their_turns(tmp_path: Path) -> None:
    scripts = "".join(f'<script src="/js/{number}.js"></script>' for number in range(5))
    with stamped(1) as plain:
        host = plain.counties[0].host
        home = plain._answer("GET", host, "/").partition(b"\r\n\r\n")[2]
    laid: dict[tuple[str, str], tuple[int, dict[str, str], bytes]] = {
        (host, f"/js/{number}.js"): (200, {"Content-Type": "text/javascript"}, b"var x = 1;")
        for number in range(5)
    }
    laid[host, "/"] = (200, {}, home.replace(b"</head>", scripts.encode() + b"</head>"))
    with stamped(1, laid=laid) as server:
        crawl_all(server, tmp_path, browser=BrowserUse.ALWAYS, max_pages=1)
    asked = {arrival.path for arrival in server.arrivals}
    assert {f"/js/{number}.js" for number in range(5)} <= asked
    assert closest(server.arrivals) >= INTERVAL * TOLERANCE


def test_two_shards_after_one_another_keep_the_pace_of_a_lane(tmp_path: Path) -> None:
    """The first is killed in the middle of a crawl; the second takes its lane and its task over."""
    with stamped(2) as server:
        night = night_of_one(tmp_path, server.route, lanes_of(server.counties, INTERVAL))
        first = night.start()
        wait_until(lambda: len(server.arrivals) >= 45)  # the second portal is half crawled
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        killed_at = time.time()
        code, told, err = night.run()
    assert code == 0, err
    assert told["sealed"] >= 1  # the other one may have been judged before
    arrivals = server.sorted_arrivals()
    assert arrivals[-1].at > killed_at > arrivals[0].at
    assert closest(arrivals) >= INTERVAL * TOLERANCE
    assert {task.state.value for task in night.tasks().values()} == {"sealed"}
    asked = [(arrival.host, arrival.path) for arrival in arrivals if arrival.path != "/robots.txt"]
    assert len(asked) - len(set(asked)) <= 2  # what was on its way, and nothing else, was asked again
