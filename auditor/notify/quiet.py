"""When nobody is disturbed, and by when something is due: Beijing time, Chinese working days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from auditor.notify.config import Quiet
from auditor.workdays import workdays_between

BEIJING = timezone(timedelta(hours=8))
#: The longest row of days off is shorter than this.
_AHEAD = 31


def is_workday(day: date) -> bool:
    """By the calendar of the State Council; for a year that it does not know yet, Monday to Friday."""
    known = workdays_between(day - timedelta(days=1), day)
    return day.weekday() < 5 if known is None else known == 1


def is_quiet(quiet: Quiet | None, now: datetime) -> bool:
    """Whether ``now`` (with a zone) lies in the quiet hours."""
    if quiet is None:
        return False
    local = now.astimezone(BEIJING)
    if quiet.days_off and not is_workday(local.date()):
        return True
    start, end, minute = _minutes(quiet.start), _minutes(quiet.end), local.hour * 60 + local.minute
    return start <= minute < end if start < end else minute >= start or minute < end


def opens_at(quiet: Quiet, now: datetime) -> datetime | None:
    """The next moment at which one may send, in Beijing time: ``now`` when that is it, None when there is none in a month."""
    local = now.astimezone(BEIJING)
    if not is_quiet(quiet, local):
        return local
    for ahead in range(_AHEAD):
        midnight = datetime.combine(local.date() + timedelta(days=ahead), time(), BEIJING)
        for minute in (0, _minutes(quiet.end)):
            moment = midnight + timedelta(minutes=minute)
            if moment > local and not is_quiet(quiet, moment):
                return moment
    return None


def deadline(day: date, workdays: int) -> date | None:
    """The ``workdays``-th working day after ``day``; None when the holidays until then are not announced yet."""
    due, left = day, workdays
    while left:
        due += timedelta(days=1)
        one = workdays_between(due - timedelta(days=1), due)
        if one is None:
            return None
        left -= one
    return due


def deadline_words(day: date, workdays: int) -> str:
    """``2026-06-30（自 2026-06-15 起 10 个工作日内）``; without the day when nobody can tell it yet."""
    due, span = deadline(day, workdays), f"自 {day.isoformat()} 起 {workdays} 个工作日内"
    return f"{due.isoformat()}（{span}）" if due else span


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
