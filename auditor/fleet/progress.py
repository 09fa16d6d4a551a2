"""How far a night has come and when it will end: pure, from its tasks, its plan and the time.

What is left of a lane is what its plan says, corrected by how long its sealed portals really took; a portal that runs longer than
planned is expected to take a tenth of its plan more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from auditor.model.fleet import Alarm, Night, Pass, Task, TaskState
from auditor.model.fleet_progress import Counts, LaneProgress, NightProgress
from auditor.preparation import CHINA

#: What a portal is expected to take that no plan and no sealed portal tells of (seconds).
_UNKNOWN = 300.0
#: How far what was seen may correct the plan: one odd portal must not promise midnight or next week.
_CORRECTION = (0.2, 5.0)
_OVERDUE = 0.1


def progress_of(
    night: Night,
    tasks: Sequence[Task],
    now: datetime,
    alarms: Sequence[Alarm] = (),
    names: Mapping[str, str] | None = None,
) -> NightProgress:
    """``names``: portal → name, as far as they are known."""
    lanes = _lanes(night, tasks, now)
    looks = [look for look in Pass if look is Pass.AUDIT or any(task.look is look for task in tasks)]
    troubled = tuple(task for task in tasks if task.state in (TaskState.FAILED, TaskState.GIVEN_UP))
    progress = NightProgress(
        id=night.id,
        today=night.today,
        state=night.state,
        begun=night.begun,
        now=now.astimezone(CHINA).isoformat(timespec="seconds"),
        ends=night.ended,
        planned=night.plan.ends if night.plan else "",
        counts=tuple(_counts(look, tasks) for look in looks),
        lanes=lanes,
        troubled=troubled,
        alarms=tuple(alarms),
        excluded=night.plan.excluded if night.plan else (),
        names=tuple(sorted((names or {}).items())),
    )
    if progress.is_over or night.ended or not tasks:
        return progress
    left = max((lane.left for lane in lanes), default=0.0)
    ends = now.astimezone(CHINA) + timedelta(seconds=left)
    return replace(progress, ends=ends.isoformat(timespec="seconds"))


def _counts(look: Pass, tasks: Iterable[Task]) -> Counts:
    numbers = dict.fromkeys((state.name.lower() for state in TaskState), 0)
    for task in tasks:
        if task.look is look:
            numbers[task.state.name.lower()] += 1
    return Counts(look, **numbers)


def _lanes(night: Night, tasks: Sequence[Task], now: datetime) -> tuple[LaneProgress, ...]:
    of: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        of[task.backend].append(task)
    planned, intervals = _planned(night)
    general = {look: _correction(tasks, look, planned) for look in Pass}
    usual = {look: _usual(tasks, look) for look in Pass}
    lanes = []
    for backend, mine in of.items():
        sealed = [task for task in mine if task.state is TaskState.SEALED]
        requests = sum(task.requests for task in sealed)
        left = 0.0
        for task in mine:
            correction = _correction(mine, task.look, planned) or general[task.look] or 1.0
            expected = planned.get(task.portal, usual[task.look]) * correction
            left += _left(task, expected, now)
        lanes.append(
            LaneProgress(
                backend=backend,
                counts=_merged(mine),
                running=tuple(task.portal for task in mine if task.state is TaskState.RUNNING),
                requests=requests,
                interval=intervals.get(backend, 0.0),
                pace=sum(task.seconds for task in sealed) / requests if requests else 0.0,
                left=left,
            )
        )
    return tuple(sorted(lanes, key=lambda lane: (-lane.left, lane.backend)))


def _merged(tasks: Sequence[Task]) -> Counts:
    """The counts of all looks as one."""
    return _counts(Pass.AUDIT, [replace(task, look=Pass.AUDIT) for task in tasks])


def _planned(night: Night) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds by portal, interval by back-end."""
    lanes = [lane for shard in night.plan.shards for lane in shard.lanes] if night.plan else []
    seconds = {portal.code: portal.cost.seconds for lane in lanes for portal in lane.portals}
    return seconds, {lane.backend: lane.interval for lane in lanes}


def _correction(tasks: Sequence[Task], look: Pass, planned: Mapping[str, float]) -> float:
    """How much longer than planned the sealed tasks of a look took; 0 when none tells."""
    told = [
        (task.seconds, planned[task.portal])
        for task in tasks
        if task.state is TaskState.SEALED and task.look is look and planned.get(task.portal)
    ]
    expected = sum(plan for _, plan in told)
    if not expected:
        return 0.0
    low, high = _CORRECTION
    return min(high, max(low, sum(seconds for seconds, _ in told) / expected))


def _usual(tasks: Sequence[Task], look: Pass) -> float:
    seconds = [task.seconds for task in tasks if task.state is TaskState.SEALED and task.look is look]
    return median(seconds) if seconds else _UNKNOWN


def _left(task: Task, expected: float, now: datetime) -> float:
    if task.state in (TaskState.SEALED, TaskState.GIVEN_UP):
        return 0.0
    if task.state is not TaskState.RUNNING or not task.updated:
        return expected
    since = (now - datetime.fromisoformat(task.updated)).total_seconds()
    # a clock that was set back must not make the night longer than its plan
    return max(expected - max(0.0, since), expected * _OVERDUE)
