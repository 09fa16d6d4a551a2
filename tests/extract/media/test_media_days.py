"""The days of posts in every form that platforms write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from media_answers import MOMENT

from auditor.extract.dates import CHINA
from auditor.extract.media.when import day_of, shown

NEW_YEAR = datetime(2026, 1, 3, 0, 20, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (1784770200, "2026-07-23"),
        ("1784770200", "2026-07-23"),
        (1784770200000, "2026-07-23"),
        (1784770200.0, "2026-07-23"),
        ("2026-07-20", "2026-07-20"),
        ("2026-07-20 23:59:59", "2026-07-20"),
        ("2026-07-20T23:00:00Z", "2026-07-21"),
        ("2026-07-20T23:00:00+08:00", "2026-07-20"),
        ("2026/7/1 8:05", "2026-07-01"),
        ("2026年7月1日", "2026-07-01"),
        ("20260701", "2026-07-01"),
        ("05-02", "2026-05-02"),
        ("5月2日 10:30", "2026-05-02"),
        ("12-30", "2025-12-30"),
        ("07-25", "2026-07-25"),  # clocks differ by a day
        ("07-26", "2025-07-26"),
        ("昨天 10:30", "2026-07-23"),
        ("前天", "2026-07-22"),
        ("今天 08:00", "2026-07-24"),
        ("刚刚", "2026-07-24"),
        ("30秒前", "2026-07-24"),
        ("15分钟前", "2026-07-24"),
        ("3小时前", "2026-07-24"),
        ("11小时前", "2026-07-23"),
        ("3天前", "2026-07-21"),
        ("Wed Jul 22 23:30:00 +0800 2026", "2026-07-22"),
        ("Thu, 23 Jul 2026 20:30:00 GMT", "2026-07-24"),
        ("Thu, 23 Jul 2026 20:30:00 CST", "2026-07-23"),
        ("23 Jul 2026 20:30:00", "2026-07-23"),
        ("2026-07-30", ""),  # the future
        ("1周前", ""),
        ("2026-07", ""),
        ("Thu, 99 Jul 2026 99:99:99 +9999", ""),
        ("", ""),
        ("0", ""),
        (None, ""),
        (True, ""),
        ([], ""),
        (10**30, ""),
        (float("inf"), ""),
        (float("nan"), ""),
        ("9" * 500, ""),
    ],
)
def test_a_day(words: object, day: str) -> None:
    assert day_of(words, MOMENT) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("昨天 23:50", "2026-01-02"),
        ("1小时前", "2026-01-02"),
        ("12-31", "2025-12-31"),
        ("01-03", "2026-01-03"),
    ],
)
def test_days_at_new_year(words: str, day: str) -> None:
    assert day_of(words, NEW_YEAR) == day
    assert day_of(words, NEW_YEAR.astimezone(UTC)) == day  # the day is China's, whatever the clock's zone


def test_words_are_kept_short_and_on_one_line() -> None:
    assert shown(" 2026-07-20\n 10:30 ") == "2026-07-20 10:30"
    assert len(shown("9" * 500)) == 60
