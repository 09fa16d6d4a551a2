"""One portal of a night: from the task taken in the store to the audit recorded there.

Whatever was done before a process died is not done again: a crawl is continued, a sealed snapshot is judged, a judged run is
recorded. Crawling and what follows are two steps, so that the lane goes on to its next portal while this one is judged.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from auditor import outputs
from auditor.crawl.engine import Crawl, CrawlLeft
from auditor.crawl.job import CrawlJob, Progress
from auditor.crawl.pace import Pace
from auditor.crawl.workspace import Locked
from auditor.errors import AuditorError
from auditor.fleet import failures, folders
from auditor.fleet.allowance import Allowance
from auditor.fleet.holders import is_dead
from auditor.fleet.judges import Judges
from auditor.fleet.judging import DISK_FULL, is_disk_full, told
from auditor.fleet.recording import Crawled, record_sealed
from auditor.fleet.spec import PortalSpec, ShardSpec
from auditor.model.fleet import Pass, Task, TaskState
from auditor.preparation import BrowserUse, Options, prepare
from auditor.profile import load_profile
from auditor.settings import DOWNLOAD_TIMEOUT
from auditor.store import Store, nights
from auditor.target import Target

T = TypeVar("T")
#: Kinds of ``rules/failures.yml``.
BAD_TARGET, BAD_PROFILE, LOCKED, ERROR, BUDGET = "bad-target", "bad-profile", "locked", "error", "budget"


class Unfit(Exception):
    """This machine cannot go on with any portal: no space, no store. Carries the sentence for the user."""


class Failed(Exception):
    """There is no audit of the portal, for a reason that was written into the store."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Sealed:
    """A crawled portal that waits to be judged. ``seconds``: what its crawl took, None when that was another process's.
    ``ill``: it met more failures than answers."""

    task: Task
    folder: Path
    seconds: float | None = None
    cut: str = ""
    ill: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A portal that can be crawled at once. ``failure`` and ``detail``: why it cannot. ``keep`` lays beside a snapshot what
    judging needs."""

    target: Target | None = None
    job: CrawlJob | None = None
    keep: Callable[[Path], None] = lambda _: None
    failure: str = ""
    detail: str = ""


@dataclass(eq=False)
class PortalWork:
    """The portals of one shard. ``crawls`` are those that run now, by portal."""

    spec: ShardSpec
    store: Store
    holder: str
    judges: Judges
    crawls: dict[str, Crawl] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _preparing: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def start(self, portal: PortalSpec) -> Task | None:
        """The task, now ours; None when it is done, given up, or worked on by somebody who lives."""
        return await self._stored(partial(self._start, code=portal.code))

    async def prepare(self, portal: PortalSpec, pace: Pace) -> Prepared:
        """Reads rules, catalog and the last snapshot in a thread, one portal at a time; while its lane is still crawling
        another. Raises Unfit."""
        return await asyncio.get_running_loop().run_in_executor(
            self._preparing, _prepared, self.spec, portal, pace
        )

    async def crawl(
        self, portal: PortalSpec, task: Task, prepared: Prepared, is_wanted: Callable[[], bool]
    ) -> Sealed:
        """The sealed run. Raises Failed, CrawlLeft when it is stopped or not wanted any more, Unfit when no portal can be
        crawled any more."""
        if prepared.target is None or prepared.job is None:
            raise await self.failed(task, prepared.failure, prepared.detail)
        try:
            return await self._crawled(portal, task, prepared.target, prepared.job, prepared.keep, is_wanted)
        except (CrawlLeft, Failed, Unfit):
            raise
        except Exception as error:
            if is_disk_full(error):
                raise Unfit(_sentence(error, self.spec.out)) from error
            kind = LOCKED if isinstance(error, Locked) else ERROR
            raise await self.failed(task, kind, _words(error)) from error

    async def finish(self, sealed: Sealed) -> str:
        """Judge and record; gives the kind of failure for which the audit does not count, "" when it does. Raises Failed,
        Unfit."""
        if (sealed.folder / outputs.AUDIT).is_file():
            judged = await asyncio.to_thread(told, sealed.folder)
        else:
            judged = await self.judges.judge(sealed.folder)
        if judged.failure == DISK_FULL:
            raise Unfit(judged.detail)
        if judged.failure:
            raise await self.failed(sealed.task, judged.failure, judged.detail)
        seconds = judged.seconds if sealed.seconds is None else sealed.seconds
        crawled = Crawled(judged.requests, round(seconds, 1), sealed.cut)
        record = partial(
            record_sealed, self.store, Path(self.spec.out), self.spec.night, sealed.task, sealed.folder
        )
        try:
            recorded = await asyncio.to_thread(record, crawled, self.clock)
        except AuditorError as error:
            raise Unfit(error.message) from error
        return recorded.failure

    async def failed(self, task: Task, kind: str, detail: str) -> Failed:
        """Write down why there is no audit."""
        give_up = failures.gives_up(kind, task.attempt)
        await self._stored(
            lambda c: nights.fail_task(
                c, task.night, task.portal, task.look, self.holder, kind, detail, self.clock(), give_up
            )
        )
        return Failed(kind)

    async def spare(self, portals: tuple[PortalSpec, ...], kind: str, detail: str) -> None:
        """Fail tasks that nobody has begun tonight, without an attempt."""
        for portal in portals:
            task = await self._stored(partial(self._task, code=portal.code))
            if task is not None and task.state in (TaskState.WAITING, TaskState.FAILED):
                await self.failed(task, kind, detail)

    # ── inside ──

    async def _crawled(
        self,
        portal: PortalSpec,
        task: Task,
        target: Target,
        job: CrawlJob,
        keep: Callable[[Path], None],
        is_wanted: Callable[[], bool],
    ) -> Sealed:
        folder = job.home / job.run_id
        stage = await asyncio.to_thread(folders.stage, folder, task)
        if not is_wanted():
            raise CrawlLeft
        if stage is folders.Stage.JUDGED:
            return Sealed(task, folder)
        if stage is folders.Stage.NEW:
            seconds, cut, ill = await self._run(portal, target, job)
        await asyncio.to_thread(keep, folder / outputs.SNAPSHOT)
        if stage is folders.Stage.SEALED:
            return Sealed(task, folder)
        return Sealed(task, folder, seconds, cut, ill)

    async def _run(self, portal: PortalSpec, target: Target, job: CrawlJob) -> tuple[float, str, bool]:
        """Crawl to the sealed snapshot: how long it took, whether its time was over, whether the portal seems ill."""
        last, cut = Progress(0, 0, 0, ""), ""

        def on_progress(progress: Progress) -> None:
            nonlocal last
            last = progress

        def over() -> None:
            nonlocal cut
            cut = BUDGET
            endings.append(asyncio.ensure_future(crawl.stop()))

        begun = time.monotonic()
        endings: list[asyncio.Future[None]] = []
        with target.served() as route:
            crawl = Crawl(replace(job, route={**job.route, **route}), on_progress)
            self.crawls[portal.code] = crawl
            try:
                with Allowance(portal.minutes * 60, job.pace, over):
                    await crawl.run()
            finally:
                del self.crawls[portal.code]
        return time.monotonic() - begun, cut, 2 * last.failed >= last.done

    async def _stored(self, work: Callable[[Connection], T]) -> T:
        try:
            return await asyncio.to_thread(self.store.do, work)
        except AuditorError as error:
            raise Unfit(error.message) from error

    def _task(self, c: Connection, code: str) -> Task | None:
        return nights.task(c, self.spec.night, code, self.spec.look)

    def _start(self, c: Connection, code: str) -> Task | None:
        """We hold the lane: whoever runs a task of it and is not known to live has lost the lane to us."""
        found = self._task(c, code)
        if found is None or (found.state is TaskState.RUNNING and is_dead(found.holder) is False):
            ours = found is not None and found.holder == self.holder
            return found if ours else None
        dead = frozenset({found.holder} if found.state is TaskState.RUNNING else ())
        return nights.start_task(c, self.spec.night, code, self.spec.look, self.holder, self.clock(), dead)


def _prepared(spec: ShardSpec, portal: PortalSpec, pace: Pace) -> Prepared:
    try:
        load_profile(portal.profile)
    except AuditorError as error:
        return Prepared(failure=BAD_PROFILE, detail=error.message)
    try:
        target, job, keep = prepare(portal.target, _options(spec, portal, pace))
    except AuditorError as error:
        if is_disk_full(error):
            raise Unfit(error.message) from error
        return Prepared(failure=BAD_TARGET, detail=error.message)
    if spec.look is Pass.CONFIRM:
        asked = frozenset(portal.reask)
        job = replace(job, still_fresh=frozenset(), reask=asked, inputs=f"confirm {spec.run}")
    return Prepared(target, job, keep)


def _options(spec: ShardSpec, portal: PortalSpec, pace: Pace) -> Options:
    return Options(
        out=Path(spec.out),
        today=date.fromisoformat(spec.today),
        profile=portal.profile,
        level=portal.level,
        max_pages=portal.pages,
        update=spec.update,
        browser=BrowserUse(portal.browser or spec.browser),
        probes=spec.probes,
        known_as=(portal.code, portal.name),
        route=dict(spec.rehearsal),
        run_id=spec.run,
        pace=pace,
        request_timeout=None if spec.patience == 1 else DOWNLOAD_TIMEOUT * spec.patience,
    )


def _words(error: Exception) -> str:
    return error.message if isinstance(error, AuditorError) else f"{type(error).__name__}: {error}"


def _sentence(error: Exception, out: str) -> str:
    if isinstance(error, AuditorError):
        return error.message
    return f"磁盘已满，无法写入 {out}：请清理磁盘，再用 auditor fleet resume 继续"
