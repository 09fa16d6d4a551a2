"""How many working days an office has to mend a finding, and the day on which they are over.

The numbers are data: ``rules/mending.yml``. We know of no national document that sets them for all sites, so an office that has
rules of its own writes them there. Days are counted by the calendar of :mod:`auditor.workdays`, from the day after the
notice; beyond the years that it knows nobody can name the day, and None says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import Finding, Outcome
from auditor.workdays import workdays_between

FILE = Path(__file__).resolve().parent.parent / "rules" / "mending.yml"
#: Two years of working days; a longer term is a slip of the pen.
MOST = 500
#: Public holidays never take longer, shifted days included: it bounds the search for the next working day.
_LONGEST_BREAK = 30

Days = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
RuleId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class BySeverity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Working days for each severity; None: no term is set."""

    critical: Days | None
    major: Days | None
    minor: Days | None
    info: Days | None


class MendingDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``fail`` and ``warn`` are the terms of findings that came out so; ``rules`` those of single rules, which count for
    what does not comply, whatever its severity."""

    fail: BySeverity
    warn: BySeverity
    rules: dict[RuleId, Days]


@cache
def mending_days(path: Path = FILE) -> MendingDays:
    """The terms of ``rules/mending.yml``. AuditorError names line and cure."""
    return strict_yaml.load(path, MendingDays)


def days_for(finding: Finding, terms: MendingDays | None = None) -> int | None:
    """Working days to mend a finding; None when no term is set, and for what is no fault (cannot tell, passed)."""
    table = terms or mending_days()
    if finding.outcome is Outcome.FAIL:
        severe: int | None = getattr(table.fail, finding.severity.value)
        return table.rules.get(finding.rule, severe)
    if finding.outcome is Outcome.WARN:
        mild: int | None = getattr(table.warn, finding.severity.value)
        return mild
    return None


def deadline(finding: Finding, day: date, terms: MendingDays | None = None) -> date | None:
    """Last day to mend a finding that was told on ``day``.

    None when no term is set (:func:`days_for` is None then) or the calendar does not reach that far.
    """
    days = days_for(finding, terms)
    return workday_after(day, days) if days is not None else None


def deadlines(
    findings: Iterable[Finding], day: date, terms: MendingDays | None = None
) -> dict[str, date | None]:
    """Last days by fingerprint, for the findings that have a term; None where the calendar does not reach that far."""
    known: dict[int, date | None] = {}
    found: dict[str, date | None] = {}
    for finding in findings:
        days = days_for(finding, terms)
        if days is None:
            continue
        if days not in known:
            known[days] = workday_after(day, days)
        found[finding.fingerprint] = known[days]
    return found


def workday_after(day: date, count: int) -> date | None:
    """The ``count``-th working day after ``day``, which itself does not count; None when the holidays of a year in
    between are not known. ``count`` is at least 1."""
    reached = day
    for _ in range(count):
        following = _next_workday(reached)
        if following is None:
            return None
        reached = following
    return reached


def _next_workday(day: date) -> date | None:
    before = day
    for _ in range(_LONGEST_BREAK):
        try:
            after = before + timedelta(1)
        except OverflowError:  # the last day that can be written
            return None
        works = workdays_between(before, after)
        if works is None:
            return None
        if works:
            return after
        before = after
    return None
