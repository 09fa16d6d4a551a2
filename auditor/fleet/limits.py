"""The numbers that a night is watched by: ``rules/fleet.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import Outcome, Severity

FILE = Path(__file__).resolve().parents[2] / "rules" / "fleet.yml"

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Some = Annotated[int, msgspec.Meta(ge=1)]
Points = Annotated[float, msgspec.Meta(ge=0, le=100)]
Factor = Annotated[float, msgspec.Meta(ge=1, le=10)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]


class Floors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``audits`` sound ones stand for what is usual; below these shares of it a night has not seen the whole portal."""

    audits: Some
    columns: Share
    pages: Share
    read_share: Share
    least_columns: Some
    least_pages: Some


class Confirming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which new findings are looked at again in the same night, and how."""

    severities: tuple[Severity, ...]
    outcomes: tuple[Outcome, ...]
    first_night: bool
    wait_minutes: Count
    most_findings: Some
    browser_pages: Count


class Retries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``timeouts``: factors of the first, the second try again, and so on (the last for all that follow)."""

    timeouts: Annotated[tuple[Factor, ...], msgspec.Meta(min_length=1)]
    longest_wait: Count
    least_left: Count


class HealthLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Beyond these a watcher is told."""

    least_portals: Some
    sealed_share: Share
    failure_share: Share
    failure_portals: Some
    cant_tell_points: Points
    cant_tell_rise: Points
    doubtful_share: Share
    drift_days: Some
    columns_drop: Share
    failed_rise: Annotated[float, msgspec.Meta(gt=0)]
    failed_fall: Share
    rule_share: Share
    late_minutes: Count
    repeated_nights: Annotated[int, msgspec.Meta(ge=2)]
    attempts_share: Share


class Probing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``every_minutes``: how often a call is expected; ``group``: portals that one call sees at least, where there are so many;
    ``longest``: seconds after which one call begins no further look. Looks at ``least_backends`` or more of which less than
    ``least_answered`` answered say something of our own network only."""

    looks_a_day: Annotated[int, msgspec.Meta(ge=1, le=288)]
    seconds: Seconds
    every_minutes: Annotated[int, msgspec.Meta(ge=1, le=60)]
    group: Some
    at_once: Annotated[int, msgspec.Meta(ge=1, le=64)]
    longest: Seconds
    least_backends: Some
    least_answered: Share


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    floors: Floors
    confirm: Confirming
    retries: Retries
    health: HealthLimits
    probes: Probing


@cache
def limits(path: Path = FILE) -> Limits:
    """The numbers of ``rules/fleet.yml``. AuditorError names line and cure."""
    return strict_yaml.load(path, Limits)
