"""栏目超期未更新。

## 检查什么

列表栏目中最新一条信息的发布日期，距检查日是否超过该类栏目的更新时限：动态要闻类 14 天，
通知公告、政策文件、政策解读类 180 天，其他 365 天；静态类不检查。类别和时限见 rules/freshness.yml，
判定方案可以改。恰好等于时限不算超期；快到时限的提示“即将超期”，不扣分。
置顶不影响：看的是最新的日期，不是第一条。检查日之后的日期不作数。

条目没有日期、部分条目没有日期而有日期的都已超期、页面或列表没有读全的，结论为“无法判断”。空白栏目不重复报告。

## 为什么

国办秘函〔2019〕19号把动态要闻类 2 周、通知公告和政策文件类 6 个月不更新，以及应更新但长期未更新，
列为单项否决情形。

## 如何整改

及时发布应公开的信息；没有能力持续更新的栏目，应当调整、合并或撤销。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts, Freshness, FreshnessState, assess_freshness, content_obstacles
from auditor.model import Column, Evidence, Item, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule

_OUTCOME = {
    FreshnessState.FRESH: Outcome.PASS,
    FreshnessState.DUE_SOON: Outcome.WARN,
    FreshnessState.STALE: Outcome.FAIL,
}


@rule(
    id="stale-column",
    code="PA004",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per list column whose class has a limit; basis and severity are the class's."""
    for column in facts.inventory.columns:
        fresh = assess_freshness(facts, column)
        if fresh.state is not FreshnessState.NOT_JUDGED:
            yield _verdict(column, fresh)


def _verdict(column: Column, fresh: Freshness) -> Verdict:
    outcome = _OUTCOME.get(fresh.state, Outcome.CANT_TELL)
    # Not yet late costs nothing: a notice, not a fault.
    severity = Severity.INFO if fresh.state is FreshnessState.DUE_SOON else fresh.class_.severity
    return Verdict(
        subject=column.id,
        subject_name=column.name,
        outcome=outcome,
        severity=severity,
        basis=fresh.class_.basis,
        params=_params(column, fresh),
        evidence=(_evidence(column, fresh),),
        obstacles=_obstacles(column) if fresh.state is FreshnessState.UNREAD else (),
    )


def _params(column: Column, fresh: Freshness) -> dict[str, object]:
    limit = fresh.class_.limit_days
    left = None if limit is None or fresh.age_days is None else limit - fresh.age_days
    return {
        "state": fresh.state.value,
        "path": list(column.path),
        "class": fresh.class_.id,
        "class_title": fresh.class_.title,
        "limit_days": limit,
        "newest": fresh.newest,
        "age_days": fresh.age_days,
        "days_left": left,
        "undated": fresh.undated,
        "future": fresh.future,
    }


def _evidence(column: Column, fresh: Freshness) -> Evidence:
    newest = next((item for item in column.items if fresh.newest and _day(item) == fresh.newest), None)
    shown = newest or next((item for item in column.items if item.date is None), None)
    quote = f"{shown.title} {_day(shown) or ''}".strip() if shown else ""
    return Evidence(url=column.url, quote=quote, body_sha256=column.body_sha256)


def _day(item: Item) -> str | None:
    return item.date[:10] if item.date else None


def _obstacles(column: Column) -> tuple[Obstacle, ...]:
    reasons = (column.failure.value,) if column.failure else content_obstacles(column)
    return tuple(Obstacle(column.url, reason, column.name) for reason in reasons)
