"""标准目录长期未调整。

## 检查什么

本级政务公开事项标准目录最新的发布（修订）日期，距检查日是否超过判定方案规定的年数（catalog-years，未核实）。
看的是网站上全部本级目录和标题写明“标准目录”的信息中最新的日期，有一份在年限以内就不提示。乡镇目录不算。
恰好满年数的不算超过。

没有找到目录的不报告（见“未公布标准目录”）；目录都没有日期，或者没有日期的目录可能更新的，结论为“无法判断”。

## 为什么

实施方案要求事项目录实行动态管理，及时调整更新。国家层面的规定没有核实到具体年限，按全国通用方案检查时最多作提示。

## 如何整改

对照现行的标准指引、权责清单和机构职能复核目录，调整后重新公布，写明修订日期；复核后无须调整的，在目录页面注明复核日期。
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.duty_tables import organ_table
from auditor.facts import Facts
from auditor.model import Evidence, Level, Obstacle, OrganKind, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import own_catalogs, title_of, unread_catalogs
from rules.checks._organs import CATALOG_REVISION, organs, short_name

SUBJECT = "published-catalog"


@dataclass(frozen=True, slots=True)
class _Dated:
    date: str | None
    url: str
    title: str


@rule(
    id="unrevised-catalog",
    code="PA024",
    severity=Severity.MINOR,
    # ABSENCE: it says that there is no newer catalog anywhere.
    claims=Claim.ABSENCE,
    requirements=("R04",),
    basis=(CATALOG_REVISION,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the newest catalog of a county that has published one."""
    if facts.portal.level is not Level.COUNTY or not own_catalogs(facts):
        return
    dated = sorted(_dated(facts), key=lambda each: (each.date or "", each.url))
    today = facts.today.isoformat()
    known = [each for each in dated if each.date and each.date[:10] <= today]
    undated = [each for each in dated if each.date is None]
    newest = known[-1] if known else None
    years = int(facts.profile.threshold("catalog-years"))
    if newest is not None and (newest.date or "")[:10] >= _years_before(facts.today, years).isoformat():
        outcome = Outcome.PASS
    elif newest is None or undated:
        outcome = Outcome.CANT_TELL
    else:
        outcome = Outcome.FAIL
    yield _verdict(facts, outcome, newest, undated or dated, years)


def _dated(facts: Facts) -> Iterator[_Dated]:
    towns = [short_name(each.name) for each in organs(facts, OrganKind.TOWNSHIP)]
    words = organ_table().catalogs
    yield from (_Dated(each.date, each.url, title_of(each)) for each in own_catalogs(facts))
    unread = {each.url for each in unread_catalogs(facts)}
    yield from (
        _Dated(each.date, each.url, title_of(each)) for each in facts.inventory.catalogs if each.url in unread
    )
    for column in facts.inventory.columns:
        for item in column.items:
            title = squeezed(item.title)
            if not any(word in title for word in words.words) or item.date is None:
                continue
            if not any(word in title for word in (*towns, *words.collective)):
                yield _Dated(item.date, item.url or column.url, item.title)


def _years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day of an earlier year; 29 February counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _verdict(
    facts: Facts, outcome: Outcome, newest: _Dated | None, shown: list[_Dated], years: int
) -> Verdict:
    cant = outcome is Outcome.CANT_TELL
    evidence = (newest,) if newest and not cant else tuple(shown[:10])
    return Verdict(
        SUBJECT,
        "政务公开事项标准目录",
        outcome,
        params={
            "newest": newest.date[:10] if newest and newest.date else None,
            "years": years,
            "checked": len(own_catalogs(facts)),
        }
        | ({"reason": "catalog-undated"} if cant else {}),
        evidence=tuple(Evidence(each.url, f"{each.title} {each.date or ''}".strip()) for each in evidence),
        obstacles=tuple(Obstacle(each.url, "catalog-undated", each.title) for each in shown[:10])
        if cant
        else (),
    )
