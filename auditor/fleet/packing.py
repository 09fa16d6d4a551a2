"""Lanes into a window of time, and into shards. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from auditor.fleet import timetable
from auditor.fleet.spec import LANES_AT_ONCE
from auditor.model.fleet import Backend, Lane, PlannedPortal, Shard


@dataclass(frozen=True, slots=True)
class Slot:
    """When a portal is expected to be crawled. Quiet hours may lie between ``begins`` and ``ends``: then nothing is asked."""

    code: str
    begins: datetime
    ends: datetime


def work(lane: Lane) -> int:
    """What a lane costs the processor: its requests. Its time is no cost, lanes of a shard run side by side."""
    return sum(portal.cost.requests for portal in lane.portals)


def pack(lanes: Sequence[Lane], shards: int, ages: Mapping[str, int]) -> tuple[Shard, ...]:
    """Longest processing time first: each lane to the shard with the least work so far, so that no shard has more than 4/3
    of what the best packing would give.

    Shards without a lane are left out. In each, lanes in which somebody was left out (``ages``, in nights) come first, then the
    one that lasts longest.
    """
    heap = [(0, number) for number in range(shards)]
    packed: list[list[Lane]] = [[] for _ in range(shards)]
    for lane in sorted(lanes, key=lambda lane: (-work(lane), lane.backend)):
        load, number = heapq.heappop(heap)
        packed[number].append(lane)
        heapq.heappush(heap, (load + work(lane), number))

    def urgency(lane: Lane) -> tuple[int, float, str]:
        oldest = max((ages.get(portal.code, 0) for portal in lane.portals), default=0)
        return (-oldest, -lane.seconds, lane.backend)

    filled = [sorted(each, key=urgency) for each in packed if each]
    return tuple(Shard(number, tuple(each)) for number, each in enumerate(filled, start=1))


def arranged(lane: Lane, backend: Backend, begins: datetime, deadline: datetime | None) -> Lane:
    """The lane with what fits before ``deadline``, in the order in which it is crawled.

    Portals come in the order of ``lane``, but one that would run into quiet hours lets later ones go first that end before
    them. Whoever comes first in the lane is begun first in every stretch that holds it: nobody is passed over for good.
    """
    if not backend.quiet and deadline is None:
        return lane
    waiting, chosen, at = list(lane.portals), list[PlannedPortal](), begins
    while (slot := _next(waiting, backend, at, deadline)) is not None:
        chosen.append(waiting.pop(next(n for n, each in enumerate(waiting) if each.code == slot.code)))
        at = slot.ends
    return replace(lane, portals=tuple(chosen))


def slots(lane: Lane, backend: Backend, begins: datetime) -> tuple[Slot, ...]:
    """When each portal of an arranged lane is crawled; it ends early when the back-end does not open within a month."""
    found: list[Slot] = []
    at = begins
    for portal in lane.portals:
        slot = _slot(portal, backend, at)
        if slot is None:
            break
        found.append(slot)
        at = slot.ends
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Timed:
    """A lane with the time at which its process has a place for it, and when its portals are crawled."""

    lane: Lane
    free: datetime
    slots: tuple[Slot, ...]

    @property
    def ends(self) -> datetime:
        return self.slots[-1].ends if self.slots else self.free


def timed(
    shard: Shard,
    backends: Mapping[str, Backend],
    begins: datetime,
    deadline: datetime | None,
    at_once: int = LANES_AT_ONCE,
) -> tuple[Timed, ...]:
    """The lanes of a shard in its order. A process has room for ``at_once`` of them; the next begins when one has ended. What
    does not end before ``deadline`` is not in them."""
    free = [begins] * at_once
    found: list[Timed] = []
    for lane in shard.lanes:
        at, backend = heapq.heappop(free), backends[lane.backend]
        fitting = arranged(lane, backend, at, deadline) if deadline else lane
        found.append(Timed(fitting, at, slots(fitting, backend, at)))
        heapq.heappush(free, found[-1].ends)
    return tuple(found)


def within(shard: Shard, most: float, ages: Mapping[str, int]) -> Shard:
    """The shard with no more than ``most`` requests: those that were left out longest first, then lane by lane in turn."""
    if sum(work(lane) for lane in shard.lanes) <= most:
        return shard
    order = sorted(
        (-ages.get(portal.code, 0), place, number)
        for number, lane in enumerate(shard.lanes)
        for place, portal in enumerate(lane.portals)
    )
    kept: set[tuple[int, int]] = set()
    left = most
    for _, place, number in order:
        requests = shard.lanes[number].portals[place].cost.requests
        if requests <= left:
            left -= requests
            kept.add((number, place))
    lanes = [
        replace(lane, portals=tuple(p for place, p in enumerate(lane.portals) if (number, place) in kept))
        for number, lane in enumerate(shard.lanes)
    ]
    return replace(shard, lanes=tuple(lane for lane in lanes if lane.portals))


def codes(lanes: Collection[Lane]) -> frozenset[str]:
    return frozenset(portal.code for lane in lanes for portal in lane.portals)


def _next(
    waiting: list[PlannedPortal], backend: Backend, at: datetime, deadline: datetime | None
) -> Slot | None:
    """The first that can be begun at once, else the one that can be begun soonest. Those that would not end in time are taken
    out of ``waiting``: they never will, as time goes on."""
    now = timetable.opens(backend, at)
    soonest: Slot | None = None
    late: set[str] = set()
    for portal in waiting:
        slot = _slot(portal, backend, at)
        if slot is None or (deadline is not None and slot.ends > deadline):
            late.add(portal.code)
            continue
        if soonest is None or slot.begins < soonest.begins:
            soonest = slot
        if slot.begins == now:
            break
    waiting[:] = [portal for portal in waiting if portal.code not in late]
    return soonest


def _slot(portal: PlannedPortal, backend: Backend, at: datetime) -> Slot | None:
    begins = timetable.starts(backend, at, portal.cost.seconds)
    ends = timetable.ends(backend, begins, portal.cost.seconds) if begins else None
    return Slot(portal.code, begins, ends) if begins and ends else None
