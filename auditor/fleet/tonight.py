"""Tonight's plan with what the store knows: costs of earlier nights, and who was left out. Works without a store, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from auditor.fleet.costs import expected
from auditor.fleet.leftovers import left_out_before
from auditor.fleet.plan import make_plan
from auditor.model.fleet import Cost, NightPlan, Pass, Register
from auditor.store import Store, nights

#: A portal that was left out is due again within a week; more nights only add to its age.
_NIGHTS = 14


@dataclass(frozen=True, slots=True)
class Known:
    """``costs`` of all portals of the register, by code; ``left_out``: nights in a row without time, by code."""

    costs: Mapping[str, Cost]
    left_out: Mapping[str, int]


def known_before(register: Register, store: Store | None, day: date) -> Known:
    """What is known before the night of ``day``."""
    if store is None:
        return Known(expected(register, {}), {})
    codes = [portal.code for portal in register.portals]

    def work(c: Connection) -> Known:
        earlier = [night for night in nights.nights(c, _NIGHTS + 1) if night.id < day.isoformat()]
        left = left_out_before(earlier, lambda night: nights.tasks(c, night, Pass.AUDIT))
        return Known(expected(register, nights.costs(c, codes)), left)

    return store.read(work)


def plan_tonight(
    register: Register, store: Store | None, day: date, now: datetime, shards: int, until: str | None
) -> NightPlan:
    known = known_before(register, store, day)
    return make_plan(register, day, now, known.costs, known.left_out, shards, until)
