"""站内搜索不分内容。

## 检查什么

用网站上没有的、无意义的词去搜，站内搜索应当说没有结果。结果不少于 search-nonsense-results 条，而且与查询真实标题时差不多一样多
（达到 search-nonsense-percent %），或者不少于读到的全部信息的，作提示。不管输入什么，总数都一样，各条信息也没有各自排到前面，
说明搜索没有看查询的内容，为不符合。结果很少的（搜索把词拆开匹配）不算。

搜索没有应答、查什么都没有结果的，由其他规则报告，这里不重复。没有试无意义的词，或者没有标明总数的，结论为“无法判断”。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索功能。不看查询内容的搜索不是检索；结果太宽，要找的信息淹没其中，
就是检索设计不合理。

## 如何整改

检查搜索程序是否把查询词传给了搜索引擎；匹配方式改为包含全部词语，没有匹配的明确说明没有结果。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._search import (
    NAME,
    SUBJECT,
    UNREAD,
    Engine,
    Nonsense,
    Standing,
    best_engine,
    finds,
    items_read,
    nonsense,
    nonsense_trial,
)

_BASIS = (PLATFORM_DUTIES, *UNREAD[:1])
_OUTCOMES = {
    Nonsense.NOTHING: Outcome.PASS,
    Nonsense.BROAD: Outcome.FAIL,
    Nonsense.IGNORED: Outcome.FAIL,
    Nonsense.NO_TOTAL: Outcome.CANT_TELL,
    Nonsense.UNTOLD: Outcome.CANT_TELL,
}
_QUOTED = 5


@rule(
    id="indiscriminate-search",
    code="PA112",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal whose search gives results."""
    judged = best_engine(facts)
    if judged is not None and judged.standing in (Standing.FINDS, Standing.MISSES):
        yield _verdict(facts, judged)


def _verdict(facts: Facts, judged: Engine) -> Verdict:
    state, trial = nonsense(facts, judged.engine), nonsense_trial(judged.engine)
    outcome = _OUTCOMES[state]
    real = [each for each in judged.known if each.state in (TrialState.FOUND, TrialState.MISSED)]
    place = (trial.url if trial else "") or judged.action
    params: dict[str, object] = {
        "action": judged.action,
        "state": state.value,
        "most": max(map(finds, real)),
        "items_read": items_read(facts),
    }
    if trial is not None:
        params |= {"query": trial.query.text, "finds": finds(trial)}
    if outcome is Outcome.CANT_TELL:
        params["reason"] = _why(state, trial)
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        basis=UNREAD[:1] if state is Nonsense.BROAD else _BASIS,
        params=params,
        evidence=tuple(_evidence(each) for each in ([trial] if trial else []) + real[:_QUOTED]),
        obstacles=(Obstacle(place, str(params["reason"]), NAME),) if outcome is Outcome.CANT_TELL else (),
    )


def _why(state: Nonsense, trial: SearchTrial | None) -> str:
    if state is Nonsense.NO_TOTAL:
        return "no-total"
    if trial is None:
        return "nonsense-untried"
    return trial.reason or (trial.failure.value if trial.failure else "unreadable")


def _evidence(trial: SearchTrial) -> Evidence:
    told = "" if trial.total is None else f"共 {trial.total} 条结果"
    return Evidence(trial.url, f"查询“{trial.query.text}”：{trial.quote or told}".rstrip("："))
