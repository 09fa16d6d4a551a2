"""Quiet hours and deadlines by the Chinese calendar, in Beijing time wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from auditor.notify.config import Quiet
from auditor.notify.quiet import BEIJING, deadline, deadline_words, is_quiet, is_workday, opens_at

NIGHT = Quiet("18:00", "08:30")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-06-16T08:29:59", True),
        ("2026-06-16T08:30:00", False),
        ("2026-06-16T17:59:59", False),
        ("2026-06-16T18:00:00", True),
        ("2026-06-16T00:00:00", True),
        ("2026-06-20T10:00:00", True),  # a Saturday
        ("2026-06-19T10:00:00", True),  # 端午节, a Friday
        ("2026-10-10T10:00:00", False),  # a Saturday on which one works
        ("2027-01-04T10:00:00", False),  # a Monday of a year not announced yet
        ("2027-01-03T10:00:00", True),
    ],
)
def test_quiet_by_clock_and_calendar(moment: str, quiet: bool) -> None:
    assert is_quiet(NIGHT, at(moment)) is quiet


def test_hours_within_a_day_and_days_off_switched_off() -> None:
    noon = Quiet("12:00", "14:00", days_off=False)
    assert [is_quiet(noon, at(f"2026-06-20T{hour}:00")) for hour in (11, 12, 13, 14)] == [
        False, True, True, False,
    ]  # fmt: skip
    evening = Quiet("18:00", "24:00", days_off=False)
    assert [is_quiet(evening, at(f"2026-06-20T{clock}")) for clock in ("17:59", "18:00", "23:59", "00:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not is_quiet(None, at("2026-06-20T03:00"))


def test_another_zone_is_turned_into_beijing_time() -> None:
    assert is_quiet(NIGHT, datetime(2026, 6, 16, 10, 30, tzinfo=UTC))  # 18:30 in Beijing
    assert not is_quiet(NIGHT, datetime(2026, 6, 16, 1, 0, tzinfo=UTC))  # 09:00


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-06-16T09:00", "2026-06-16T09:00"),
        ("2026-06-16T03:00", "2026-06-16T08:30"),
        ("2026-06-16T18:00", "2026-06-17T08:30"),
        ("2026-06-18T20:00", "2026-06-22T08:30"),  # over 端午节 and the weekend
        ("2026-09-30T20:00", "2026-10-08T08:30"),
    ],
)
def test_when_one_may_send_again(moment: str, opens: str) -> None:
    found = opens_at(NIGHT, at(moment))
    assert found == at(opens)
    assert not is_quiet(NIGHT, at(opens))


def test_deadlines_count_working_days() -> None:
    assert deadline(date(2026, 6, 15), 1) == date(2026, 6, 16)
    assert deadline(date(2026, 6, 15), 10) == date(2026, 6, 30)  # 端午节 and two weekends between
    assert deadline(date(2026, 12, 28), 10) is None
    assert deadline_words(date(2026, 6, 15), 10) == "2026-06-30（自 2026-06-15 起 10 个工作日内）"
    assert deadline_words(date(2026, 12, 28), 10) == "自 2026-12-28 起 10 个工作日内"
    assert not is_workday(date(2026, 10, 1))
