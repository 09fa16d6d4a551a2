"""Working days in China, public holidays and shifted weekends included.

The calendar knows the years that the State Council has announced (from 2004 on); for any other year nobody can
tell yet, and None says so.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

#: A longer span is no question of working days; it bounds the loop.
_MAX_DAYS = 20_000


def workdays_between(formed: date, published: date) -> int | None:
    """Working days after ``formed`` up to and including ``published``; 0 when it is not later.

    None when the holidays of a year in between are not known.
    """
    days = (published - formed).days
    if days <= 0:
        return 0
    if days > _MAX_DAYS:
        return None
    try:
        return sum(bool(chinese_calendar.is_workday(formed + timedelta(n))) for n in range(1, days + 1))
    except NotImplementedError:
        return None
