"""搜索结果打不开。

## 检查什么

像访问者一样打开站内搜索的前几条结果（不超过三条，只打开本网站的）：页面不存在的，作提示；打开两条以上、全部不存在的，为不符合。
这样的结果列在搜索里，是索引没有随信息删除、移动而更新。

超时、服务器错误、被拦截的，不能证明打不开，结论为“无法判断”。没有打开过结果的不作判断。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索、查阅功能：查得到而看不到，检索没有用处。

## 如何整改

重建索引，清除已删除、已移动页面的记录；改版时为旧地址设置跳转。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import DEAD, Evidence, Failure, Obstacle, OpenedResult, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._search import NAME, SUBJECT, UNREAD, Engine, best_engine

_BASIS = (PLATFORM_DUTIES, *UNREAD[:1])
#: Of one dead result the search as a whole is not called useless.
_PROVEN = 2
#: What leads to another site opens for a visitor, and is not ours to judge.
_OPENS = (None, Failure.REDIRECT_OUTSIDE)


@rule(
    id="dead-search-result",
    code="PA116",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal of whose search some results were opened."""
    judged = best_engine(facts)
    if judged is not None and judged.engine.opened:
        yield _verdict(judged)


def _verdict(judged: Engine) -> Verdict:
    opened = judged.engine.opened
    dead = [each for each in opened if each.failure in DEAD]
    unsure = [each for each in opened if each.failure not in DEAD and each.failure not in _OPENS]
    outcome = _outcome(bool(dead), bool(unsure))
    params: dict[str, object] = {
        "action": judged.action,
        "checked": len(opened),
        "count": len(dead),
        "dead_results": [{"title": each.title, "query": each.query, "url": each.url} for each in dead],
    }
    if outcome is Outcome.CANT_TELL:
        params["reason"] = str(unsure[0].failure)
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        # Some dead ones are a fault of which only a clause speaks that nobody has read.
        basis=UNREAD[:1] if 0 < len(dead) < max(_PROVEN, len(opened)) else _BASIS,
        params=params,
        evidence=tuple(_evidence(each) for each in dead or opened),
        obstacles=tuple(Obstacle(each.url, str(each.failure), each.title) for each in unsure)
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(dead)),
    )


def _outcome(dead: bool, unsure: bool) -> Outcome:
    if dead:
        return Outcome.FAIL
    return Outcome.CANT_TELL if unsure else Outcome.PASS


def _evidence(result: OpenedResult) -> Evidence:
    return Evidence(result.url, f"查询“{result.query}”的结果：{result.title}", where=result.url)
