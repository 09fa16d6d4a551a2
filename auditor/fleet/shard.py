"""A shard: one process that crawls its lanes at the same time in one reactor, and hands what it sealed to a judging child.

It holds a lease on each lane, records each portal in the store as it is judged, and can be killed at any moment: whoever is
started with the same spec goes on where it stood.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditor import outputs
from auditor.crawl.engine import run, stopping_by_signal
from auditor.errors import AuditorError, ExitCode
from auditor.fleet.holders import this_holder
from auditor.fleet.judges import Judges
from auditor.fleet.lane_work import LaneWork
from auditor.fleet.portal_work import PortalWork, Unfit
from auditor.fleet.spec import LaneSpec, ShardSpec
from auditor.fleet.tenure import Tenure
from auditor.fleet.warming import warm
from auditor.store import Store

#: Threads for names that are looked up, the store and files: none of them may hold up the others for long.
_THREADS = 48
#: What is being recorded when the shard stops is given so long (seconds).
_FAREWELL = 20.0
_GLANCE = 0.05


@dataclass(frozen=True, slots=True)
class ShardResult:
    """``left``: portals that were not come to, or whose crawl is to be resumed. ``longest_stall``: seconds for which the event
    loop did nothing else; ``cpu`` seconds of this process, without the judging child."""

    number: int
    sealed: int
    failed: int
    left: int
    turns: int
    lost: float
    seconds: float
    cpu: float
    longest_stall: float
    stopped: bool


def run_shard(spec: ShardSpec, store: Store) -> ShardResult:
    """Crawls, judges and records. AuditorError when this machine cannot go on (no space, no store); what was begun is
    resumed by the next one."""
    outputs.check_writable(Path(spec.out))
    return run(_Shard(spec, store).run())


def exit_code(result: ShardResult) -> ExitCode:
    return ExitCode.NOT_JUDGED if result.stopped else ExitCode.CLEAN


class _Shard:
    def __init__(self, spec: ShardSpec, store: Store) -> None:
        self._spec = spec
        self._store = store
        self._lanes: dict[str, LaneWork] = {}
        self._skipped = 0
        self._stopping = False
        self._unfit: Unfit | None = None
        self._stall = 0.0
        self._ending: asyncio.Future[None] | None = None

    async def run(self) -> ShardResult:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        await warm()
        begun, holder, judges = time.monotonic(), this_holder(), Judges()
        work = PortalWork(self._spec, self._store, holder, judges)
        tenure = Tenure(self._store, holder, frozenset(self._spec.dead), self._lost)
        at_once = asyncio.Semaphore(self._spec.lanes_at_once)
        tasks = (judges.warm(), tenure.keep(), self._watch(), self._orphaned())
        beside = [asyncio.ensure_future(each) for each in tasks]
        with stopping_by_signal(self._stop):
            lanes = [
                asyncio.ensure_future(self._lane(lane, work, tenure, at_once)) for lane in self._spec.lanes
            ]
            await self._until_done(lanes)
        for each in beside:
            each.cancel()
        await judges.close()
        if self._unfit is not None:
            self._store.close()  # nobody waits any longer for a store that is away
            raise AuditorError(str(self._unfit)) from self._unfit
        return self._result(time.monotonic() - begun)

    async def _lane(
        self, lane: LaneSpec, work: PortalWork, tenure: Tenure, at_once: asyncio.Semaphore
    ) -> None:
        async with at_once:
            try:
                if self._stopping or not await tenure.take(lane.backend):
                    self._skipped += len(lane.portals)
                    return
                self._lanes[lane.backend] = LaneWork(lane, work, self._give_up)
                if not self._stopping:
                    await self._lanes[lane.backend].run()
                await tenure.release(lane.backend)
            except Unfit as error:
                self._give_up(error)
            except AuditorError as error:  # of the store, while the lane was taken
                self._give_up(Unfit(error.message))

    async def _until_done(self, lanes: Sequence[asyncio.Future[None]]) -> None:
        """All lanes to their end; once the shard stops they have a while for what they are writing."""
        waiting = set(lanes)
        while waiting and not self._stopping:
            done, waiting = await asyncio.wait(waiting, timeout=0.5)
            for each in done:
                each.result()
        if waiting:
            _, waiting = await asyncio.wait(waiting, timeout=_FAREWELL)
        for each in waiting:
            each.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)

    async def _stop(self) -> None:
        """In good order: crawls are left to be resumed, leases given back."""
        self._stopping = True
        await asyncio.gather(*(lane.stop() for lane in self._lanes.values()), return_exceptions=True)

    def _give_up(self, error: Unfit) -> None:
        """No portal can be worked on any more."""
        if self._unfit is None:
            self._unfit = error
            self._ending = asyncio.ensure_future(self._stop())

    def _lost(self, backend: str) -> None:
        """Somebody took the lane over because we were silent for too long: it is his."""
        lane = self._lanes.get(backend)
        if lane is not None:
            self._ending = asyncio.ensure_future(lane.stop())

    async def _watch(self) -> None:
        """How long the event loop is kept from everything else."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(_GLANCE)
            self._stall = max(self._stall, time.monotonic() - before - _GLANCE)

    async def _orphaned(self) -> None:
        """Where the kernel does not tell of a parent's end."""
        parent = os.getppid()
        while os.getppid() == parent:
            await asyncio.sleep(1.0)
        with suppress(Exception):
            await asyncio.wait_for(self._stop(), _FAREWELL)

    def _result(self, seconds: float) -> ShardResult:
        lanes = self._lanes.values()
        return ShardResult(
            number=self._spec.number,
            sealed=sum(lane.sealed for lane in lanes),
            failed=sum(lane.failed for lane in lanes),
            left=sum(lane.left for lane in lanes) + self._skipped,
            turns=sum(lane.pace.count.turns for lane in lanes),
            lost=round(sum(lane.pace.count.lost for lane in lanes), 3),
            seconds=round(seconds, 3),
            cpu=round(time.process_time(), 3),
            longest_stall=round(self._stall, 3),
            stopped=self._stopping,
        )
