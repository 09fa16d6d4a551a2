"""When: which portals are due on a day, when a back-end may be asked, until when a night lasts. China time. Pure.

Working days are those of the State Council. Where a year is not announced yet, a portal of working days is treated as due
and a back-end quiet on working days as quiet: audited once too often, disturbed never. :func:`uncertain` tells.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from auditor.errors import AuditorError
from auditor.fleet.planning import planning
from auditor.fleet.register_words import minute_of
from auditor.model.fleet import Backend, LeftOut, Register, RegisteredPortal, ScheduleKind
from auditor.preparation import CHINA
from auditor.workdays import workdays_between

#: The longest row of days off, or of quiet days, is shorter.
_AHEAD = 31
_DAY = timedelta(days=1)
_CAUGHT_UP = frozenset({ScheduleKind.WEEKLY, ScheduleKind.MONTHLY})


@dataclass(frozen=True, slots=True)
class Span:
    begins: datetime
    ends: datetime


@lru_cache(maxsize=4096)
def workday(day: date) -> bool | None:
    """None when the holidays of the year are not announced."""
    known = workdays_between(day - _DAY, day)
    return None if known is None else known == 1


def due(portal: RegisteredPortal, day: date, left_out: bool = False) -> LeftOut | None:
    """None when a portal is due on ``day``, else why it is not. ``left_out``: the night before had no time for it, so a
    weekly or monthly portal is due although its day is over."""
    schedule = portal.schedule
    if schedule.kind is ScheduleKind.PAUSED:
        return LeftOut.PAUSED
    last = calendar.monthrange(day.year, day.month)[1]
    is_due = {
        ScheduleKind.NIGHTLY: True,
        ScheduleKind.WORKDAYS: workday(day) is not False,
        ScheduleKind.WEEKLY: day.isoweekday() == schedule.day,
        ScheduleKind.MONTHLY: day.day == min(schedule.day, last),
    }[schedule.kind]
    return None if is_due or (left_out and schedule.kind in _CAUGHT_UP) else LeftOut.NOT_TODAY


def uncertain(register: Register, days: Iterable[date]) -> tuple[int, ...]:
    """Years of ``days`` whose holidays are not announced, if anything in the register depends on them."""
    depends = any(portal.schedule.kind is ScheduleKind.WORKDAYS for portal in register.portals) or any(
        backend.quiet and backend.quiet_on == "workdays" for backend in register.backends
    )
    return tuple(sorted({day.year for day in days if depends and workday(day) is None}))


def night_end(begins: datetime, until: str | None) -> datetime | None:
    """The next time after ``begins`` at which clocks in China show ``until`` (HH:MM)."""
    if until is None:
        return None
    try:
        clock = time.fromisoformat(until)
    except ValueError:
        raise AuditorError(f"结束时间“{until}”不是时间；请写成 HH:MM，例如 06:30") from None
    local = begins.astimezone(CHINA)
    end = datetime.combine(local.date(), clock, CHINA)
    return end if end > local else end + _DAY


def opens(backend: Backend, moment: datetime) -> datetime | None:
    """The earliest time from ``moment`` on at which the back-end may be asked; None when there is none within a month."""
    at = moment
    while backend.quiet and (span := _covering(backend, at)) is not None:
        at = span.ends
        if at - moment > _AHEAD * _DAY:
            return None
    return at


def quiet_for(backend: Backend, moment: datetime) -> float:
    """Seconds from ``moment`` until the back-end may be asked; 0 when it may be asked now. Ask again when they are over: a
    clock that is set meanwhile does not matter then."""
    opening = opens(backend, moment)
    return _AHEAD * 86_400.0 if opening is None else max(0.0, (opening - moment).total_seconds())


def closes(backend: Backend, moment: datetime) -> datetime | None:
    """The next time after ``moment`` (not in quiet hours) at which quiet hours begin; None when none do within a month."""
    if not backend.quiet:
        return None
    first = moment.astimezone(CHINA).date()
    for ahead in range(_AHEAD + 1):
        begun = [s.begins for s in _spans_on(backend, first + ahead * _DAY) if s.begins > moment]
        if begun:
            return min(begun)
    return None


def starts(backend: Backend, moment: datetime, seconds: float) -> datetime | None:
    """When a portal that takes ``seconds`` is begun if nothing before ``moment`` is possible: where quiet hours do not cut it
    in two, if such a stretch comes soon, else at once. None when the back-end does not open within a month."""
    first = opens(backend, moment)
    at = first
    while at is not None and first is not None and at - first <= timedelta(hours=planning().patience_hours):
        close = closes(backend, at)
        if close is None or at + timedelta(seconds=seconds) <= close:
            return at
        at = opens(backend, close)
    return first


def ends(backend: Backend, begins: datetime, seconds: float) -> datetime | None:
    """When ``seconds`` of asking are over that begin at ``begins``: quiet hours in between do not count. None when the
    back-end closes for more than a month."""
    left = timedelta(seconds=seconds)
    at = opens(backend, begins)
    while at is not None:
        close = closes(backend, at)
        if close is None or at + left <= close:
            return at + left
        left -= close - at
        at = opens(backend, close)
    return None


def quiet_between(backend: Backend, begins: datetime, until: datetime) -> Iterator[Span]:
    """The quiet hours in a span of time, in order, cut to it. They may overlap."""
    day = begins.astimezone(CHINA).date() - _DAY
    while backend.quiet and day <= until.astimezone(CHINA).date():
        for span in _spans_on(backend, day):
            if span.begins < until and span.ends > begins:
                yield Span(max(span.begins, begins), min(span.ends, until))
        day += _DAY


def _covering(backend: Backend, moment: datetime) -> Span | None:
    """The quiet span that covers ``moment`` and ends last."""
    today = moment.astimezone(CHINA).date()
    found = [
        span
        for day in (today - _DAY, today)
        for span in _spans_on(backend, day)
        if span.begins <= moment < span.ends
    ]
    return max(found, key=lambda span: span.ends, default=None)


@lru_cache(maxsize=65536)
def _spans_on(backend: Backend, day: date) -> tuple[Span, ...]:
    """Quiet spans that begin on ``day``; one past midnight belongs to the day on which it begins."""
    if backend.quiet_on == "workdays" and workday(day) is False:
        return ()
    midnight = datetime.combine(day, time(), CHINA)
    spans = []
    for begins, until in backend.quiet:
        first, last = minute_of(begins), minute_of(until)
        last += 24 * 60 if last <= first else 0
        spans.append(Span(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last)))
    return tuple(spans)
