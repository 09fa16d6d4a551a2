"""A night in the middle, for what tells of it: two back-ends, one portal that failed, one that was given up."""

from __future__ import annotations

from datetime import UTC, datetime

from auditor.model.fleet import (
    Alarm,
    Cost,
    Excluded,
    Lane,
    LeftOut,
    Night,
    NightPlan,
    NightState,
    Pass,
    PlannedPortal,
    Shard,
    Task,
    TaskState,
)

NIGHT = "2026-11-20"
BEGUN = "2026-11-20T20:00:00+08:00"
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)  # 21:00 in China
COST = Cost(100, 600.0, True)


def lane(backend: str, *codes: str, interval: float = 6.0) -> Lane:
    return Lane(backend, interval, tuple(PlannedPortal(code, COST) for code in codes))


def night(state: NightState = NightState.RUNNING, ended: str = "") -> Night:
    plan = NightPlan(
        NIGHT,
        BEGUN,
        "2026-11-20T22:00:00+08:00",
        (Shard(1, (lane("one", "a", "b", "c", "d"),)), Shard(2, (lane("two", "e", "f"),))),
        (Excluded("x", LeftOut.PAUSED), Excluded("y", LeftOut.NO_TIME), Excluded("z", LeftOut.NO_TIME)),
    )
    return Night(NIGHT, "20261120T120000Z", NIGHT, state, BEGUN, ended, plan)


def task(portal: str, backend: str, state: TaskState = TaskState.WAITING, **values: object) -> Task:
    return Task(NIGHT, portal, Pass.AUDIT, backend, 1, 0, state, **values)  # type: ignore[arg-type]


def tasks() -> tuple[Task, ...]:
    return (
        task("a", "one", TaskState.SEALED, attempt=1, requests=100, seconds=1200.0, run="r"),
        task("b", "one", TaskState.RUNNING, attempt=1, updated="2026-11-20T12:50:00+00:00"),
        task("c", "one"),
        task("d", "one", TaskState.FAILED, attempt=1, failure="timeout", detail="20 秒没有应答"),
        task("e", "two", TaskState.SEALED, attempt=1, requests=100, seconds=600.0, run="r"),
        task("f", "two", TaskState.GIVEN_UP, attempt=3, failure="crashed"),
    )


ALARMS = (Alarm("sealed-share", "", (("sealed", "2"), ("of", "6"), ("percent", "33"))),)
