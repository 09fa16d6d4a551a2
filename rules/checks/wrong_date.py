"""发布日期有误。

## 检查什么

列表栏目中的信息，以及已读取的信息页面，所标的发布日期是否可能：日历上没有的日期（如2月30日、13月）、
系统的空白默认值（如1970-01-01），以及晚于读取当天一天以上的日期（如把2026写成2062），都不可能是发布日期。
一个栏目一个结论。
有误的日期不作数，不会使栏目显得及时更新。标题中的日期、截止日期、会议日期等不检查。

栏目中多数信息所标日期都晚于读取当天、且在两年以内的，可能是活动、会议的日程而不是发布日期，结论为“无法判定”。

## 为什么

公众凭发布日期判断信息是否有效。国办秘函〔2019〕19号把伪造发稿日期列为单项否决情形；
本项只指出日期不可能为真，不认定原因，多数是录入笔误。

## 如何整改

按实际发布时间更正所列信息的日期。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from auditor.facts import Facts
from auditor.model import Clause, Column, Evidence, Obstacle, Outcome, PageKind, Severity, WrongDate
from auditor.rule import Claim, Verdict, rule

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="单项否决·安全、泄密事故等严重问题",
        text="存在弄虚作假行为（如伪造发稿日期等）",
        verified=True,
    ),
)
#: years ahead for which meetings and courses are announced
_PLANNED = 1
_QUOTED, _SHOWN = 10, 100


@rule(
    id="wrong-date",
    code="PA014",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per list column with dates that cannot be."""
    for column in facts.inventory.columns:
        if column.wrong and column.kind is PageKind.LIST:
            yield _verdict(column, facts.today)


def _verdict(column: Column, today: date) -> Verdict:
    sure = [each for each in column.wrong if not _may_be_planned(each, today)]
    planned = [each for each in column.wrong if _may_be_planned(each, today)]
    is_calendar = len(planned) * 2 > sum(item.date is not None for item in column.items)
    wrong = sure if is_calendar else [*sure, *planned]
    outcome = Outcome.FAIL if wrong else Outcome.CANT_TELL
    shown = wrong or planned
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "count": len(shown),
            "impossible_dates": _lines(each for each in shown if not each.value),
            "future_dates": _lines(each for each in shown if each.value),
        }
        | ({} if wrong else {"reason": "planned-dates"}),
        evidence=_evidence(column, shown),
        obstacles=() if wrong else (Obstacle(column.url, "planned-dates", column.name),),
    )


def _may_be_planned(each: WrongDate, today: date) -> bool:
    """A day that exists and is near enough to be that of a meeting."""
    return bool(each.value) and date.fromisoformat(each.value).year <= today.year + _PLANNED


def _lines(wrong: Iterator[WrongDate]) -> list[dict[str, object]]:
    return [{"title": each.title, "url": each.url, "shown": each.shown} for each in list(wrong)[:_SHOWN]]


def _evidence(column: Column, wrong: Sequence[WrongDate]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            each.url,
            f"{each.title[:80]} {each.shown}",
            column.body_sha256 if each.url == column.url else "",
        )
        for each in wrong[:_QUOTED]
    )
