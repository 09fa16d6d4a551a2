"""What is left of a shard whose process ended, and who is suspected of having ended it. Pure.

Many portals run in one process at the same time. When it dies, each of them may have been the reason; two deaths later a portal
is tried alone, so that a poisonous one does not take its neighbours with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.model.fleet import Lane, PlannedPortal, Shard, Task, TaskState

#: A portal that was running in so many processes that died is tried alone, once.
SUSPECT_AFTER = 2
#: So often in a row a shard may be started without anything moving.
MOST_BARREN = 3

_OPEN = frozenset({TaskState.WAITING, TaskState.RUNNING})


def is_open(task: Task) -> bool:
    """Not yet through: FAILED ones come again at the end of the night."""
    return task.state in _OPEN


def is_suspect(task: Task) -> bool:
    return task.state is TaskState.RUNNING and task.attempt >= SUSPECT_AFTER


def moved(tasks: Iterable[Task]) -> int:
    """Grows whenever anything of these tasks gets on: an attempt begins, one is through."""
    return sum(2 * task.attempt + (not is_open(task)) for task in tasks)


def only(shard: Shard, portals: Iterable[str]) -> Shard | None:
    """The shard with these portals only; None when nothing is left of it."""
    wanted = frozenset(portals)
    lanes = (
        replace(lane, portals=tuple(p for p in lane.portals if p.code in wanted)) for lane in shard.lanes
    )
    left = tuple(lane for lane in lanes if lane.portals)
    return replace(shard, lanes=left) if left else None


def codes(shard: Shard) -> frozenset[str]:
    return frozenset(portal.code for lane in shard.lanes for portal in lane.portals)


def failed_before(tasks: Iterable[Task]) -> dict[str, int]:
    """What a batch of tries again starts from: attempts so far by portal."""
    return {task.portal: task.attempt for task in tasks if task.state is TaskState.FAILED}


def left_of(shard: Shard, tasks: Iterable[Task], before: Mapping[str, int]) -> Shard | None:
    """What a shard has still to do, without suspects. What had failed ``before`` it was to try again."""
    return only(
        shard,
        (
            task.portal
            for task in tasks
            if (is_open(task) and not is_suspect(task))
            or (task.state is TaskState.FAILED and before.get(task.portal) == task.attempt)
        ),
    )


def alone(shards: Sequence[Shard], tasks: Iterable[Task]) -> Iterator[tuple[Shard, ...]]:
    """Waves of shards with one suspect each; portals of one back-end follow one another."""
    suspects = {task.portal for task in tasks if is_suspect(task)}
    queues = [
        [portal for portal in lane.portals if portal.code in suspects]
        for shard in shards
        for lane in shard.lanes
    ]
    lanes = [lane for shard in shards for lane in shard.lanes]
    number = max((shard.number for shard in shards), default=0)
    for place in range(max(map(len, queues), default=0)):
        wave = [
            replace(lane, portals=(queue[place],))
            for lane, queue in zip(lanes, queues, strict=True)
            if place < len(queue)
        ]
        yield tuple(Shard(number + 1 + at, (lane,)) for at, lane in enumerate(wave))
        number += len(wave)


def lanes_for(portals: Iterable[str], shards: Iterable[Shard]) -> tuple[Lane, ...]:
    """The lanes of a plan with these portals only, in the order given: what came first is asked first."""
    planned: Mapping[str, tuple[Lane, PlannedPortal]] = {
        portal.code: (lane, portal) for shard in shards for lane in shard.lanes for portal in lane.portals
    }
    found: dict[str, Lane] = {}
    for code in portals:
        lane, portal = planned[code]
        sofar = found.get(lane.backend, replace(lane, portals=()))
        found[lane.backend] = replace(sofar, portals=(*sofar.portals, portal))
    return tuple(found.values())
