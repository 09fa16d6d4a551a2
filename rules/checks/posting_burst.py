"""检查前集中补发信息。

## 检查什么

列表栏目长期没有发布信息，在检查日前几天突然集中发布的，提醒核对：
一个栏目近 burst-days 天的信息不少于 burst-items 条、达到其以往同样天数平均数的 burst-factor 倍，且此前沉寂不少于
burst-silence 天；或者沉寂这么久的栏目中，有不少于 burst-columns 个在近 burst-days 天的同一天开始恢复发布（按全网站一个结论）。
数值由判定方案规定。比较的是列表自己所标的日期，以往的信息不足三条的栏目不判断；置顶的信息、日期有误的信息不计。
年报、预算、决算等按规定每年同时公开的栏目不算。

## 为什么

临近检查突击补发，平时不更新，公众不能及时获得信息。未见国家层面的明文规定，只作提醒，原因由检查人员核实。

## 如何整改

信息形成后及时发布，不要积压到检查前集中发布；确属集中形成的（如年度公示），说明即可。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.facts import Facts
from auditor.model import Clause, Column, Evidence, Outcome, PageKind, Severity
from auditor.rule import Claim, Verdict, rule

#: What every organ publishes once a year, many of them on one day, as it should.
_YEARLY = re.compile(r"年报|年度报告|预算|决算|工作总结|工作计划|述职|公务员|招考|录用")
#: We have read no clause that says so in these words.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="信息发布"),)
_LEAST_PAST = 3
_QUOTED, _SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class _Course:
    """A column's days of publication: those of the last days, and what lay before. ``start``: first of the recent."""

    column: Column
    recent: tuple[date, ...]
    past: tuple[date, ...]
    start: date
    silence: int

    def usual(self, days: int) -> float:
        """Items that its past rate would give for so many days."""
        span = max(1, (self.past[-1] - self.past[0]).days + self.silence)
        return len(self.past) * days / span


@rule(
    id="posting-burst",
    code="PA080",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the portal when many columns woke on one day; else one per column that was filled at once."""
    profile = facts.profile
    days, silence = int(profile.threshold("burst-days")), profile.threshold("burst-silence")
    judged = [
        course for column in facts.inventory.columns if (course := _course(facts, column, days)) is not None
    ]
    awake = [course for course in judged if course.recent and course.silence >= silence]
    days_of_waking = Counter(course.start for course in awake)
    day, count = max(days_of_waking.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    if day is not None and count >= profile.threshold("burst-columns"):
        yield _portal(facts, day, [course for course in awake if course.start == day])
        awake = [course for course in awake if course.start != day]
        judged = []
    filled = [course for course in awake if _is_filled(facts, course, days)]
    for course in filled:
        yield _column(course, days)
    if judged and not filled:
        params = {"checked": len(judged), "days": days}
        evidence = (Evidence(facts.portal.url),)
        yield Verdict("posting", "发布节奏", Outcome.PASS, params=params, evidence=evidence)


def _course(facts: Facts, column: Column, days: int) -> _Course | None:
    """None where the list shows too little of its past."""
    if column.kind is not PageKind.LIST or column.failure or _YEARLY.search("".join(column.names)):
        return None
    shown = sorted(
        day
        for item in column.items
        if item.date and not item.pinned and not item.wrong
        if (day := date.fromisoformat(item.date[:10])) <= facts.today + timedelta(days=1)
    )
    recent = tuple(day for day in shown if (facts.today - day).days < days)
    past = tuple(day for day in shown if (facts.today - day).days >= days)
    if len(past) < _LEAST_PAST or past[0] == past[-1]:
        return None
    start = recent[0] if recent else facts.today
    return _Course(column, recent, past, start, (start - past[-1]).days)


def _is_filled(facts: Facts, course: _Course, days: int) -> bool:
    least, factor = facts.profile.threshold("burst-items"), facts.profile.threshold("burst-factor")
    return len(course.recent) >= max(least, factor * course.usual(days))


def _portal(facts: Facts, day: date, woken: Sequence[_Course]) -> Verdict:
    return Verdict(
        "posting",
        "发布节奏",
        Outcome.WARN,
        Severity.MAJOR,
        params={
            "day": day.isoformat(),
            "count": len(woken),
            "before": (facts.today - day).days,
            "woken": [_line(course) for course in woken[:_SHOWN]],
        },
        evidence=tuple(_evidence(course) for course in woken[:_QUOTED]),
        occurrences=len(woken),
    )


def _column(course: _Course, days: int) -> Verdict:
    return Verdict(
        course.column.id,
        course.column.name,
        Outcome.WARN,
        params=_line(course) | {"path": list(course.column.path), "days": days},
        evidence=(_evidence(course),),
    )


def _line(course: _Course) -> dict[str, object]:
    return {
        "column": course.column.name,
        "url": course.column.url,
        "items": len(course.recent),
        "start": course.start.isoformat(),
        "last": course.past[-1].isoformat(),
        "silence": course.silence,
    }


def _evidence(course: _Course) -> Evidence:
    quote = f"{course.past[-1].isoformat()} → {course.start.isoformat()}（{len(course.recent)}）"
    return Evidence(course.column.url, quote, course.column.body_sha256)
