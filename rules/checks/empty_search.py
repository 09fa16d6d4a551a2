"""站内搜索查不出任何信息。

## 检查什么

用刚刚在网站上读到的信息的完整标题、标题中的词去搜，站内搜索是否都说没有结果。两条以上发布已久的信息都没有结果的，为不符合；
只试了一条的，作提示。刚发布不久（少于 search-index-days 天）或者没有标明日期的信息不计，索引更新需要时间。
有几个搜索框的，按最好的一个判断；搜索打不开的由“站内搜索不可用”报告，这里不重复。

试用的信息都是新发布的，结论为“无法判断”。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索、查阅、下载等功能。什么都查不出的搜索不具备检索功能。

## 如何整改

检查搜索引擎的索引是否建立、是否指向本网站，重建索引后用已发布信息的标题逐条试搜。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, QueryKind, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._search import (
    NAME,
    SUBJECT,
    UNREAD,
    Engine,
    KnownItem,
    Standing,
    best_engine,
    known_items,
    shown,
)

_BASIS = (PLATFORM_DUTIES, *UNREAD[:1])
#: One item may be missing from an index; of two it is said that the index is empty.
_PROVEN = 2
_QUOTED = 10


@rule(
    id="empty-search",
    code="PA110",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal whose search answers."""
    judged = best_engine(facts)
    if judged is None or not judged.answers:
        return
    if judged.standing is not Standing.EMPTY:
        yield _verdict(judged, Outcome.PASS, (), {})
        return
    old = [item for item in known_items(facts, judged.engine) if item.held]
    held = [item for item in old if _says_nothing(item)]
    if not held:
        reason, days = "search-untold" if old else "items-young", facts.profile.threshold("search-index-days")
        yield _verdict(judged, Outcome.CANT_TELL, (), {"reason": reason, "index_days": int(days)})
        return
    outcome = Outcome.FAIL if len(held) >= _PROVEN else Outcome.WARN
    yield _verdict(judged, outcome, held, {"items": len(held)})


def _says_nothing(item: KnownItem) -> bool:
    """Asked by words of its title, whole or part; an engine that knows no document numbers proves nothing."""
    kinds = (QueryKind.WHOLE, QueryKind.PART)
    return any(t.state is TrialState.NOTHING and t.query.kind in kinds for t in item.trials)


def _verdict(
    judged: Engine, outcome: Outcome, held: list[KnownItem] | tuple[()], params: dict[str, object]
) -> Verdict:
    asked = [trial for item in held for trial in item.trials] or list(judged.known)
    quoted = [trial for trial in asked if trial.state is TrialState.NOTHING] or asked
    unknown = outcome is Outcome.CANT_TELL
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        basis=_BASIS if outcome is not Outcome.WARN else UNREAD[:1],
        params={"action": judged.action, "queries": list(shown(asked)), "query": asked[0].query.text}
        | params,
        evidence=tuple(_evidence(trial) for trial in quoted[:_QUOTED]),
        obstacles=(Obstacle(judged.action, str(params["reason"]), NAME),) if unknown else (),
    )


def _evidence(trial: SearchTrial) -> Evidence:
    return Evidence(trial.url, f"查询“{trial.query.text}”：{trial.quote}".rstrip("："))
