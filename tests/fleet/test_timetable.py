"""When portals are due and back-ends may be asked: China time, working days, quiet hours past midnight."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from auditor.errors import AuditorError
from auditor.fleet import timetable
from auditor.model.fleet import Backend, LeftOut, Schedule, ScheduleKind
from auditor.preparation import CHINA
from tests.fleet.invented import FRIDAY, fleet, portal, register

WORKDAYS, WEEKLY, MONTHLY = ScheduleKind.WORKDAYS, ScheduleKind.WEEKLY, ScheduleKind.MONTHLY


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("schedule", "day", "expected"),
    [
        (Schedule(), date(2026, 10, 1), None),
        (Schedule(WORKDAYS), date(2026, 11, 20), None),
        (Schedule(WORKDAYS), date(2026, 11, 21), LeftOut.NOT_TODAY),
        (Schedule(WORKDAYS), date(2026, 10, 1), LeftOut.NOT_TODAY),  # a Thursday, National Day
        (Schedule(WORKDAYS), date(2026, 10, 10), None),  # a Saturday on which people work
        (Schedule(WORKDAYS), date(2032, 11, 20), None),  # a Saturday of a year not announced
        (Schedule(WEEKLY, 5), date(2026, 11, 20), None),
        (Schedule(WEEKLY, 1), date(2026, 11, 20), LeftOut.NOT_TODAY),
        (Schedule(MONTHLY, 31), date(2026, 11, 30), None),
        (Schedule(MONTHLY, 31), date(2026, 12, 30), LeftOut.NOT_TODAY),
        (Schedule(MONTHLY, 31), date(2028, 2, 29), None),
        (Schedule(ScheduleKind.PAUSED), date(2026, 11, 20), LeftOut.PAUSED),
    ],
)
def test_a_portal_is_due_by_its_schedule(schedule: Schedule, day: date, expected: LeftOut | None) -> None:
    assert timetable.due(portal("c1", schedule=schedule), day) is expected


def test_what_was_left_out_is_due_the_next_day_unless_it_asks_for_working_days() -> None:
    saturday = date(2026, 11, 21)
    assert timetable.due(portal("c1", schedule=Schedule(WEEKLY, 5)), saturday, left_out=True) is None
    assert (
        timetable.due(portal("c1", schedule=Schedule(WORKDAYS)), saturday, left_out=True) is LeftOut.NOT_TODAY
    )
    paused = portal("c1", schedule=Schedule(ScheduleKind.PAUSED))
    assert timetable.due(paused, saturday, left_out=True) is LeftOut.PAUSED


def test_years_without_announced_holidays_are_told_only_when_they_matter() -> None:
    years = [date(2026, 12, 31), date(2032, 1, 1)]
    assert timetable.uncertain(register([portal("c1", schedule=Schedule(WORKDAYS))]), years) == (2032,)
    assert timetable.uncertain(register([portal("c1")]), years) == ()
    quiet = Backend("b1", 1.0, (("08:00", "18:00"),), "workdays")
    assert timetable.uncertain(register([portal("c1")], quiet), years) == (2032,)
    # disturbed never: a Sunday of such a year is as quiet as a working day
    assert timetable.opens(quiet, at("2032-11-21 12:00")) == at("2032-11-21 18:00")


def test_a_night_ends_at_the_next_such_time_in_china() -> None:
    assert timetable.night_end(FRIDAY, "06:30") == at("2026-11-21 06:30")
    assert timetable.night_end(FRIDAY, "23:00") == at("2026-11-20 23:00")
    assert timetable.night_end(FRIDAY, "21:30") == at("2026-11-21 21:30")
    assert timetable.night_end(datetime(2026, 11, 20, 20, 0, tzinfo=UTC), "06:30") == at("2026-11-21 06:30")
    assert timetable.night_end(FRIDAY, None) is None
    with pytest.raises(AuditorError, match="HH:MM"):
        timetable.night_end(FRIDAY, "25:00")


def test_a_back_end_opens_when_its_quiet_hours_are_over() -> None:
    backend = Backend("b1", 1.0, (("07:30", "18:00"), ("18:00", "19:00")), "workdays")
    assert timetable.opens(backend, at("2026-11-20 12:00")) == at("2026-11-20 19:00")
    assert timetable.opens(backend, at("2026-11-20 19:00")) == at("2026-11-20 19:00")
    assert timetable.opens(backend, at("2026-11-21 12:00")) == at("2026-11-21 12:00")  # Saturday
    assert timetable.closes(backend, at("2026-11-20 19:00")) == at("2026-11-23 07:30")
    past_midnight = Backend("b2", 1.0, (("22:00", "05:00"),))
    assert timetable.opens(past_midnight, at("2026-11-21 02:00")) == at("2026-11-21 05:00")
    assert timetable.closes(past_midnight, at("2026-11-21 05:00")) == at("2026-11-21 22:00")
    assert timetable.opens(Backend("b3", 1.0), FRIDAY) == FRIDAY


def test_how_long_to_wait_before_the_next_request() -> None:
    backend = Backend("b1", 1.0, (("22:00", "23:00"),))
    assert timetable.quiet_for(backend, FRIDAY) == 0
    assert timetable.quiet_for(backend, at("2026-11-20 22:59")) == 60
    assert timetable.quiet_for(Backend("b1", 1.0, (("00:00", "24:00"),)), FRIDAY) > 20 * 86_400


def test_quiet_hours_of_working_days_belong_to_the_day_on_which_they_begin() -> None:
    backend = Backend("b1", 1.0, (("22:00", "05:00"),), "workdays")
    assert timetable.opens(backend, at("2026-11-21 02:00")) == at("2026-11-21 05:00")  # from Friday on
    assert timetable.opens(backend, at("2026-11-22 02:00")) == at("2026-11-22 02:00")  # from Saturday on


def test_a_back_end_that_is_never_open_is_told() -> None:
    always = Backend("b1", 1.0, (("00:00", "12:00"), ("12:00", "24:00")))
    assert timetable.opens(always, FRIDAY) is None
    assert timetable.starts(always, FRIDAY, 60) is None
    assert timetable.ends(always, FRIDAY, 60) is None


def test_a_portal_waits_for_a_stretch_that_holds_it_whole() -> None:
    backend = Backend("b1", 1.0, (("22:00", "23:00"), ("01:00", "02:00")))
    assert timetable.starts(backend, FRIDAY, 1800) == FRIDAY
    assert timetable.starts(backend, FRIDAY, 3600) == at("2026-11-20 23:00")
    assert timetable.starts(backend, FRIDAY, 3 * 3600) == at("2026-11-21 02:00")
    # none holds it: it begins at once and is cut by quiet hours
    assert timetable.starts(backend, FRIDAY, 30 * 3600) == FRIDAY
    assert timetable.ends(backend, FRIDAY, 3600) == at("2026-11-20 23:30")


def test_asking_takes_as_long_as_it_takes_and_quiet_hours_come_on_top() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        for backend in fleet(seed, 20).backends:
            begins = FRIDAY + timedelta(minutes=chance.randint(0, 3000))
            seconds = chance.uniform(1, 20 * 3600)
            start = timetable.opens(backend, begins)
            end = timetable.ends(backend, begins, seconds)
            if start is None or end is None:
                continue
            quiet = minutes_of_quiet(backend, start, end)
            asked = (end - start).total_seconds() - quiet
            assert asked == pytest.approx(seconds, abs=1e-3)


def minutes_of_quiet(backend: Backend, begins: datetime, until: datetime) -> float:
    """Seconds of quiet hours in a span; spans that overlap count once."""
    total, reached = 0.0, begins
    for span in sorted(timetable.quiet_between(backend, begins, until), key=lambda span: span.begins):
        total += max(0.0, (span.ends - max(reached, span.begins)).total_seconds())
        reached = max(reached, span.ends)
    return total
