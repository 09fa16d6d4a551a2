"""The days of posts: what a platform's data or a list says, read by the one date parser of this package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_tz

from auditor.extract.date_chain import TOLERANCE, last_before
from auditor.extract.dates import CHINA, FoundDate, read_value
from auditor.extract.item_dates import settle
from auditor.extract.media.posts import SHOWN_DATE
from auditor.model import DateWitness, Item

_NOW = ("秒前", "半小时前")
#: RFC 822, as feeds write it: ``Sat, 02 May 2026 20:00:00 GMT``.
_RFC_822 = re.compile(r"^(?:[A-Z][a-z]{2,8},?\s+)?\d{1,2}\s+[A-Z][a-z]{2,8}\s+(?:19|20)\d\d\b")
_ZONE = re.compile(r"(?:[+-]\d{4}|[A-Z]{1,5})$")
_CHINA_SECONDS = 8 * 3600


def day_of(words: object, moment: datetime) -> str:
    """The ISO day of a post that stands for itself, "" when its words do not tell one. ``moment``: when they were read.

    A day without its year is the last such day up to the day of reading: platforms leave out the year of the current year.
    A day after tomorrow is none: no post is older than its future.
    """
    found = found_in(words)
    if found is None:
        return moment.date().isoformat() if _is_now(words) else ""
    latest = moment.astimezone(CHINA).date() + TOLERANCE
    if found.value is not None:
        return found.value.isoformat() if found.value <= latest else ""
    if found.partial.startswith("--"):
        day = last_before((found.month, found.day), latest)
        return day.isoformat() if day else ""
    return _counted_back(found.partial, moment)


def days_of(rows: Sequence[Item], moment: datetime, page: str) -> tuple[str, ...]:
    """The ISO days of the rows of one list, in which the rows around a date help to find its year; "" = not told."""
    settled = settle(rows, (), moment.astimezone(CHINA), {}, page)
    latest = (moment.astimezone(CHINA).date() + TOLERANCE).isoformat()
    days = (item.date[:10] if item.date else "" for item in settled.items)
    return tuple(day if day <= latest else "" for day in days)


def dated(title: str, url: str, words: object, *, pinned: bool = False) -> Item:
    """One row of a list as :func:`days_of` takes it."""
    found = found_in(words)
    if found is None:
        return Item(title, url or None, None, pinned=pinned)
    witness = DateWitness(found.kind, found.iso, found.raw, found.role, found.precision)
    day = found.value.isoformat() if found.value else None
    return Item(title, url or None, day, (witness,), partial=found.partial, pinned=pinned)


def found_in(words: object) -> FoundDate | None:
    """The date in a value: seconds or milliseconds since 1970, ISO 8601, or words of any form."""
    text = shown(words)
    day = _rfc_822(text)
    if day is not None:
        return FoundDate(day, day.month, day.day, text)
    return read_value(text) if text else None


def _rfc_822(text: str) -> date | None:
    """The day in China. A time without a zone is China's, and so is CST, which elsewhere is America's."""
    if not _RFC_822.match(text):
        return None
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        told = _ZONE.search(text) and "CST" not in text
        seconds = (parts[9] or 0) if told else _CHINA_SECONDS
        there = datetime(*parts[:5], tzinfo=timezone(timedelta(seconds=seconds)))
        return there.astimezone(CHINA).date()
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def shown(words: object) -> str:
    """A time as it was given, as text: at most ``SHOWN_DATE`` characters."""
    if isinstance(words, bool) or not isinstance(words, (str, int, float)):
        return ""
    text = str(int(words)) if isinstance(words, float) and words.is_integer() else str(words)
    return " ".join(text.split())[:SHOWN_DATE]


def _is_now(words: object) -> bool:
    return isinstance(words, str) and words.strip().endswith(_NOW) and len(words) < 10


def _counted_back(partial: str, moment: datetime) -> str:
    """``-P3D`` days or ``-PT3H`` hours before the moment; "" for what names no day (a month)."""
    if not partial.startswith("-P"):
        return ""
    number = int(partial.strip("-PTDHM") or 0)
    unit = {"D": timedelta(days=1), "H": timedelta(hours=1), "M": timedelta(minutes=1)}[partial[-1]]
    return (moment.astimezone(CHINA) - number * unit).date().isoformat()
