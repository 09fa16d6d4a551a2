"""Invented registers for the tests of plans: many shapes from a seed, and small ones from a line each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from auditor.model.fleet import (
    Backend,
    Budget,
    Cost,
    Lane,
    PlannedPortal,
    Register,
    RegisteredPortal,
    Schedule,
    ScheduleKind,
)
from auditor.preparation import CHINA

#: Friday, a working day; the 21st is a Saturday.
FRIDAY = datetime(2026, 11, 20, 21, 30, tzinfo=CHINA)
_NIGHTLY, _USUAL = Schedule(), Budget()
_SPANS = (("01:00", "02:00"), ("07:30", "18:00"), ("22:00", "05:00"), ("00:00", "00:30"), ("12:00", "24:00"))


def portal(
    code: str, backend: str = "b1", schedule: Schedule = _NIGHTLY, budget: Budget = _USUAL, platform: str = ""
) -> RegisteredPortal:
    return RegisteredPortal(
        code, f"县{code}", code, backend, schedule=schedule, budget=budget, platform=platform
    )


def register(portals: Sequence[RegisteredPortal], *backends: Backend) -> Register:
    """Back-ends that are not given ask once a second."""
    known = {backend.id: backend for backend in backends}
    used = sorted({each.backend for each in portals})
    return Register(tuple(portals), tuple(known.get(id) or Backend(id, 1.0) for id in used))


def lane(*seconds: float, backend: str = "b1") -> Lane:
    """Portals p0, p1 … that take so many seconds at one request a second."""
    return Lane(
        backend,
        1.0,
        tuple(
            PlannedPortal(f"p{number}", Cost(max(1, round(each)), each, True))
            for number, each in enumerate(seconds)
        ),
    )


def fleet(seed: int, portals: int = 120, nightly: bool = False) -> Register:
    """Any mixture of schedules, back-ends, intervals, quiet hours and budgets."""
    chance = random.Random(seed)
    number = chance.randint(1, 30)
    backends = [
        Backend(
            f"b{at:02}",
            chance.choice((0.2, 1.0, 1.0, 2.5)),
            tuple(sorted(chance.sample(_SPANS, chance.choice((0, 0, 1, 1, 2))))),
            chance.choice(("always", "workdays")),
        )
        for at in range(number)
    ]
    return register(
        [
            portal(
                f"c{at:03}",
                chance.choice(backends).id,
                Schedule() if nightly else _schedule(chance),
                budget=Budget(chance.choice((50, 500, 5000)), chance.choice((10, 60, 120))),
            )
            for at in range(portals)
        ],
        *backends,
    )


def _schedule(chance: random.Random) -> Schedule:
    kind = chance.choice(list(ScheduleKind))
    last = {ScheduleKind.WEEKLY: 7, ScheduleKind.MONTHLY: 31}.get(kind, 0)
    return Schedule(kind, chance.randint(1, last) if last else 0)
