"""Whether a finding is the same in two audits: the same verdict on the same evidence. Pure.

What moves by itself is no difference: a column that was 26 days old is 33 days old a week later, and a crawl looks at more pages
than the one before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from auditor.model import Finding
from auditor.workdays import workdays_between

#: Parameters that say how much was looked at. They move with every crawl and say nothing of the fault.
_LOOKED_AT = frozenset(
    "pages_visited columns_seen columns_fetched obstacle_count checked compared items_read".split()
)
#: Parameters that are days ago, or the edges of a period that ends today.
_AGES = frozenset({"silence", "age", "before", "days"})
_EDGES = frozenset({"since", "until"})
_NO_DATE = date.min


def same(then: Finding, now: Finding, elapsed: frozenset[int]) -> bool:
    """The same verdict on the same evidence; what grows by itself from day to day is no difference."""
    return (
        then.outcome is now.outcome
        and then.severity is now.severity
        and then.occurrences == now.occurrences
        and _seen(then) == _seen(now)
        and _alike(then.params, now.params, "", elapsed)
    )


def _seen(finding: Finding) -> frozenset[tuple[str, str]]:
    return frozenset((each.url, each.quote) for each in finding.evidence)


def _alike(then: Any, now: Any, key: str, elapsed: frozenset[int]) -> bool:
    """``key`` is the parameter that holds the values; values of lists have that of the list."""
    if isinstance(then, dict) and isinstance(now, dict):
        keys = (then.keys() | now.keys()) - _LOOKED_AT
        absent = object()
        return all(_alike(then.get(one, absent), now.get(one, absent), str(one), elapsed) for one in keys)
    if isinstance(then, list | tuple) and isinstance(now, list | tuple):
        return len(then) == len(now) and all(
            _alike(one, other, key, elapsed) for one, other in zip(then, now, strict=True)
        )
    return bool(then == now) or _moved_by_itself(then, now, key, elapsed)


def _moved_by_itself(then: Any, now: Any, key: str, elapsed: frozenset[int]) -> bool:
    """A number of days that moved by just the days between the audits; the edge of a period that moved with them."""
    if key in _EDGES and isinstance(then, str) and isinstance(now, str):
        moved = abs((_day(now) - _day(then)).days)
        return any(abs(moved - days) <= 1 for days in elapsed)  # a leap day may lie in between
    if not isinstance(then, int) or not isinstance(now, int) or isinstance(then, bool):
        return False
    counts_days = key in _AGES or key.endswith("_days") or key.startswith("days_")
    return counts_days and not key.startswith("limit") and abs(now - then) in elapsed


def elapsed_days(before: str, after: str) -> frozenset[int]:
    """Days, and working days, from one audit to the other, whichever was first."""
    then, now = sorted((_day(before), _day(after)))
    workdays = workdays_between(then, now)
    return frozenset({(now - then).days} | ({workdays} if workdays is not None else set()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return _NO_DATE
