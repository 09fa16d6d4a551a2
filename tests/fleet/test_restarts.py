"""What is left of a shard that ended, and who is tried alone."""

from __future__ import annotations

from auditor.fleet.restarts import alone, failed_before, lanes_for, left_of, moved
from auditor.model.fleet import Cost, Lane, Pass, PlannedPortal, Shard, Task, TaskState

COST = Cost(10, 10.0, False)


def lane(backend: str, *portals: str) -> Lane:
    return Lane(backend, 1.0, tuple(PlannedPortal(code, COST) for code in portals))


def task(portal: str, state: TaskState, attempt: int = 1) -> Task:
    return Task("2026-11-20", portal, Pass.AUDIT, "a", 1, 0, state, attempt)


SHARD = Shard(1, (lane("a", "1", "2", "3"), lane("b", "4", "5")))


def codes(shard: Shard | None) -> list[list[str]]:
    return [[portal.code for portal in lane.portals] for lane in shard.lanes] if shard else []


def test_what_is_left_keeps_lanes_and_order() -> None:
    tasks = [
        task("1", TaskState.SEALED), task("2", TaskState.RUNNING), task("3", TaskState.WAITING, 0),
        task("4", TaskState.FAILED), task("5", TaskState.GIVEN_UP),
    ]  # fmt: skip
    assert codes(left_of(SHARD, tasks, {})) == [["2", "3"]]
    assert left_of(SHARD, [task("1", TaskState.SEALED)], {}) is None


def test_what_failed_before_is_due_until_it_was_tried_again() -> None:
    before = failed_before([task("4", TaskState.FAILED, 1), task("1", TaskState.WAITING, 0)])
    assert before == {"4": 1}
    assert codes(left_of(SHARD, [task("4", TaskState.FAILED, 1)], before)) == [["4"]]
    assert left_of(SHARD, [task("4", TaskState.FAILED, 2)], before) is None


def test_two_deaths_make_a_suspect_who_is_tried_alone() -> None:
    """Portals of one back-end one after another, others at the same time; each in a process of its own."""
    tasks = [task(code, TaskState.RUNNING, 2) for code in "124"] + [task("5", TaskState.WAITING, 0)]
    assert codes(left_of(SHARD, tasks, {})) == [["5"]]
    waves = list(alone([SHARD], tasks))
    assert [[codes(shard) for shard in wave] for wave in waves] == [[[["1"]], [["4"]]], [[["2"]]]]
    numbers = [shard.number for wave in waves for shard in wave]
    assert len({1, *numbers}) == 4


def test_everything_that_happens_moves() -> None:
    steps = [
        task("1", TaskState.WAITING, 0), task("1", TaskState.RUNNING, 1), task("1", TaskState.FAILED, 1),
        task("1", TaskState.RUNNING, 2), task("1", TaskState.SEALED, 2),
    ]  # fmt: skip
    figures = [moved([step]) for step in steps]
    assert figures == sorted(set(figures))


def test_lanes_for_some_portals_in_the_order_given() -> None:
    assert codes(Shard(1, lanes_for(["5", "3", "4", "1"], [SHARD]))) == [["5", "4"], ["3", "1"]]
