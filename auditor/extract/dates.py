"""Chinese dates in list rows, article lines and meta tags. Pure functions, no clock.

A date found without a year (``05-06``) stays without one until :func:`resolve_years` gives it one from its
neighbours: list dates run downwards, so a year can be told from the dates around it, or it stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SEP = r"[-./年]"
#: 2020-11-27, 2020/1/7, 2020.01.07, 2020年1月7日, with an optional time that is ignored
_FULL = re.compile(
    rf"(?<![\d.])((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])\s*[-./月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)"
)
#: day and month-year in separate boxes, joined by space: "06 2020-05", "06 2020年05月"
_DAY_FIRST = re.compile(
    rf"(?<![\d:.-])(0?[1-9]|[12]\d|3[01])日?[\s/]+((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])月?(?![\d-])"
)
#: "2020-05 06": month-year above the day
_MONTH_FIRST = re.compile(
    rf"(?<![\d.-])((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])月?\s+(0?[1-9]|[12]\d|3[01])日?(?![\d:-])"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_ENGLISH = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+(\d{1,2})\s+[\d:]+\s+(?:[+\w]+\s+)?((?:19|20)\d\d)",
    re.I,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CHINESE_YEAR = re.compile(
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
#: a whole cell that holds month and day only
_YEARLESS = re.compile(r"^[\s\[(【（]*(0?[1-9]|1[0-2])\s*[-./月]\s*(0?[1-9]|[12]\d|3[01])日?[\s\])】）]*$")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``value`` is None while the year is unknown; ``month``/``day`` always hold."""

    value: date | None
    month: int
    day: int
    raw: str


def find_date(text: str, *, compact: bool = False) -> FoundDate | None:
    """The first plausible full date in ``text``. ``compact`` also accepts 20201127 (meta tags, not prose).

    Impossible dates (2月30日) are passed over.
    """
    text = unicodedata.normalize("NFKC", text)
    for pattern, order in (
        (_FULL, (1, 2, 3)),
        (_DAY_FIRST, (2, 3, 1)),
        (_MONTH_FIRST, (1, 2, 3)),
        *(((_COMPACT, (1, 2, 3)),) if compact else ()),
    ):
        for match in pattern.finditer(text):
            year, month, day = (int(match.group(i)) for i in order)
            value = _date(year, month, day)
            if value:
                return FoundDate(value, value.month, value.day, match.group(0).strip())
    return _english(text) or _chinese_numerals(text)


def find_yearless(text: str) -> FoundDate | None:
    """Month and day when they are all that ``text`` (one cell) holds."""
    match = _YEARLESS.match(unicodedata.normalize("NFKC", text))
    if not match:
        return None
    return FoundDate(None, int(match.group(1)), int(match.group(2)), text.strip())


def resolve_years(found: Sequence[FoundDate | None], latest: date | None) -> list[date | None]:
    """Give year-less dates of one list their year, reading downwards from the newest.

    ``latest`` is the newest day that can be meant (a full date seen beside the list, or the day of the crawl);
    without it, year-less dates stay unknown. A month-day that rises from one row to the next (12-30 below
    01-05) is New Year's roll-over. Full dates in the list re-anchor the year.
    """
    resolved: list[date | None] = []
    bound = latest
    for entry in found:
        if entry is None:
            resolved.append(None)
            continue
        value = entry.value
        if value is None and bound is not None:
            value = _not_after(entry.month, entry.day, bound)
        if value is not None:
            bound = value
        resolved.append(value)
    return resolved


def _not_after(month: int, day: int, bound: date) -> date | None:
    for year in (bound.year, bound.year - 1):
        value = _date(year, month, day)
        if value and value <= bound:
            return value
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _english(text: str) -> FoundDate | None:
    match = _ENGLISH.search(text)
    if not match:
        return None
    value = _date(int(match.group(3)), _MONTHS.index(match.group(1)[:3].lower()) + 1, int(match.group(2)))
    return FoundDate(value, value.month, value.day, match.group(0)) if value else None


def _chinese_numerals(text: str) -> FoundDate | None:
    match = _CHINESE_YEAR.search(text)
    if not match:
        return None
    year_part, rest = match.group(0).split("年")
    month_part, day_part = rest.rstrip("日").split("月")
    value = _date(int(year_part.translate(_CHINESE_DIGITS)), _numeral(month_part), _numeral(day_part))
    return FoundDate(value, value.month, value.day, match.group(0)) if value else None


def _numeral(text: str) -> int:
    """一 … 三十一 as a number; 0 when it is none."""
    digits = "一二三四五六七八九"
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.find(text) + 1 if len(text) == 1 else 0
    return (digits.find(tens) + 1 if tens else 1) * 10 + (digits.find(ones) + 1 if ones else 0)
