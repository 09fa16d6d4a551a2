"""Defaults, bounds and words of plans and registers: ``rules/fleet_plan.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import Level
from auditor.model.fleet import ScheduleKind

FILE = Path(__file__).resolve().parents[2] / "rules" / "fleet_plan.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]
Positive = Annotated[float, msgspec.Meta(gt=0)]


class SheetWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``headers``: headings by key, the usual one first."""

    title: Word
    headers: dict[str, Words]


class BookWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    portals: SheetWords
    backends: SheetWords
    defaults: SheetWords


class Planning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``interval``, ``least_interval``: seconds between requests to a back-end. ``requests``: of a portal of which nothing is
    known. ``cpu_seconds``: of one request with all that follows from it. ``margin``: share of a window that is not
    planned. ``patience_hours``: how long a portal waits for a stretch that holds it whole."""

    interval: Positive
    least_interval: Positive
    requests: Annotated[int, msgspec.Meta(ge=1)]
    cpu_seconds: Positive
    margin: Annotated[float, msgspec.Meta(ge=0, lt=1)]
    patience_hours: Annotated[int, msgspec.Meta(ge=1, le=240)]
    reserved: list[Word]
    levels: dict[Level, Words]
    schedules: dict[ScheduleKind, Words]
    weekdays: Annotated[list[Word], msgspec.Meta(min_length=7, max_length=7)]
    quiet_on: dict[Word, Words]
    book: BookWords


@cache
def planning() -> Planning:
    return strict_yaml.load(FILE, Planning)
