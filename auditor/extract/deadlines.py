"""Until when a solicitation, survey or notice runs, as its text says.

Only texts that ask the public for something are searched, and of several days that a text names the last one counts: who
may still answer must not be called late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from auditor.extract.dates import find_date, make_date
from auditor.statements import squeezed
from auditor.workdays import workdays_between

_TOPIC = re.compile(r"征求|征集|征询|意见|调查|问卷|听证|公示|报名|建言")
_HEAD = 600
_SEARCHED = 20_000

_DAY = (
    r"(?:((?:19|20)\d\d)[年./-])?(\d{1,2})[月./-](\d{1,2})日?(?:\([^()]{1,8}\))?(?:\d{1,2}[:时点]\d{0,2}分?)?"
)
#: 征求意见时间, 公示期: what stands before does not matter, and a search that begins with it tries every place of a text.
_TERM = r"(?:时间|期限|日期|时限|期间|期)"
#: 截止日期：…, 截至时间为…, 结束时间：…
_CLOSES = re.compile(
    rf"(?:截止|截至|结束)(?:日期|时间|日|期)?(?:为|是|到|至|于)?[:]?{_DAY}(前|止|为止|之前)?"
)
#: 请于…前将意见反馈, …之前以书面形式
_BEFORE = re.compile(rf"(?:于|在|截至|截止|至|到){_DAY}(?:以|之)?(?:前|止|截止)")
#: 征求意见时间：2026年5月1日至5月31日
_RANGE = re.compile(
    rf"{_TERM}(?:为|是|从|自)?[:]?(?:从|自)?{_DAY}(?:起|开始)?(?:至|到|-+|—+|–|~)({_DAY}|(\d{{1,2}})日)"
)
#: 自发布之日起30日内, 公示期为7个工作日
_COUNTED = re.compile(
    r"(?:(?:公布|发布|公告|公示|刊登|登载|公开|即|今)(?:之)?日起|" + _TERM + r"(?:为|是)?[:]?(?:共)?)"
    r"(?:的)?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:个)?(工作日|自然日|日|天)"
)
_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
#: A day so far from the publication was meant for something else (a plan that runs until 2035).
_MOST = timedelta(days=400)


def closing_day(title: str, text: str, published: str | None) -> str | None:
    """ISO day on which it ends; None when the text names none. ``published`` gives the year that it leaves out."""
    if not _TOPIC.search(f"{title} {text[:_HEAD]}"):
        return None
    start = _date_of(published)
    body = squeezed(text[:_SEARCHED])
    days = [day for day in _named(body, start) if start is None or start <= day <= start + _MOST]
    if start is not None:
        days += _counted(body, start)
    return max(days).isoformat() if days else None


def _date_of(stamp: str | None) -> date | None:
    found = find_date(stamp) if stamp else None
    return found.value if found else None


def _named(body: str, start: date | None) -> Iterator[date]:
    """Days that a text names as the end."""
    for match in _CLOSES.finditer(body):
        # “截至2025年末” reports a state; only 截止 and 结束 name an end by themselves.
        if (
            not match[0].startswith("截至")
            or match[4]
            or ":" in match[0][:8]
            or match[0][2:4] in ("日期", "时间")
        ):
            yield from _day(match[1], match[2], match[3], start)
    for match in _BEFORE.finditer(body):
        yield from _day(match[1], match[2], match[3], start)
    for match in _RANGE.finditer(body):
        first = next(_day(match[1], match[2], match[3], start), None)
        if match[8]:
            yield from _day(match[1], match[2], match[8], first or start)
        else:
            yield from _day(match[5] or match[1], match[6], match[7], first or start)


def _day(year: str | None, month: str, day: str, start: date | None) -> Iterator[date]:
    """A day without its year is the next one of that name, counted from a month before ``start``."""
    if year is None and start is None:
        return
    value = make_date(int(year) if year else (start or date.min).year, int(month), int(day))
    if value is not None and not year and start is not None and value < start - timedelta(days=30):
        value = make_date(start.year + 1, int(month), int(day))
    if value is not None:
        yield value


def _counted(body: str, start: date) -> Iterator[date]:
    """Days counted from the publication, which itself does not count."""
    for match in _COUNTED.finditer(body):
        number = int(match[1]) if match[1].isdigit() else _numeral(match[1])
        if not 0 < number <= 200:
            continue
        yield _after_workdays(start, number) if match[2] == "工作日" else start + timedelta(days=number)


def _after_workdays(start: date, number: int) -> date:
    """The day of the last of so many working days; twice as many days where the holidays are not announced yet."""
    end = start + timedelta(days=number)
    for _ in range(number + 20):
        counted = workdays_between(start, end)
        if counted is None:
            return start + timedelta(days=2 * number)
        if counted >= number:
            return end
        end += timedelta(days=1)
    return end


def _numeral(text: str) -> int:
    """十五, 三十, 六十 as numbers; 0 when it is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
