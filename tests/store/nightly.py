"""A small night for tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime

from auditor.model.fleet import (
    Cost,
    Lane,
    Night,
    NightPlan,
    NightState,
    Pass,
    PlannedPortal,
    Shard,
    Task,
)

NIGHT = "2026-11-20"
RUN = "20261120T140000Z"
NOW = datetime(2026, 11, 20, 14, 0, 5, tzinfo=UTC)
STAMP = "2026-11-20T14:00:05+00:00"

PLAN = NightPlan(
    NIGHT,
    "2026-11-20T22:00:00+08:00",
    "2026-11-21T05:00:00+08:00",
    (Shard(0, (Lane("平台甲", 1.0, (PlannedPortal("qinghe", Cost(300, 300.0, True)),)),)),),
)


def a_night(id: str = NIGHT) -> Night:
    return Night(id, RUN, id, NightState.RUNNING, "2026-11-20T14:00:00+00:00", plan=PLAN)


def a_task(portal: str, place: int = 0, look: Pass = Pass.AUDIT, night: str = NIGHT) -> Task:
    return Task(night, portal, look, "platform-a", 0, place)
