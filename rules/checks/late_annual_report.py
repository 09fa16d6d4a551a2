"""政府信息公开年报超过期限公布。

## 检查什么

网站上 2019 年及以后各年度的年报，发布日期是否晚于期限：部门、乡镇（街道）为次年1月31日，县、市两级政府为次年3月31日；
当天不算超过。同一份年报在几处出现的，取最早的日期。本级年报一个结论；县、市网站年报栏目中部门、乡镇的上一年度年报另作一个结论。
日期看列表和信息页面的发布日期，不看标题和正文；国办公开办函〔2021〕30号的2月20日不作依据。

几份年报同一天发布（多为改版后补录或统一上传）、晚于期限一年以上的，结论为“无法判断”。没有日期的不检查。

## 为什么

政府信息公开条例第四十九条规定了公布年度报告的日期。

## 如何整改

在期限前公布年报；不要改动已发布年报的日期。部门、乡镇的年报由政府信息公开工作主管部门提前催办。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Level, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._disclosure import Place, is_blank, place_of
from rules.checks._reports import DUE, ENTRY, Shown, due_day, last_due_year, shown_reports

#: So many reports of one day were put on the portal together, whenever each was first published.
_TOGETHER = 2
_QUOTED, _SHOWN = 10, 100


@rule(
    id="late-annual-report",
    code="PA052",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R10",),
    basis=(DUE,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the portal's own reports, one about those of the organs below it."""
    place = place_of(facts, ENTRY)
    if place is None or is_blank(place):
        return
    words = disclosure_words().report
    dated = [r for r in shown_reports(facts, place) if r.day and r.year >= words.statute_year]
    if own := [report for report in dated if report.own]:
        yield _verdict(facts, place, own, ENTRY, place.home.name)
    if facts.portal.level not in (Level.COUNTY, Level.CITY):
        return
    if others := [report for report in dated if not report.own and report.year >= last_due_year(facts)]:
        yield _verdict(facts, place, others, f"{ENTRY}:organs", f"{place.home.name}（部门、乡镇）")


def _verdict(facts: Facts, place: Place, reports: Sequence[Shown], subject: str, name: str) -> Verdict:
    days = Counter(report.day for report in reports)
    late = [r for r in reports if r.day and r.day > due_day(facts, r.year, own=r.own)]
    together = [r for r in late if days[r.day] >= _TOGETHER]
    again = [r for r in late if r not in together and _delay(facts, r) > _reentered()]
    sure = [r for r in late if r not in together and r not in again]
    unsure = [*together, *again]
    outcome = Outcome.FAIL if sure else Outcome.CANT_TELL if unsure else Outcome.PASS
    shown = sure or unsure or reports
    reason = "same-day" if together else "entered-again"
    return Verdict(
        subject,
        name,
        outcome,
        params={
            "late_reports": [_line(facts, report) for report in sure[:_SHOWN]],
            "count": len(sure),
            "checked": len(reports),
            "worst": max((_delay(facts, report) for report in sure), default=None),
        }
        | ({"reason": reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(
            Evidence(r.url or place.home.url, f"{r.title} {r.day}") for r in list(shown)[:_QUOTED]
        ),
        obstacles=tuple(Obstacle(r.url or place.home.url, reason, r.title) for r in unsure[:_QUOTED])
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(sure)),
    )


def _reentered() -> int:
    return disclosure_words().report.reentered_days


def _delay(facts: Facts, report: Shown) -> int:
    assert report.day is not None
    return (report.day - due_day(facts, report.year, own=report.own)).days


def _line(facts: Facts, report: Shown) -> dict[str, object]:
    return {
        "title": report.title,
        "url": report.url,
        "published": str(report.day),
        "due": due_day(facts, report.year, own=report.own).isoformat(),
        "days": _delay(facts, report),
    }
