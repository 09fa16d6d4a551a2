"""A lane keeps to quiet hours: when it begins a portal, when it stops asking, and whose minutes that costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from auditor.crawl.engine import CrawlLeft
from auditor.crawl.pace import Pace
from auditor.fleet.allowance import Allowance
from auditor.fleet.lane_work import LaneWork
from auditor.fleet.portal_work import PortalWork
from auditor.fleet.spec import LaneSpec, PortalSpec
from auditor.model import Level
from auditor.model.fleet import Pass, Task
from auditor.preparation import CHINA
from tests import leaping
from tests.leaping import now

#: Quiet hours of the back-end in these tests: until eight in the morning.
QUIET = (("06:00", "08:00"),)


@dataclass
class Work:
    """Stands for the portals' work: a crawl is one request, noted by the lane's own clock."""

    begins: datetime
    asked: list[tuple[str, datetime]] = field(default_factory=list)
    spared: list[tuple[str, str]] = field(default_factory=list)
    crawls: dict[str, Any] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.begins + timedelta(seconds=now())

    async def start(self, portal: PortalSpec) -> Task:
        return Task("2026-06-15", portal.code, Pass.AUDIT, "b", 1, 1)

    async def prepare(self, portal: PortalSpec, pace: Pace) -> Pace:
        return pace

    async def crawl(self, portal: PortalSpec, task: Task, pace: Pace, wanted: Callable[[], bool]) -> None:
        if await pace.turn(wanted):
            await pace.written()
            self.asked.append((portal.code, self.clock()))
        raise CrawlLeft

    async def spare(self, portals: tuple[PortalSpec, ...], kind: str, detail: str) -> None:
        self.spared += [(portal.code, kind) for portal in portals]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-15T{clock}").replace(tzinfo=CHINA)


def lane(work: Work, quiet: tuple[tuple[str, str], ...] = QUIET, seconds: float = 0.1) -> LaneWork:
    portals = tuple(
        PortalSpec(code, code, "http://x.test/", Level.COUNTY, "national", 10, 10, seconds) for code in "ab"
    )
    return LaneWork(LaneSpec("b", 0.05, portals, quiet), cast(PortalWork, work), lambda _: None)


def test_a_lane_begins_when_quiet_hours_end() -> None:
    work = Work(at("07:59:59.5"))

    async def go() -> None:
        await lane(work).run()

    leaping.run(go())
    assert [code for code, _ in work.asked] == ["a", "b"]
    assert min(when for _, when in work.asked) >= at("08:00:00")


def test_a_portal_that_quiet_hours_would_cut_in_two_is_not_begun() -> None:
    work = Work(at("05:59:00"))

    async def go() -> LaneWork:
        waiting = lane(work, seconds=600)
        running = asyncio.ensure_future(waiting.run())
        await asyncio.sleep(0.3)
        await waiting.stop()
        await asyncio.wait_for(running, 2)  # at once, not at eight
        return waiting

    assert leaping.run(go()).left == 2
    assert work.asked == []


def test_a_crawl_that_takes_longer_pauses_when_quiet_hours_begin() -> None:
    work = Work(at("05:59:59.9"))

    async def go() -> None:
        running = asyncio.ensure_future(lane(work, seconds=0).run())
        await asyncio.sleep(0.6)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    leaping.run(go())
    assert [when for _, when in work.asked if when > at("06:00:00")] == []


def test_a_back_end_that_never_opens_is_no_endless_wait() -> None:
    work = Work(at("07:00:00"))

    async def go() -> None:
        await asyncio.wait_for(lane(work, quiet=(("00:00", "12:00"), ("12:00", "00:00"))).run(), 2)

    leaping.run(go())
    assert work.spared == [("a", "no-time"), ("b", "no-time")]


@pytest.mark.parametrize(("closed", "whole"), [(0.0, 0.1), (0.3, 0.39)])
def test_minutes_in_which_nothing_may_be_asked_are_not_the_portals(closed: float, whole: float) -> None:
    async def go() -> float:
        pace, over = Pace(0.01, closed=lambda: max(0.0, closed - now())), asyncio.Event()
        with Allowance(0.1, pace, over.set):
            while not over.is_set():
                turn = asyncio.ensure_future(pace.turn())
                await asyncio.wait({turn, asyncio.ensure_future(over.wait())}, return_when="FIRST_COMPLETED")
                turn.cancel()
        return now()

    assert leaping.run(go()) == pytest.approx(whole)  # until its first slot, a pace asks nothing anyway
