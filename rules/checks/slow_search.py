"""站内搜索慢。

## 检查什么

试用站内搜索的各次查询，从提交到应答收完用多少秒：中位数超过判定方案规定的秒数（search-seconds）的，作提示，列出最快和最慢的。
取中位数，个别一次慢不算。查询是一次一次提交、相隔几秒的，不是网站被检查拖慢。

检查保存的副本、由浏览器代为提交的，没有用时，不作判断；只测到一两次的，结论为“无法判断”。

## 为什么

搜索要等很久，公众多已离开，就是提供方式不便捷。国家层面没有读到规定秒数的条款，因此只作提示；界限由判定方案说明。

## 如何整改

检查搜索引擎的索引和数据库查询，避免用数据库逐条模糊匹配；结果分页返回。
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._search import NAME, SUBJECT, UNREAD, Engine, best_engine

#: With fewer there is no middle that a single slow answer could not move.
_LEAST = 3
_QUOTED = 10


@rule(
    id="slow-search",
    code="PA113",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=UNREAD[:1],
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal whose search answers and was timed."""
    judged = best_engine(facts)
    if judged is None or not judged.answers:
        return
    timed = [
        each for each in judged.engine.trials if each.elapsed_ms and each.state is not TrialState.CANT_TELL
    ]
    if timed:
        yield _verdict(facts, judged, timed)


def _verdict(facts: Facts, judged: Engine, timed: list[SearchTrial]) -> Verdict:
    limit = facts.profile.threshold("search-seconds")
    times = sorted(each.elapsed_ms / 1000 for each in timed)
    middle = median(times)
    slow = middle > limit
    outcome = Outcome.FAIL if slow else Outcome.PASS
    if len(timed) < _LEAST:
        outcome = Outcome.CANT_TELL
    unknown = outcome is Outcome.CANT_TELL
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        params={
            "action": judged.action,
            "checked": len(timed),
            "median_seconds": round(middle, 1),
            "fastest_seconds": round(times[0], 1),
            "slowest_seconds": round(times[-1], 1),
            "limit_seconds": limit,
        }
        | ({"reason": "few-timed"} if unknown else {}),
        evidence=tuple(
            Evidence(each.url, f"查询“{each.query.text}”：{each.elapsed_ms / 1000:.1f} 秒")
            for each in sorted(timed, key=lambda each: -each.elapsed_ms)[:_QUOTED]
        ),
        obstacles=(Obstacle(judged.action, "few-timed", NAME),) if unknown else (),
    )
