"""One lane of a shard: its portals one after another at one pace, spared when what answers for all of them is down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from auditor.crawl.engine import CrawlLeft
from auditor.crawl.pace import Pace
from auditor.fleet import failures, timetable
from auditor.fleet.portal_work import Failed, PortalWork, Prepared, Sealed, Unfit
from auditor.fleet.spec import LaneSpec, PortalSpec
from auditor.model.fleet import Backend

#: Kinds of ``rules/failures.yml``.
BACKEND_DOWN, NO_TIME = "backend-down", "no-time"
#: So many portals in a row that fail for their back-end's reasons, and the others are left for later in the night.
BREAKER = 3
#: Whoever waits for the end of quiet hours looks at the clock so often (seconds): it may be set meanwhile.
_GLANCE = 60.0


class LaneWork:
    """``sealed`` and ``failed`` count portals; ``left`` those that this process did not come to. ``on_unfit`` is told at once
    when judging or recording finds that this machine cannot go on."""

    def __init__(self, lane: LaneSpec, work: PortalWork, on_unfit: Callable[[Unfit], None]) -> None:
        self.lane = lane
        self.pace = Pace(lane.interval, closed=self._closed)
        self.sealed = 0
        self.failed = 0
        self.left = 0
        self._work = work
        self._on_unfit = on_unfit
        self._backend = Backend(lane.backend, lane.interval, lane.quiet, lane.quiet_on)
        self._stopped = asyncio.Event()
        self._streak = 0
        self._current = ""
        self._finishing: set[asyncio.Task[None]] = set()
        self._ahead: dict[str, asyncio.Task[Prepared]] = {}

    async def run(self) -> None:
        """Returns when all portals are recorded, or left because the lane is to stop. Raises Unfit."""
        try:
            for number, portal in enumerate(self.lane.portals):
                rest = self.lane.portals[number:]
                if self._streak >= BREAKER:
                    await self._spare(rest, BACKEND_DOWN, f"{self._streak} portals in a row")
                    break
                if not await self._opened(portal):
                    await self._spare(rest, NO_TIME, "quiet hours without end")
                    break
                if self._stopped.is_set():
                    self.left += len(rest)
                    break
                await self._portal(portal, self.lane.portals[number + 1 : number + 2])
            await self._finished()
        finally:
            for task in (*self._finishing, *self._ahead.values()):
                task.cancel()

    async def stop(self) -> None:
        """Begin nothing more; the crawl that runs is left to be resumed."""
        self._stopped.set()
        crawl = self._work.crawls.get(self._current)
        if crawl is not None:
            await crawl.stop(leave=True)

    # ── inside ──

    def _closed(self) -> float:
        return timetable.quiet_for(self._backend, self._work.clock())

    async def _opened(self, portal: PortalSpec) -> bool:
        """Waits until the portal may be begun, as planned: not so shortly before quiet hours that they would cut it in two.
        Returns at once when the lane stops. False when the back-end is never open."""
        while not self._stopped.is_set():
            now = self._work.clock()
            begin = timetable.starts(self._backend, now, portal.seconds)
            if begin is None:
                return False
            left = (begin - now).total_seconds()
            if left <= 0:
                return True
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), min(left, _GLANCE))
        return True

    async def _portal(self, portal: PortalSpec, following: tuple[PortalSpec, ...]) -> None:
        task = await self._work.start(portal)
        if task is None:
            return
        self._current = portal.code
        try:
            prepared = await self._prepared(portal)
            for each in following:  # while this one is crawled, so that the lane loses no time between them
                self._begin(each)
            sealed = await self._work.crawl(portal, task, prepared, self._goes_on)
        except CrawlLeft:
            self.left += 1
            return
        except Failed as failure:
            self._settled(failure.kind)
            return
        finishing = asyncio.ensure_future(self._finish(sealed))
        self._finishing.add(finishing)
        finishing.add_done_callback(self._finishing.discard)
        if sealed.ill:  # what is wrong with it decides whether the next one is asked at all
            await self._finished()

    def _begin(self, portal: PortalSpec) -> None:
        if portal.code not in self._ahead:
            self._ahead[portal.code] = asyncio.ensure_future(self._work.prepare(portal, self.pace))

    async def _prepared(self, portal: PortalSpec) -> Prepared:
        self._begin(portal)
        return await self._ahead.pop(portal.code)

    def _goes_on(self) -> bool:
        return not self._stopped.is_set()

    async def _finish(self, sealed: Sealed) -> None:
        try:
            self._settled(await self._work.finish(sealed))
        except Failed as failure:
            self._settled(failure.kind)
        except Unfit as error:
            self.left += 1
            self._on_unfit(error)

    async def _finished(self) -> None:
        if self._finishing:
            await asyncio.gather(*self._finishing)

    def _settled(self, failure: str) -> None:
        self.sealed += not failure
        self.failed += bool(failure)
        self._streak = self._streak + 1 if failure and failures.breaks(failure) else 0

    async def _spare(self, portals: tuple[PortalSpec, ...], kind: str, why: str) -> None:
        await self._work.spare(portals, kind, f"{self.lane.backend}: {why}")
        self.failed += len(portals)
