"""Nights and their tasks: who audits which portal, how far it came, what it cost.

Changes of state are single statements that name the state they start from, so that of many who race exactly one wins.
Times are given as ``datetime`` with a time zone and kept as ISO text in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from auditor import codec
from auditor.errors import AuditorError
from auditor.model import Level
from auditor.model.fleet import Night, NightPlan, NightState, Pass, RegisteredPortal, Task, TaskState
from auditor.store.schema import night as nights_
from auditor.store.schema import portal as portals_
from auditor.store.schema import task as tasks_
from auditor.store.values import chunks, insert_new, moment, plain, put

_OPEN = (TaskState.WAITING.value, TaskState.FAILED.value)


def put_portals(c: Connection, portals: Iterable[RegisteredPortal]) -> None:
    """What the register says of portals now, in place of what it said before. Those it dropped stay, for their history."""
    rows = [
        {
            "code": each.code,
            "name": each.name,
            "url": each.url,
            "backend": each.backend,
            "level": each.level.value,
        }
        for each in portals
    ]
    put(c, portals_, rows)


def portals(c: Connection) -> tuple[RegisteredPortal, ...]:
    """By code. What the store does not keep (target, schedule, budget) has its default."""
    return tuple(
        RegisteredPortal(row.code, row.name, row.code, row.backend, row.url, Level(row.level))
        for row in c.execute(select(portals_).order_by(portals_.c.code))
    )


def begin_night(c: Connection, night: Night, tasks: Iterable[Task]) -> None:
    """Writes a night and its tasks. What is there already stays as it is: a night is begun once, then resumed."""
    row = {
        "id": night.id,
        "run": night.run,
        "today": night.today,
        "state": night.state.value,
        "begun": night.begun,
        "ended": night.ended,
        "plan": "" if night.plan is None else codec.encode(night.plan).decode(),
    }
    insert_new(c, nights_, [row])
    add_tasks(c, tasks)


def night(c: Connection, id: str) -> Night | None:
    row = c.execute(select(nights_).where(nights_.c.id == id)).one_or_none()
    return None if row is None else _night(row)


def last_night(c: Connection) -> Night | None:
    return next(iter(nights(c, 1)), None)


def nights(c: Connection, limit: int = 30) -> tuple[Night, ...]:
    """The newest first."""
    return tuple(_night(row) for row in c.execute(select(nights_).order_by(nights_.c.id.desc()).limit(limit)))


def end_night(c: Connection, id: str, state: NightState, ended: str) -> None:
    """Sets state and end; with RUNNING and ``""`` it takes an ended night up again."""
    c.execute(update(nights_).where(nights_.c.id == id).values(state=state.value, ended=ended))


def tasks(c: Connection, night: str, look: Pass | None = None) -> tuple[Task, ...]:
    """By look, shard and place: the order in which they are worked on."""
    query = select(tasks_).where(tasks_.c.night == night)
    if look is not None:
        query = query.where(tasks_.c.look == look.value)
    order = (tasks_.c.look, tasks_.c.shard, tasks_.c.backend, tasks_.c.place, tasks_.c.portal)
    return tuple(_task(row) for row in c.execute(query.order_by(*order)))


def add_tasks(c: Connection, tasks: Iterable[Task]) -> None:
    """Those that are there already stay as they are."""
    insert_new(c, tasks_, [_task_row(task) for task in tasks])


def task(c: Connection, night: str, portal: str, look: Pass) -> Task | None:
    row = c.execute(select(tasks_).where(_is(night, portal, look))).one_or_none()
    return None if row is None else _task(row)


def start_task(
    c: Connection,
    night: str,
    portal: str,
    look: Pass,
    holder: str,
    now: datetime,
    dead: frozenset[str] = frozenset(),
) -> Task | None:
    """WAITING or FAILED → RUNNING for ``holder``; also RUNNING of holders known to be dead. ``attempt`` grows by one.

    One that ``holder`` runs already is given again as it is. None: sealed, given up, or somebody else has it. The failure
    of the attempt before stays readable until the task is sealed.
    """
    free = or_(
        tasks_.c.state.in_(_OPEN),
        and_(tasks_.c.state == TaskState.RUNNING.value, tasks_.c.holder.in_(sorted(dead - {holder}))),
    )
    c.execute(
        update(tasks_)
        .where(_is(night, portal, look), free)
        .values(
            state=TaskState.RUNNING.value,
            attempt=tasks_.c.attempt + 1,
            holder=holder,
            updated=moment(now),
        )
    )
    found = task(c, night, portal, look)
    if found is None or found.state is not TaskState.RUNNING or found.holder != holder:
        return None
    return found


def seal_task(
    c: Connection,
    night: str,
    portal: str,
    look: Pass,
    holder: str,
    run: str,
    requests: int,
    seconds: float,
    now: datetime,
) -> bool:
    """Any state → SEALED, once. False, and nothing changes, when somebody else has sealed it or there is no such task.

    True again for the same holder and run: after a broken commit the work is repeated, and the seal was ours.
    """
    changed = c.execute(
        update(tasks_)
        .where(_is(night, portal, look), tasks_.c.state != TaskState.SEALED.value)
        .values(
            state=TaskState.SEALED.value,
            holder=holder,
            run=run,
            failure="",
            detail="",
            requests=requests,
            seconds=seconds,
            updated=moment(now),
        )
    ).rowcount
    if changed:
        return True
    found = task(c, night, portal, look)
    return found is not None and (found.holder, found.run) == (holder, run)


def fail_task(
    c: Connection,
    night: str,
    portal: str,
    look: Pass,
    holder: str,
    failure: str,
    detail: str,
    now: datetime,
    give_up: bool,
) -> bool:
    """→ FAILED, or GIVEN_UP for good. False, and nothing changes, when it is sealed, given up, or run by somebody else than
    ``holder``: to fail what a dead process ran, name that one's holder (``Task.holder``)."""
    state = TaskState.GIVEN_UP if give_up else TaskState.FAILED
    mine = or_(
        tasks_.c.state.in_(_OPEN),
        and_(tasks_.c.state == TaskState.RUNNING.value, tasks_.c.holder == holder),
    )
    changed = c.execute(
        update(tasks_)
        .where(_is(night, portal, look), mine)
        .values(
            state=state.value,
            holder=holder,
            failure=plain(failure, 64),
            detail=plain(detail, 2000),
            updated=moment(now),
        )
    ).rowcount
    return bool(changed)


def wait_again(c: Connection, night: str, states: frozenset[TaskState]) -> int:
    """Tasks in these states are WAITING again with no attempt counted; how many. Never what is sealed."""
    wanted = sorted(state.value for state in states - {TaskState.SEALED})
    return int(
        c.execute(
            update(tasks_)
            .where(tasks_.c.night == night, tasks_.c.state.in_(wanted))
            .values(state=TaskState.WAITING.value, attempt=0, holder="")
        ).rowcount
    )


def costs(c: Connection, portals: Iterable[str], nights: int = 5) -> Mapping[str, tuple[int, float]]:
    """Portal → median (requests, seconds) of its last sealed audits; those without one are not in it."""
    seen: dict[str, list[tuple[int, float]]] = {}
    newest = func.row_number().over(partition_by=tasks_.c.portal, order_by=tasks_.c.night.desc())
    for codes in chunks(sorted(set(portals))):
        ranked = (
            select(tasks_.c.portal, tasks_.c.requests, tasks_.c.seconds, newest.label("rank"))
            .where(
                tasks_.c.portal.in_(codes),
                tasks_.c.look == Pass.AUDIT.value,
                tasks_.c.state == TaskState.SEALED.value,
            )
            .subquery()
        )
        for row in c.execute(select(ranked).where(ranked.c.rank <= nights)):
            seen.setdefault(row.portal, []).append((row.requests, row.seconds))
    return {
        portal: (round(median(r for r, _ in known)), float(median(s for _, s in known)))
        for portal, known in sorted(seen.items())
    }


def counts(c: Connection, night: str) -> Mapping[tuple[Pass, TaskState], int]:
    """How many tasks are in which state."""
    query = (
        select(tasks_.c.look, tasks_.c.state, func.count())
        .where(tasks_.c.night == night)
        .group_by(tasks_.c.look, tasks_.c.state)
    )
    return {(Pass(look), TaskState(state)): number for look, state, number in c.execute(query)}


def _is(night: str, portal: str, look: Pass) -> Any:
    return and_(tasks_.c.night == night, tasks_.c.portal == portal, tasks_.c.look == look.value)


def _night(row: Row[Any]) -> Night:
    try:
        plan = codec.decode(row.plan, NightPlan) if row.plan else None
    except ValueError as error:
        raise AuditorError(
            f"存储中 {row.id} 夜的计划已损坏（{codec.reason(error)}）：请用 auditor restore 由备份恢复，或另开一夜"
        ) from error
    return Night(row.id, row.run, row.today, NightState(row.state), row.begun, row.ended, plan)


def _task(row: Row[Any]) -> Task:
    values = dict(row._mapping)
    return Task(**values | {"look": Pass(row.look), "state": TaskState(row.state)})


def _task_row(task: Task) -> dict[str, object]:
    return {name: getattr(task, name) for name in Task.__slots__} | {
        "look": task.look.value,
        "state": task.state.value,
        "detail": plain(task.detail, 2000),
    }
