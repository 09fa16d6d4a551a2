"""缺少年度的政府信息公开年报。

## 检查什么

从网站上最早的一年起，到已过公布期限的上一年度，每年是否都有本级（本单位）的政府信息公开工作年度报告。年度看标题
（标题没有写年度的，看正文题目），在年报栏目和全站的标题中查找；别的机关的年报不算。县、市两级看每年3月31日，
部门、乡镇看1月31日；期限当天不算超过。缺少的年度合为一个问题。

年报栏目没有读全（列表没有翻到最后一页、页面打不开）、只有没有年度的标题、只看到别的机关年报的，结论为“无法判断”。
没有设置年报栏目的，由“缺少应设栏目”报告；栏目空白的，由“空白栏目”报告。

## 为什么

政府信息公开条例第四十九条：每年公布上一年度政府信息公开工作年度报告。

## 如何整改

补发所列年度的年报，放在“政府信息公开年报”栏目，标题写明年度。改版时遗漏的，从旧网站补录。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._disclosure import Place, is_blank, place_of, unread
from rules.checks._reports import DUE, ENTRY, Shown, last_due_year, shown_reports

_QUOTED = 20


@rule(
    id="missing-annual-report",
    code="PA051",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R10",),
    basis=(DUE,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict: the years without a report."""
    place = place_of(facts, ENTRY)
    if place is not None and not is_blank(place):
        yield _verdict(facts, place)


def _verdict(facts: Facts, place: Place) -> Verdict:
    reports = shown_reports(facts, place)
    last = last_due_year(facts)
    years = {report.year for report in reports if report.own}
    first = max(disclosure_words().report.first_year, min(years, default=last))
    missing = [year for year in range(first, last + 1) if year not in years]
    obstacles = _obstacles(place, reports) if missing else ()
    outcome = Outcome.PASS if not missing else Outcome.CANT_TELL if obstacles else Outcome.FAIL
    shown = [report for report in reports if report.own][-_QUOTED:]
    return Verdict(
        ENTRY,
        place.home.name,
        outcome,
        # The newest report is owed most of all; a gap of long ago may be what a new site left behind.
        severity=Severity.MAJOR if last in missing or not missing else Severity.MINOR,
        params={
            "path": list(place.home.path),
            "years": [f"{year}年" for year in missing],
            "count": len(missing),
            "first": first,
            "last": last,
            "checked": len(shown),
        }
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=(
            Evidence(place.home.url, place.home.name, place.home.body_sha256),
            *(Evidence(report.url or place.home.url, report.title) for report in shown),
        ),
        obstacles=obstacles,
    )


def _obstacles(place: Place, reports: Sequence[Shown]) -> tuple[Obstacle, ...]:
    """Why a report that was not found may be there all the same."""
    found = [*unread(place.columns, whole=True)]
    if not any(report.own for report in reports):
        reason = "reports-of-others" if reports else "no-year-told"
        found.append(Obstacle(place.home.url, reason, place.home.name))
    return tuple(found)
