"""A plan → when each lane ends, what decides it, what has to wait. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from auditor.fleet import packing, timetable
from auditor.fleet.costs import bounded
from auditor.fleet.plan import planned_until, processor_seconds
from auditor.fleet.planning import planning
from auditor.model.fleet import (
    Backend,
    Cost,
    Excluded,
    Lane,
    LeftOut,
    NightPlan,
    PlannedPortal,
    Register,
    RegisteredPortal,
    Shard,
)
from auditor.model.forecast import Bound, LaneForecast, LeftOutForecast, NightForecast, ShardForecast


def forecast(
    plan: NightPlan, register: Register, costs: Mapping[str, Cost], left_out_before: Mapping[str, int]
) -> NightForecast:
    begins = datetime.fromisoformat(plan.begins)
    end = begins + timedelta(seconds=plan.window) if plan.window is not None else None
    until = planned_until(begins, end)
    portals = {portal.code: portal for portal in register.portals}
    backends = {backend.id: backend for backend in register.backends}
    lanes = [
        _lane(each, shard.number, portals, begins)
        for shard in plan.shards
        for each in packing.timed(shard, backends, begins, None)
    ]
    lanes.sort(key=lambda lane: (lane.ends, lane.seconds), reverse=True)
    return NightForecast(
        plan=plan,
        register=register.path,
        workday=timetable.workday(date.fromisoformat(plan.night)),
        portals=sum(lane.portals for lane in lanes),
        requests=sum(lane.requests for lane in lanes),
        bound=_bound(plan, lanes),
        lanes=tuple(lanes),
        shards=tuple(_shard(shard, lanes, begins) for shard in plan.shards),
        left_out=tuple(
            _left_out(
                each,
                portals[each.code],
                backends[portals[each.code].backend],
                costs,
                left_out_before,
                begins,
                until,
            )
            for each in plan.excluded
        ),
        until=_iso(end) if end else "",
        planned_until=_iso(until) if until else "",
        uncertain=timetable.uncertain(register, _days(plan)),
        rehearsal=bool(register.rehearsal),
    )


def _lane(
    timed: packing.Timed, shard: int, portals: Mapping[str, RegisteredPortal], begins: datetime
) -> LaneForecast:
    lane = timed.lane
    largest = max(lane.portals, key=lambda portal: portal.cost.seconds)
    return LaneForecast(
        backend=lane.backend,
        shard=shard,
        interval=lane.interval,
        portals=len(lane.portals),
        requests=packing.work(lane),
        seconds=lane.seconds,
        paused=round(max(0.0, (timed.ends - timed.free).total_seconds() - lane.seconds), 3),
        waited=(timed.free - begins).total_seconds(),
        begins=_iso(timed.slots[0].begins if timed.slots else timed.free),
        ends=_iso(timed.ends),
        largest=largest.code,
        largest_seconds=largest.cost.seconds,
        unknown=sum(not portal.cost.known for portal in lane.portals),
        bounded=sum(bounded(portals[portal.code], portal.cost) for portal in lane.portals),
    )


def _bound(plan: NightPlan, lanes: list[LaneForecast]) -> Bound:
    """``lanes``: the one that ends last first."""
    if not lanes or plan.ends > lanes[0].ends:
        return Bound.PROCESSOR if lanes else Bound.POLITENESS
    return Bound.PLACES if lanes[0].waited else Bound.POLITENESS


def _shard(shard: Shard, lanes: list[LaneForecast], begins: datetime) -> ShardForecast:
    mine = [lane for lane in lanes if lane.shard == shard.number]
    busy = processor_seconds(shard)
    return ShardForecast(
        number=shard.number,
        lanes=len(mine),
        portals=sum(lane.portals for lane in mine),
        requests=sum(lane.requests for lane in mine),
        processor=round(busy, 3),
        ends=max(_iso(begins + timedelta(seconds=busy)), *(lane.ends for lane in mine)),
    )


def _left_out(
    each: Excluded,
    portal: RegisteredPortal,
    backend: Backend,
    costs: Mapping[str, Cost],
    before: Mapping[str, int],
    begins: datetime,
    until: datetime | None,
) -> LeftOutForecast:
    cost, late = costs[each.code], each.reason is LeftOut.NO_TIME
    return LeftOutForecast(
        code=each.code,
        name=portal.name,
        reason=each.reason,
        backend=portal.backend,
        seconds=cost.seconds,
        nights=before.get(each.code, 0) + 1 if late else 0,
        too_large=late and not _fits_alone(PlannedPortal(each.code, cost), backend, begins, until),
    )


def _fits_alone(portal: PlannedPortal, backend: Backend, begins: datetime, until: datetime | None) -> bool:
    """Whether such a night could hold the portal if it had to hold nothing else."""
    lane = packing.arranged(Lane(backend.id, backend.interval, (portal,)), backend, begins, until)
    busy = portal.cost.requests * planning().cpu_seconds
    return bool(lane.portals) and (until is None or busy <= (until - begins).total_seconds())


def _days(plan: NightPlan) -> tuple[date, ...]:
    """The days that a night touches."""
    first = date.fromisoformat(plan.night)
    last = datetime.fromisoformat(plan.ends).date()
    return tuple(first + timedelta(days=ahead) for ahead in range(max(0, (last - first).days) + 1))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
