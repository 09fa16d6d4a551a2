"""How a night begins: what is asked for, its plan, its tasks in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from auditor.errors import AuditorError
from auditor.fleet.ending import conclude
from auditor.fleet.record import NightOptions, NightRecord, keep_record
from auditor.fleet.tonight import plan_tonight
from auditor.model.fleet import Night, NightPlan, NightState, Pass, Register, Shard, Task
from auditor.preparation import CHINA
from auditor.store import Store, nights
from auditor.store.schema import portal as portal_table
from auditor.store.values import put


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a new night. ``day``: its China date, ``today``: the day judged for; None: as the clock says."""

    register: Register
    options: NightOptions
    day: date | None = None
    today: date | None = None


def plan(store: Store, asked: Asked, slots: int, now: datetime) -> NightPlan:
    """Tonight's plan. AuditorError when there is such a night already."""
    day = asked.day or now.astimezone(CHINA).date()
    _refuse_twice(store.read(lambda c: nights.night(c, day.isoformat())), day)
    return plan_tonight(asked.register, store, day, now, slots, asked.options.until or None)


def begin(store: Store, out: Path, asked: Asked, plan: NightPlan, now: datetime) -> tuple[Night, NightRecord]:
    """The night with all its tasks, from here on known to the store: whatever happens, it can be resumed."""
    record = NightRecord(asked.register, asked.options)
    today = asked.today.isoformat() if asked.today else plan.night
    run = free_run(out, (portal.code for portal in asked.register.portals), now)
    night = Night(plan.night, run, today, NightState.RUNNING, now.isoformat(timespec="seconds"), plan=plan)
    keep_record(out, night.id, record)

    def work(c: Connection) -> None:
        _put_portals(c, asked.register)
        nights.begin_night(c, night, tasks_of(night.id, plan.shards, Pass.AUDIT))

    _close_older(store, night.id, now)
    store.do(work)
    return night, record


def tasks_of(night: str, shards: tuple[Shard, ...], look: Pass) -> Iterator[Task]:
    for shard in shards:
        for lane in shard.lanes:
            for place, portal in enumerate(lane.portals):
                yield Task(night, portal.code, look, lane.backend, shard.number, place)


def free_run(out: Path, codes: Iterator[str], now: datetime) -> str:
    """A run id that no portal has a folder of: somebody may have run one of them by hand in this very second."""
    listed = tuple(codes)
    while any((out / code / (run := now.strftime("%Y%m%dT%H%M%SZ"))).exists() for code in listed):
        now += timedelta(seconds=1)
    return run


def _put_portals(c: Connection, register: Register) -> None:
    """What the portals are called, for whoever reads the store alone."""
    rows = (
        {
            "code": each.code,
            "name": each.name,
            "url": each.url,
            "backend": each.backend,
            "level": each.level.value,
        }
        for each in register.portals
    )
    put(c, portal_table, list(rows))


def _refuse_twice(night: Night | None, day: date) -> None:
    if night is None:
        return
    if night.state is NightState.RUNNING:
        raise AuditorError(f"{day} 这一夜没有运行完。请用 auditor fleet resume 接着运行，已封存的不会重做")
    raise AuditorError(
        f"{day} 这一夜已经运行过。重试没有成功的网站请用 auditor fleet retry-failed；另开一夜请用 --night 指定日期"
    )


def _close_older(store: Store, night: str, now: datetime) -> None:
    """Nights that were killed and never resumed end here: what they did not reach comes first in this one."""
    for older in store.read(nights.nights):
        if older.state is NightState.RUNNING and older.id < night:
            conclude(store, older, now)
