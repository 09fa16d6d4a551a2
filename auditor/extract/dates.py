"""Chinese dates in list rows, article lines, meta tags and addresses. Pure functions, no clock.

A text may say a whole day (``2020-11-27``), a day without its year (``05-06``), a month (``2020-05``), a day counted
back from the moment of reading (``昨天``, ``3小时前``), or a day that no calendar has (``2024-02-30``). What is not a
whole day stays as it is in ``partial``; :mod:`auditor.extract.date_chain` makes a day of it where witnesses allow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from auditor.document_numbers import nfkc
from auditor.model import DateRole, Precision, WitnessKind

#: Chinese portals date by this clock.
CHINA = timezone(timedelta(hours=8))

_CHINESE_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
_DASH = r"\-—–‐‑−"
_SEP = rf"[{_DASH}./年]"
_SEP2 = rf"[{_DASH}./月]"
#: 2020-11-27, 2020/1/7, 2020.01.07, 2020年1月7日
_FULL = re.compile(
    rf"(?<![\d.])((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])\s*{_SEP2}\s*(0?[1-9]|[12]\d|3[01])(?!\d)"
)
#: day and month-year in separate boxes, joined by space: "06 2020-05", "06 2020年05月"
_DAY_FIRST = re.compile(
    rf"(?<![\d:.{_DASH}])(0?[1-9]|[12]\d|3[01])日?[\s/]+((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])月?(?![\d{_DASH}])"
)
#: "2020-05 06": month-year above the day
_MONTH_FIRST = re.compile(
    rf"(?<![\d.{_DASH}])((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])月?\s+(0?[1-9]|[12]\d|3[01])日?(?![\d:{_DASH}])"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_ENGLISH = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+(\d{1,2})\s+[\d:]+\s+(?:[+\w]+\s+)?((?:19|20)\d\d)",
    re.I,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CHINESE_YEAR = re.compile(
    r"[〇○Ｏ零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_CLOCK = re.compile(r"日?\s*T?\s*(?:[01]?\d|2[0-3])[:：][0-5]\d")

#: A character that was lost next to a digit may have been a digit: the rest reads as another day.
_DAMAGED = re.compile(r"[\d年月]\ufffd|\ufffd[\d年月]")
#: what every date has one of; most texts have none
_HINT = re.compile(r"\d|年|今|昨|前天|刚")

# ── whole cells: what stands around the date is brackets, a label or a time of day ──
_CELL = 60  # characters
_OPEN, _CLOSE = r"[\s\[(【〔<]*", r"[\s\])】〕>]*$"
_LABEL = re.compile(r"^\s*(?:(?:发布|公开|更新)\s*)?(?:日\s*期|时\s*间)\s*[:：]\s*")
_TIME = r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_YEARLESS = re.compile(
    rf"^{_OPEN}(?:(\d{{1,2}})\s*[{_DASH}/月]\s*(\d{{1,2}})日?|(\d\d)\.(\d\d)){_TIME}{_CLOSE}"
)
_DAY_MONTH = re.compile(rf"^{_OPEN}(\d{{1,2}})日?[\s/]+(\d{{1,2}})月{_CLOSE}")
_MONTH = re.compile(rf"^{_OPEN}((?:19|20)\d\d)\s*{_SEP}\s*(0?[1-9]|1[0-2])月?{_CLOSE}")
_SHAPE = re.compile(
    rf"^{_OPEN}(\d{{4}})\s*{_SEP}\s*(\d{{1,2}})\s*{_SEP2}\s*(\d{{1,2}})日?(?:[\sT]*\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?{_CLOSE}"
)
_RELATIVE = re.compile(
    rf"^{_OPEN}(?:(今天|今日|刚刚|昨天|昨日|前天)|(\d{{1,3}})\s*(天|小时|分钟)前){_TIME}{_CLOSE}"
)
_DAYS_BACK = {"今天": 0, "今日": 0, "刚刚": 0, "昨天": 1, "昨日": 1, "前天": 2}
#: what software writes where nobody entered a date
_UNSET = frozenset({date(1900, 1, 1), date(1970, 1, 1)})

# ── addresses ──
_URL_STAMPS = (
    re.compile(r"(?:^|[/_])t?((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_\d+"),  # TRS
    re.compile(r"/art/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/"),  # hanweb
    re.compile(r"/((?:19|20)\d{2})-?(\d{2})[-/](\d{2})/"),  # /2018-05-06/1.html, /2018-05/06/content_1.htm
)
_FILE_STAMP = re.compile(
    r"(?:^|/)[PW]0((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4,}\.\w{2,5}(?:$|\?)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """``value`` is None while the day is unknown; then ``partial`` says what is known: ``--05-06`` (no year),
    ``2020-05`` (no day), ``-P3D`` or ``-PT3H`` (so long before the page was read). ``month``/``day`` are 0 where they
    are unknown. ``wrong``: the words look like a date, and the calendar has no such day."""

    value: date | None
    month: int
    day: int
    raw: str
    precision: Precision = Precision.DAY
    partial: str = ""
    role: DateRole = DateRole.PUBLISHED
    kind: WitnessKind = WitnessKind.LIST
    wrong: bool = False

    @property
    def iso(self) -> str:
        """The ISO date, else what is known of it, else nothing."""
        return self.value.isoformat() if self.value else self.partial


def may_hold_date(text: str) -> bool:
    """False for a text in which none of the functions here finds anything."""
    return _HINT.search(text) is not None


def find_date(text: str, *, compact: bool = False) -> FoundDate | None:
    """The first plausible full date in ``text``. ``compact`` also accepts 20201127 (meta tags, not prose).

    Impossible dates (2月30日) are passed over; a text of which a digit may be lost has no date that can be believed.
    """
    if not _HINT.search(text) or ("\ufffd" in text and _DAMAGED.search(text)):
        return None
    text = nfkc(text)
    for pattern, order in (
        (_FULL, (1, 2, 3)),
        (_DAY_FIRST, (2, 3, 1)),
        (_MONTH_FIRST, (1, 2, 3)),
        *(((_COMPACT, (1, 2, 3)),) if compact else ()),
    ):
        for match in pattern.finditer(text):
            year, month, day = (int(match.group(i)) for i in order)
            value = make_date(year, month, day)
            if value and value not in _UNSET:
                timed = pattern is _FULL and _CLOCK.match(text, match.end())
                return _whole(value, match.group(0).strip(), Precision.MINUTE if timed else Precision.DAY)
    return _english(text) or _chinese_numerals(text)


def find_yearless(text: str) -> FoundDate | None:
    """Month and day when they are all that ``text`` (one cell) holds."""
    text = _LABEL.sub("", nfkc(text))
    match = _YEARLESS.match(text)
    swapped = None if match else _DAY_MONTH.match(text)
    if match:
        month, day = (int(part) for part in match.groups() if part is not None)
    elif swapped:
        day, month = int(swapped[1]), int(swapped[2])
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    raw = text.strip()
    if make_date(2000, month, day) is None:  # a leap year: no year has this day
        return FoundDate(None, month, day, raw, Precision.MONTH_DAY, wrong=True)
    return FoundDate(None, month, day, raw, Precision.MONTH_DAY, f"--{month:02}-{day:02}")


def read_cell(text: str) -> FoundDate | None:
    """The date of a cell that holds a date and nothing else, of any precision, also an impossible one."""
    if len(text) > _CELL or not _HINT.search(text):
        return None
    return find_date(text) or find_yearless(text) or _month(text) or _relative(text) or find_wrong(text)


def read_value(text: str) -> FoundDate | None:
    """The date that a program wrote for programs: a tag, a field of an interface. Also 20201127, 20201127093000,
    seconds or milliseconds since 1970, and ISO 8601 with a zone."""
    text = text.strip()
    moment = _moment(text)
    if moment is not None:
        day = moment.astimezone(CHINA).date()
        return _whole(day, text, Precision.MINUTE) if day not in _UNSET else None
    return find_date(text, compact=True) or read_cell(text)


def find_wrong(text: str) -> FoundDate | None:
    """Words that are written like a date and nothing else, though no portal can have published on such a day."""
    text = _LABEL.sub("", nfkc(text))
    match = _SHAPE.match(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    value = make_date(year, month, day)
    if value is not None and 1900 <= year < 2100 and value not in _UNSET:
        return None
    return FoundDate(None, month, day, text.strip(), wrong=True)


def url_stamp(url: str) -> date | None:
    """The import date in an address (``t20201127_653.html``): a witness, never a publication date."""
    for pattern in _URL_STAMPS:
        match = pattern.search(url)
        if match:
            return make_date(int(match[1]), int(match[2]), int(match[3]))
    return None


def file_stamp(url: str) -> date | None:
    """The day on which a TRS attachment (``P020251029….pdf``) was uploaded."""
    match = _FILE_STAMP.search(url)
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None


def make_date(year: int, month: int, day: int) -> date | None:
    """None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moment_of(stamp: str) -> datetime | None:
    """An ISO 8601 time as China time; None when it is none (``""``: not known). Without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(stamp)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(CHINA)
    except (ValueError, OverflowError):
        return None


def _whole(value: date, raw: str, precision: Precision = Precision.DAY) -> FoundDate:
    return FoundDate(value, value.month, value.day, raw, precision)


def _month(text: str) -> FoundDate | None:
    text = _LABEL.sub("", nfkc(text))
    match = _MONTH.match(text)
    if not match:
        return None
    partial = f"{match[1]}-{int(match[2]):02}"
    return FoundDate(None, int(match[2]), 0, text.strip(), Precision.MONTH, partial)


def _relative(text: str) -> FoundDate | None:
    text = _LABEL.sub("", nfkc(text))
    match = _RELATIVE.match(text)
    if not match:
        return None
    if match[1]:
        partial = f"-P{_DAYS_BACK[match[1]]}D"
    else:
        partial = {"天": "-P{}D", "小时": "-PT{}H", "分钟": "-PT{}M"}[match[3]].format(int(match[2]))
    return FoundDate(None, 0, 0, text.strip(), Precision.DAY, partial)


def _moment(text: str) -> datetime | None:
    """A time that only programs write: digits alone, or ISO 8601 with a zone."""
    if not text.isascii():
        return None
    try:
        if re.fullmatch(r"\d{10}|\d{13}", text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if re.fullmatch(r"(?:19|20)\d{10}(?:\d\d)?", text):
            return datetime.strptime(text[:12], "%Y%m%d%H%M").replace(tzinfo=CHINA)
        if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)", text):
            return datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _english(text: str) -> FoundDate | None:
    match = _ENGLISH.search(text)
    if not match:
        return None
    month = _MONTHS.index(match.group(1)[:3].lower()) + 1
    value = make_date(int(match.group(3)), month, int(match.group(2)))
    return _whole(value, match.group(0)) if value else None


def _chinese_numerals(text: str) -> FoundDate | None:
    match = _CHINESE_YEAR.search(text)
    if not match:
        return None
    year_part, rest = match.group(0).split("年")
    month_part, day_part = rest.rstrip("日").split("月")
    year = int(year_part.translate(_CHINESE_DIGITS))
    value = make_date(year, _numeral(month_part), _numeral(day_part))
    return _whole(value, match.group(0)) if value else None


def _numeral(text: str) -> int:
    """一 … 三十一 as a number; 0 when it is none."""
    digits = "一二三四五六七八九"
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.find(text) + 1 if len(text) == 1 else 0
    return (digits.find(tens) + 1 if tens else 1) * 10 + (digits.find(ones) + 1 if ones else 0)
