"""解读材料发布过晚。

## 检查什么

政策文件的发布日期到其第一份解读材料的发布日期之间的工作日数，是否超过判定方案规定的时限
（interpretation-workdays，通用方案为 3 个工作日）。只看能够确定对应关系的文件与解读，整个栏目一个结论。
解读先于文件或同日发布的，符合。

页面没有标明日期、年份的节假日安排尚未公布、或者相隔一年以上（多为补录旧文）的，结论为“无法判断”。

## 为什么

国办发〔2016〕80号：解读材料于文件公开后3个工作日内在政府网站发布（原文尚未核实，只作提示）。

## 如何整改

解读材料与文件同步起草、同步审签，随文件一并发布。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.workdays import workdays_between
from rules.checks._pairs import find_pairs
from rules.checks._policies import POLICY, Interpretation, columns_below, day_of, head_column, own_policies
from rules.checks._policies import interpretations as all_interpretations

_SHOWN, _QUOTED = 100, 10
#: Beyond a year an old document was entered afterwards, or the site was moved.
_OLD_DAYS = 366


@dataclass(frozen=True, slots=True)
class _Lag:
    """``workdays`` None: cannot be told, for ``reason``."""

    policy: Document
    interpretation: Interpretation
    workdays: int | None = None
    reason: str = ""


@rule(
    id="late-interpretation",
    code="PA032",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R14",),
    basis=(
        Clause(
            doc="国办发〔2016〕80号",
            clause="加强政策解读",
            text="解读材料于文件公开后3个工作日内在政府网站发布",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the policy column, when pairs are known."""
    column = head_column(columns_below(facts, POLICY))
    first: dict[str, _Lag] = {}
    limit = int(facts.profile.threshold("interpretation-workdays"))
    for pair in find_pairs(own_policies(facts), all_interpretations(facts)):
        if not pair.sure:
            continue
        known = first.get(pair.policy.url)
        if known is None or (pair.interpretation.date or "9") < (known.interpretation.date or "9"):
            first[pair.policy.url] = _lag(pair.policy, pair.interpretation, limit)
    if column is not None and first:
        yield _verdict(column, list(first.values()), limit)


def _lag(policy: Document, interpretation: Interpretation, limit: int) -> _Lag:
    there, here = day_of(policy.date), day_of(interpretation.date)
    if there is None or here is None:
        return _Lag(policy, interpretation, None, "undated-pair")
    days = (here - there).days
    if days <= limit:
        return _Lag(policy, interpretation, _few(there, here, days))
    if days > _OLD_DAYS:
        return _Lag(policy, interpretation, None, "old-pair")
    workdays = workdays_between(there, here)
    return _Lag(policy, interpretation, workdays, "" if workdays is not None else "calendar-unknown")


def _few(there: date, here: date, days: int) -> int:
    """So few days hold no more working days, whatever the holidays."""
    workdays = workdays_between(there, here)
    return max(0, days) if workdays is None else workdays


def _verdict(column: Column, lags: Sequence[_Lag], limit: int) -> Verdict:
    late = [lag for lag in lags if lag.workdays is not None and lag.workdays > limit]
    unsure = [lag for lag in lags if lag.workdays is None]
    outcome = Outcome.FAIL if late else Outcome.CANT_TELL if unsure else Outcome.PASS
    shown = late or unsure or lags
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "limit_days": limit,
            "checked": len(lags) - len(unsure),
            "count": len(late),
            "worst": max((lag.workdays or 0 for lag in late), default=None),
            "late_interpretations": [_item(lag) for lag in late[:_SHOWN]],
        }
        | ({"reason": unsure[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(lag.interpretation.url, _quote(lag)) for lag in shown[:_QUOTED]),
        obstacles=tuple(Obstacle(lag.policy.url, lag.reason, lag.policy.title) for lag in unsure[:_QUOTED])
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(late)),
    )


def _item(lag: _Lag) -> dict[str, object]:
    return {
        "title": lag.policy.title,
        "url": lag.policy.url,
        "published": (lag.policy.date or "")[:10],
        "interpretation": lag.interpretation.title,
        "interpretation_url": lag.interpretation.url,
        "interpreted": (lag.interpretation.date or "")[:10],
        "workdays": lag.workdays,
    }


def _quote(lag: _Lag) -> str:
    there, here = ((text or "无日期")[:10] for text in (lag.policy.date, lag.interpretation.date))
    return f"{lag.interpretation.title[:80]}：文件发布 {there}，解读发布 {here}"
