"""Lanes into windows and shards: in order, in time, never in quiet hours, and evenly."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta

from auditor.fleet import packing, timetable
from auditor.model.fleet import Backend, Cost, Lane, PlannedPortal
from tests.fleet.invented import FRIDAY, fleet, lane

OPEN = Backend("b1", 1.0)


def order(given: Lane) -> list[str]:
    return [portal.code for portal in given.portals]


def random_lanes(chance: random.Random, most: int = 60) -> list[Lane]:
    return [
        Lane(f"b{number}", 1.0, (PlannedPortal(f"p{number}", Cost(size, float(size), True)),))
        for number, size in enumerate(chance.choices(range(1, 2000), k=chance.randint(1, most)))
    ]


def test_packing_is_within_four_thirds_of_the_best() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        lanes, shards = random_lanes(chance), chance.randint(1, 12)
        packed = packing.pack(lanes, shards, {})
        loads = [sum(map(packing.work, shard.lanes)) for shard in packed]
        sizes = sorted(map(packing.work, lanes), reverse=True)
        at_least = max(
            sum(sizes) / shards, sizes[0], sum(sizes[shards - 1 : shards + 1]) if len(sizes) > shards else 0
        )
        assert max(loads) <= 4 / 3 * at_least
        assert sorted(each.backend for shard in packed for each in shard.lanes) == sorted(
            e.backend for e in lanes
        )
        assert [shard.number for shard in packed] == list(range(1, len(packed) + 1))
        assert all(shard.lanes for shard in packed)


def test_packing_is_as_good_as_the_best_where_that_can_be_tried_out() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        lanes, shards = random_lanes(chance, 7), chance.randint(2, 3)
        best = min(
            max(
                sum(packing.work(each) for each, to in zip(lanes, way, strict=True) if to == n)
                for n in range(shards)
            )
            for way in ways(len(lanes), shards)
        )
        packed = packing.pack(lanes, shards, {})
        assert (
            max(sum(map(packing.work, shard.lanes)) for shard in packed)
            <= (4 / 3 - 1 / (3 * shards)) * best + 1e-9
        )


def ways(count: int, shards: int) -> list[tuple[int, ...]]:
    if count == 0:
        return [()]
    return [(*way, to) for way in ways(count - 1, shards) for to in range(shards)]


def test_lanes_of_those_who_were_left_out_come_first_then_the_longest() -> None:
    lanes = [lane(10, backend="a"), replace(lane(50), backend="b"), replace(lane(5), backend="c")]
    lanes[2] = replace(lanes[2], portals=(replace(lanes[2].portals[0], code="old"),))
    [shard] = packing.pack(lanes, 1, {"old": 2})
    assert [each.backend for each in shard.lanes] == ["c", "b", "a"]


def test_no_more_than_what_ends_in_time_and_a_large_one_does_not_hold_up_small_ones() -> None:
    deadline = FRIDAY + timedelta(seconds=100)
    assert order(packing.arranged(lane(40, 40, 40), OPEN, FRIDAY, deadline)) == ["p0", "p1"]
    assert order(packing.arranged(lane(40, 900, 60), OPEN, FRIDAY, deadline)) == ["p0", "p2"]
    assert order(packing.arranged(lane(40, 900), OPEN, FRIDAY, None)) == ["p0", "p1"]
    assert order(packing.arranged(lane(101), OPEN, FRIDAY, deadline)) == []


def test_before_quiet_hours_shorter_ones_go_first() -> None:
    quiet = Backend("b1", 1.0, (("22:00", "23:00"),))  # half an hour after the night begins
    found = packing.arranged(lane(3600, 1200, 900, 600), quiet, FRIDAY, None)
    assert order(found) == ["p1", "p3", "p0", "p2"]
    begins = [(slot.begins - FRIDAY).total_seconds() for slot in packing.slots(found, quiet, FRIDAY)]
    assert begins == [0, 1200, 5400, 9000]


def test_no_request_is_planned_in_quiet_hours() -> None:
    """No portal is planned in a quiet hour unless none of the stretches before it holds it; then asking pauses."""
    cut = whole = 0
    for seed in range(80):
        chance = random.Random(seed)
        deadline = FRIDAY + timedelta(hours=chance.randint(2, 30)) if seed % 3 else None
        for backend in fleet(seed, 30).backends:
            seconds = [
                chance.choice((900, 7200, 36_000)) * chance.random() + 1 for _ in range(chance.randint(1, 12))
            ]
            arranged = packing.arranged(lane(*seconds, backend=backend.id), backend, FRIDAY, deadline)
            slots = packing.slots(arranged, backend, FRIDAY)
            assert [slot.code for slot in slots] == order(arranged)
            for slot, portal in zip(slots, arranged.portals, strict=True):
                assert timetable.opens(backend, slot.begins) == slot.begins
                assert deadline is None or slot.ends <= deadline
                if any(timetable.quiet_between(backend, slot.begins, slot.ends)):
                    assert portal.cost.seconds > 3600  # shorter ones always find a stretch
                    assert timetable.ends(backend, slot.begins, portal.cost.seconds) == slot.ends
                    cut += 1
                else:
                    assert (slot.ends - slot.begins).total_seconds() == round(portal.cost.seconds, 6)
                    whole += 1
            assert all(one.ends <= next_.begins for one, next_ in itertools.pairwise(slots))
    assert whole > 10 * cut > 0  # both are met


def test_a_process_has_room_for_some_lanes_only() -> None:
    [shard] = packing.pack([lane(100, backend="a"), lane(60, backend="b"), lane(50, backend="c")], 1, {})
    backends = {name: Backend(name, 1.0) for name in "abc"}
    found = packing.timed(shard, backends, FRIDAY, None, at_once=2)
    assert [(each.free - FRIDAY).total_seconds() for each in found] == [0, 0, 60]
    late = packing.timed(shard, backends, FRIDAY, FRIDAY + timedelta(seconds=105), at_once=2)
    assert [len(each.slots) for each in late] == [1, 1, 0]


def test_a_process_reads_only_so_many_pages_and_who_waited_longest_is_kept() -> None:
    [shard] = packing.pack(
        [lane(10, 10, 10, backend="a"), Lane("b", 1.0, (PlannedPortal("old", Cost(10, 10.0, True)),))], 1, {}
    )
    kept = packing.within(shard, 25, {"old": 3})
    assert packing.codes(kept.lanes) == {"old", "p0"}
    assert packing.within(shard, 40, {}) is shard
    assert packing.within(shard, 5, {}).lanes == ()
