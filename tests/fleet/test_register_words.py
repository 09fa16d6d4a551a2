"""Schedules and quiet hours as people write them."""

from __future__ import annotations

import pytest

from auditor.fleet.register_words import schedule_of, schedule_text, span_of
from auditor.model.fleet import Schedule, ScheduleKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nightly", Schedule()),
        ("每天", Schedule()),
        ("工作日", Schedule(ScheduleKind.WORKDAYS)),
        ("每周日", Schedule(ScheduleKind.WEEKLY, 7)),
        ("每星期天", Schedule(ScheduleKind.WEEKLY, 7)),
        ("weekly：1", Schedule(ScheduleKind.WEEKLY, 1)),
        ("每月 31 号", Schedule(ScheduleKind.MONTHLY, 31)),
        ("停用", Schedule(ScheduleKind.PAUSED)),
        ("weekly:8", None),
        ("weekly:0", None),
        ("每月", None),
        ("nightly:1", None),
        ("", None),
    ],
)
def test_schedules_in_words(text: str, expected: Schedule | None) -> None:
    found = schedule_of(text)
    assert found == expected
    assert found is None or schedule_of(schedule_text(found)) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30-18:00", ("07:30", "18:00")),
        ("22：00～05：00", ("22:00", "05:00")),
        ("00:00 至 24:00", ("00:00", "24:00")),
        ("24:00-01:00", None),
        ("07:60-08:00", None),
        ("07:00-25:00", None),
        ("07:00", None),
    ],
)
def test_quiet_hours_in_words(text: str, expected: tuple[str, str] | None) -> None:
    assert span_of(text) == expected
