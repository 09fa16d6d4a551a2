"""What people write into a register, in YAML or in cells, → values: schedule, level, quiet hours. Pure; None = not understood."""

from __future__ import annotations

import re
import unicodedata

from auditor.fleet.planning import planning
from auditor.model import Level
from auditor.model.fleet import Schedule, ScheduleKind

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})$")
_LAST_DAY = {ScheduleKind.WEEKLY: 7, ScheduleKind.MONTHLY: 31}
SCHEDULES = "nightly（每夜）、workdays（工作日）、weekly:1（每周一）、monthly:15（每月15日）、paused（暂停）"
DAY = 24 * 60

Span = tuple[str, str]


def level_of(text: str) -> Level | None:
    return next((level for level, words in planning().levels.items() if text in (level.value, *words)), None)


def level_words() -> str:
    return "、".join(f"{level.value}（{words[0]}）" for level, words in planning().levels.items())


def quiet_on_of(text: str) -> str | None:
    return next((kind for kind, words in planning().quiet_on.items() if text in (kind, *words)), None)


def schedule_of(text: str) -> Schedule | None:
    """``weekly:1``, ``每周一``, ``每月15日`` … → a schedule."""
    plain = _plain(text)
    for kind, words in planning().schedules.items():
        for word in (kind.value, *words):
            if plain == word and kind not in _LAST_DAY:
                return Schedule(kind)
            if kind in _LAST_DAY and plain.startswith(word):
                day = _day(plain.removeprefix(word).removeprefix(":").strip(), kind)
                if day is not None:
                    return Schedule(kind, day)
    return None


def schedule_text(schedule: Schedule) -> str:
    """The text that :func:`schedule_of` reads."""
    return f"{schedule.kind.value}:{schedule.day}" if schedule.kind in _LAST_DAY else schedule.kind.value


def _day(text: str, kind: ScheduleKind) -> int | None:
    weekdays = planning().weekdays
    if kind is ScheduleKind.WEEKLY:
        text = text.replace("天", weekdays[-1])
        if text in weekdays:
            return weekdays.index(text) + 1
    text = text.rstrip("日号").strip()
    return int(text) if re.fullmatch(r"[1-9]\d?", text) and int(text) <= _LAST_DAY[kind] else None


def span_of(text: str) -> Span | None:
    """``7:30-18:00`` → ``("07:30", "18:00")``. None for what is no span, and for one without length."""
    found = _SPAN.match(_plain(text))
    if found is None:
        return None
    hours, minutes, until_hours, until_minutes = map(int, found.groups())
    if max(minutes, until_minutes) > 59 or hours > 23 or until_hours * 60 + until_minutes > DAY:
        return None
    begins, ends = f"{hours:02}:{minutes:02}", f"{until_hours:02}:{until_minutes:02}"
    return None if begins == ends else (begins, ends)


def minute_of(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def cover_the_day(spans: tuple[Span, ...]) -> bool:
    """True when the spans leave no minute of a day."""
    covered: set[int] = set()
    for begins, ends in spans:
        first, last = minute_of(begins), minute_of(ends)
        last += DAY if last <= first else 0
        covered.update(minute % DAY for minute in range(first, last))
    return len(covered) == DAY


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
