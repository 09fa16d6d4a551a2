"""A night from end to end: begun, resumed, or taken up again for what failed.

plan → tasks → shards → second tries with more patience → a second look at what is new → health → the last line. Each step asks
the store what is left to do, so that a night that was killed anywhere goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from sqlalchemy import Connection

from auditor import outputs
from auditor.errors import AuditorError
from auditor.fleet import ending, restarts, starting
from auditor.fleet.ending import Closed
from auditor.fleet.executors import Engine, Opened, open_executor
from auditor.fleet.guard import only_night, sign_of_life
from auditor.fleet.holders import is_dead, this_holder
from auditor.fleet.packing import pack
from auditor.fleet.record import NightOptions, NightRecord, night_folder, read_record
from auditor.fleet.rounds import work_off
from auditor.fleet.scene import Halt, Scene, Stopped, WindowOver, heard, window_end
from auditor.fleet.starting import Asked
from auditor.fleet.watching import Watcher
from auditor.fleet.work import COMMAND
from auditor.model.fleet import Night, NightPlan, NightState, Pass, Shard, TaskState
from auditor.preparation import BrowserUse
from auditor.store import Store, nights, open_store
from auditor.store.address import VARIABLE
from auditor.store.engine import PATIENCE

#: So long the store may be away before anything has begun (seconds).
_FIRST_CONTACT = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a night works: folder, store (its URL may hold a password), engine. ``command`` starts a shard."""

    out: Path
    url: str
    engine: Engine
    command: Sequence[str] = COMMAND
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Result:
    """How it went. ``closed`` None: the night was asked to stop and can be resumed. ``night`` None: nothing was due."""

    night: Night | None
    closed: Closed | None = None


def run_night(place: Place, asked: Asked, told: Callable[[NightPlan], None] = lambda _: None) -> Result:
    """A new night. ``told`` is given its plan before anything is asked of a portal."""
    with _alone(place) as alone, _equipped(place, alone, asked.options) as ground:
        plan = starting.plan(ground.store, asked, ground.opened.slots, place.clock())
        told(plan)
        if not plan.shards:
            return Result(None)
        night, record = starting.begin(ground.store, place.out, asked, plan, place.clock())
        return _carry_on(place, ground, night, record)


def resume_night(place: Place, id: str | None = None) -> Result:
    """The night that was stopped or killed goes on; what is sealed stays sealed."""
    with _alone(place, create=False) as alone:
        night = alone.store.read(lambda c: _unfinished(c, id))
        record = read_record(place.out, night.id)
        with _equipped(place, alone, record.options) as ground:
            return _carry_on(place, ground, night, record)


def retry_failed(place: Place, id: str | None = None) -> Result:
    """A night that ended is taken up once more for what it had given up."""
    with _alone(place, create=False) as alone:
        ended = alone.store.read(lambda c: _ended(c, id))
        record = read_record(place.out, ended.id)
        with _equipped(place, alone, record.options) as ground:
            night = ground.store.do(lambda c: _taken_up(c, ended))
            return _carry_on(place, ground, night, record)


@dataclass(frozen=True, slots=True)
class _Alone:
    """A store in which nobody else runs a night. ``lost`` is set when that is no longer so."""

    store: Store
    lost: Event


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a night works with. ``asked`` is set when it is told to stop."""

    store: Store
    lost: Event
    opened: Opened
    asked: Event


def _opened(url: str, create: bool) -> Store:
    """A store that cannot be reached when a night begins is told soon; later it is waited for."""
    store = open_store(url, patience=_FIRST_CONTACT, create=create)
    store.patience = PATIENCE
    return store


@contextmanager
def _alone(place: Place, create: bool = True) -> Iterator[_Alone]:
    """Folder and store are only made for a new night."""
    if create:
        outputs.check_writable(place.out)
    with (
        _told_to_children(place.url),
        _opened(place.url, create) as store,
        only_night(store, place.out, this_holder(), is_dead) as lost,
    ):
        yield _Alone(store, lost)


@contextmanager
def _equipped(place: Place, alone: _Alone, options: NightOptions) -> Iterator[_Ground]:
    engine = replace(
        place.engine,
        out=str(place.out),
        server=alone.store.is_server,
        browser=options.browser != BrowserUse.NEVER,
        must=options.browser == BrowserUse.ALWAYS,
    )
    with open_executor(engine) as opened, heard() as asked:
        yield _Ground(alone.store, alone.lost, opened, asked)


@contextmanager
def _told_to_children(url: str) -> Iterator[None]:
    """By the environment: unlike arguments and files, nobody else can read it."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = url
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _carry_on(place: Place, ground: _Ground, night: Night, record: NightRecord) -> Result:
    halt = Halt(ground.asked, ground.lost, window_end(night, place.clock()))
    with (
        sign_of_life(night_folder(place.out, night.id)) as stop,
        Watcher(ground.store, night.id, place.out) as watcher,
    ):
        scene = Scene(
            ground.store, night, record, place.out, ground.opened, halt, stop, watcher.tick, place.command, place.clock
        )  # fmt: skip
        try:
            _all_steps(scene)
        except Stopped:
            return Result(night)
        except WindowOver:
            pass
        except AuditorError as error:
            raise _with_cure(error) from error
        return Result(night, ending.conclude(ground.store, night, place.clock()))


def _with_cure(error: AuditorError) -> AuditorError:
    """What ended a night early, and how it goes on."""
    if "auditor fleet" in error.message:
        return error
    return AuditorError(
        f"{error.message}。解决之后用 auditor fleet resume 接着运行，已完成的不会重做", error.exit_code
    )


def _all_steps(scene: Scene) -> None:
    work_off(scene, _left(scene), ending.look_of(scene, Pass.AUDIT))
    ending.try_again(scene, Pass.AUDIT)
    if scene.record.options.confirm:
        ending.look_again(scene)


def _left(scene: Scene) -> Sequence[Shard]:
    """What is still to be crawled of the plan, for the workers that there are now."""
    shards = scene.night.plan.shards if scene.night.plan else ()
    open_ = {task.portal for task in scene.tasks(Pass.AUDIT) if restarts.is_open(task)}
    if open_ == {code for shard in shards for code in restarts.codes(shard)}:
        return shards
    planned = (p.code for shard in shards for lane in shard.lanes for p in lane.portals)
    lanes = restarts.lanes_for((code for code in planned if code in open_), shards)
    return pack(lanes, scene.opened.slots, {})


def _unfinished(c: Connection, id: str | None) -> Night:
    found = (
        _named(c, id) if id else next((n for n in nights.nights(c) if n.state is NightState.RUNNING), None)
    )
    if found is None:
        raise AuditorError("没有需要续跑的一夜。重试没有成功的网站请用 auditor fleet retry-failed")
    if found.state is not NightState.RUNNING:
        raise AuditorError(f"{found.id} 这一夜已经结束。重试没有成功的网站请用 auditor fleet retry-failed")
    return found


def _ended(c: Connection, id: str | None) -> Night:
    found = _named(c, id) if id else nights.last_night(c)
    if found is None:
        raise AuditorError("还没有运行过。请先用 auditor fleet run 运行一夜，或用 --out、--store 指明位置")
    if found.state is NightState.RUNNING:
        raise AuditorError(f"{found.id} 这一夜还没有结束。请先用 auditor fleet resume 接着运行")
    return found


def _taken_up(c: Connection, night: Night) -> Night:
    nights.wait_again(c, night.id, frozenset({TaskState.FAILED, TaskState.GIVEN_UP}))
    nights.end_night(c, night.id, NightState.RUNNING, "")
    return replace(night, state=NightState.RUNNING, ended="")


def _named(c: Connection, id: str) -> Night:
    found = nights.night(c, id)
    if found is None:
        raise AuditorError(f"没有 {id} 这一夜。请核对 --night，或用 --out、--store 指明位置")
    return found
