"""Tonight's plan: who is crawled, in which lane of which shard, and who has to wait. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from auditor.fleet import packing, timetable
from auditor.fleet.lanes import lanes_of
from auditor.fleet.planning import planning
from auditor.model.fleet import Cost, Excluded, LeftOut, NightPlan, Register, Shard
from auditor.preparation import CHINA


def make_plan(
    register: Register,
    day: date,
    now: datetime,
    costs: Mapping[str, Cost],
    left_out_before: Mapping[str, int],
    shards: int,
    until: str | None,
) -> NightPlan:
    """``day``: the night's China date; ``now``: when it begins; ``left_out_before``: for how many nights in a row there was no
    time for a portal. What does not fit before ``until`` is left out and comes first in the next night.

    Every portal of the register is in exactly one lane, or excluded with a reason.
    """
    begins = now.astimezone(CHINA)
    end = timetable.night_end(begins, until)
    deadline = planned_until(begins, end)
    backends = {backend.id: backend for backend in register.backends}
    reasons = {
        portal.code: timetable.due(portal, day, portal.code in left_out_before) for portal in register.portals
    }
    lanes = lanes_of(register, (code for code, why in reasons.items() if why is None), costs, left_out_before)
    fitting = [packing.arranged(lane, backends[lane.backend], begins, deadline) for lane in lanes]
    packed = packing.pack([lane for lane in fitting if lane.portals], shards, left_out_before)
    if deadline is not None:
        most = (deadline - begins).total_seconds() / planning().cpu_seconds
        packed = tuple(packing.within(shard, most, left_out_before) for shard in packed)
    timed = [packing.timed(shard, backends, begins, deadline) for shard in packed]
    packed = _numbered(timed)
    taken = packing.codes([lane for shard in packed for lane in shard.lanes])
    return NightPlan(
        night=day.isoformat(),
        begins=begins.isoformat(timespec="seconds"),
        ends=_ends(packed, timed, begins).isoformat(timespec="seconds"),
        shards=packed,
        excluded=tuple(
            Excluded(code, why or LeftOut.NO_TIME) for code, why in reasons.items() if code not in taken
        ),
        window=(end - begins).total_seconds() if end else None,
    )


def planned_until(begins: datetime, end: datetime | None) -> datetime | None:
    """The end of what is planned: a share of the window is kept for second looks, retries and slow portals."""
    return begins + (end - begins) * (1 - planning().margin) if end else None


def processor_seconds(shard: Shard) -> float:
    """Seconds that one processor is busy for a shard."""
    return sum(packing.work(lane) for lane in shard.lanes) * planning().cpu_seconds


def _ends(shards: Sequence[Shard], timed: Iterable[Iterable[packing.Timed]], begins: datetime) -> datetime:
    lanes = (lane.ends for each in timed for lane in each if lane.slots)
    busy = (begins + timedelta(seconds=processor_seconds(shard)) for shard in shards)
    return max((begins, *lanes, *busy))


def _numbered(timed: Iterable[Iterable[packing.Timed]]) -> tuple[Shard, ...]:
    """What is left of the shards, numbered from 1. A lane of which nothing fits is none."""
    filled = [tuple(each.lane for each in shard if each.slots) for shard in timed]
    return tuple(Shard(number, lanes) for number, lanes in enumerate(filter(None, filled), start=1))
