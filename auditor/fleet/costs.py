"""What portals are expected to cost tonight: from their own history, else from that of those most like them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from auditor.fleet.planning import planning
from auditor.model.fleet import Cost, Register, RegisteredPortal


def expected(register: Register, known: Mapping[str, tuple[int, float]]) -> Mapping[str, Cost]:
    """Cost by code. ``known``: (requests, seconds) that a portal took of late.

    A portal without history takes the median of those of its back-end, else of its platform, else of all, else the default of
    ``rules/fleet_plan.yml``. No portal takes more than its budget, and none less than its requests need at the back-end's
    interval, whatever an earlier night with another interval took.
    """
    intervals = {backend.id: backend.interval for backend in register.backends}
    usual = _Usual(register, known)
    found: dict[str, Cost] = {}
    for portal in register.portals:
        taken = known.get(portal.code)
        requests, seconds = taken if taken else (usual.requests(portal), 0.0)
        requests = max(1, min(requests, portal.budget.pages))
        needed = max(requests * intervals[portal.backend], seconds)
        found[portal.code] = Cost(requests, min(needed, portal.budget.minutes * 60.0), taken is not None)
    return found


def bounded(portal: RegisteredPortal, cost: Cost) -> bool:
    """True when the budget, not the portal's size, says what it costs: only a part of it is looked at."""
    return cost.requests >= portal.budget.pages or cost.seconds >= portal.budget.minutes * 60.0


class _Usual:
    """Medians of what is known, made once for all portals without history."""

    def __init__(self, register: Register, known: Mapping[str, tuple[int, float]]) -> None:
        portals = [portal for portal in register.portals if portal.code in known]
        self._of_backend = _medians((p.backend, known[p.code][0]) for p in portals)
        self._of_platform = _medians((p.platform, known[p.code][0]) for p in portals if p.platform)
        self._of_all = _medians(("", known[p.code][0]) for p in portals).get("", planning().requests)

    def requests(self, portal: RegisteredPortal) -> int:
        like = self._of_backend.get(portal.backend) or self._of_platform.get(portal.platform)
        return like or self._of_all


def _medians(rows: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    values: dict[str, list[int]] = {}
    for key, value in rows:
        values.setdefault(key, []).append(value)
    return {key: max(1, round(median(each))) for key, each in values.items()}
