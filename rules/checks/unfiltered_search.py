"""站内搜索的结果不能筛选、排序。

## 检查什么

搜索结果的页面能不能按时间、按栏目缩小范围，能不能排序。三样一样都没有的，作提示；有一样的为符合。结果中不标出查询词的，一并写明，
单独不算问题。没有结果的搜索不检查这一项。

结果由脚本另取、页面上的筛选控件也由脚本画出而没有读到的，结论为“无法判断”。

## 为什么

结果多而不能筛选、排序，要找的信息不容易找到，就是提供方式不便捷。国办发〔2017〕47号对搜索功能的要求（支持标题、时间、关键词等，
高级检索）尚未核实原文，因此只作提示。

## 如何整改

在搜索结果页提供时间范围、栏目分类和排序方式，标出查询词。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, SearchFilter, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._search import NAME, SUBJECT, UNREAD, Engine, Standing, best_engine, finds

_WANTED = (SearchFilter.TIME, SearchFilter.COLUMN, SearchFilter.SORT)
_QUOTED = 3


@rule(
    id="unfiltered-search",
    code="PA114",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=tuple(reversed(UNREAD)),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal whose search gives results."""
    judged = best_engine(facts)
    if judged is None or judged.standing not in (Standing.FINDS, Standing.MISSES):
        return
    shown = [each for each in judged.engine.trials if each.state in (TrialState.FOUND, TrialState.MISSED)]
    filters = judged.engine.filters
    if any(each in filters for each in _WANTED):
        yield _verdict(judged, shown, Outcome.PASS)
    elif all(each.through == "interface" for each in shown):  # the page around them was never seen
        yield _verdict(judged, shown, Outcome.CANT_TELL)
    else:
        yield _verdict(judged, shown, Outcome.FAIL)


def _verdict(judged: Engine, shown: list[SearchTrial], outcome: Outcome) -> Verdict:
    most = max(shown, key=finds)
    unknown = outcome is Outcome.CANT_TELL
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        params={
            "action": judged.action,
            "filters": [each.value for each in judged.engine.filters],
            "lacking": [each.value for each in _WANTED if each not in judged.engine.filters],
            "marked": any(each.marked for each in shown),
            "query": most.query.text,
            "finds": finds(most),
        }
        | ({"reason": "filters-by-script"} if unknown else {}),
        evidence=tuple(Evidence(each.url, each.quote) for each in shown[:_QUOTED]),
        obstacles=(Obstacle(most.url, "filters-by-script", NAME),) if unknown else (),
    )
