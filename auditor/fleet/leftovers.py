"""Which portals earlier nights had no time for, and for how many nights in a row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from auditor.model.fleet import LeftOut, Night, NightState, Pass, Task, TaskState

#: The failure of a task that the end of its night overtook.
NO_TIME = "no-time"
_UNTOUCHED = frozenset({TaskState.WAITING, TaskState.RUNNING})


def left_out_before(nights: Iterable[Night], tasks_of: Callable[[str], Sequence[Task]]) -> dict[str, int]:
    """Nights in a row without time, by code. ``nights``: the newest first; ``tasks_of``: the tasks of a night.

    A night on which a portal was not due neither counts nor breaks the row. One that was planned and not reached was left
    out, too.
    """
    ages: dict[str, int] = {}
    done: set[str] = set()
    for night in nights:
        if night.plan is None:
            continue
        planned = {p.code for shard in night.plan.shards for lane in shard.lanes for p in lane.portals}
        missed = {each.code for each in night.plan.excluded if each.reason is LeftOut.NO_TIME}
        if night.state is not NightState.DONE:
            missed |= planned & _unreached(tasks_of(night.id))
        done |= planned - missed
        for code in missed - done:
            ages[code] = ages.get(code, 0) + 1
    return ages


def _unreached(tasks: Sequence[Task]) -> set[str]:
    return {
        task.portal
        for task in tasks
        if task.look is Pass.AUDIT and (task.state in _UNTOUCHED or task.failure == NO_TIME)
    }
