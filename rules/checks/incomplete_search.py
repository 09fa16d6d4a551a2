"""站内搜索查不全。

## 检查什么

用刚刚在网站上读到的信息去搜：以完整标题、标题中特有的词、文号分别查询，看结果的第一页有没有这条信息。新发布的和早先发布的、
各栏目的都抽查几条。

以完整标题查询，没有结果，或者全部结果中没有它，换标题中的词和文号也查不到的，算“查不到”；结果不止一页而第一页没有的，只算
“没有排在第一页”。查不到的不少于 search-lost-items 条、且占抽查的一半以上，为不符合；其余的（个别查不到、没有排在第一页、
以完整标题或者标题中的词反而查不到、以文号查不到）只作提示。少于 search-index-days 天的和没有标明日期的不计，索引更新需要时间。
一条都没有结果的由“站内搜索查不出任何信息”报告，不看查询内容、总给出同样结果的由“站内搜索不分内容”报告，这里不重复。

抽查的信息都是新发布的，或者只知道部分查询的结果，结论为“无法判断”。其他查询有结果而个别查询出错的，可能是一时的故障，该查询不计；
半数以上的信息都因此不知道结果的，结论为“无法判断”。

## 为什么

政府信息公开条例第二十四条要求政府信息公开平台具备信息检索功能。已经公开的信息在搜索中查不到，就是信息提供不充分。

## 如何整改

重建索引，把各栏目、各时期的信息和附件文号纳入；标题完全相同的结果排在最前。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from auditor.facts import Facts
from auditor.model import Clause, Evidence, Obstacle, Outcome, QueryKind, SearchTrial, Severity, TrialState
from auditor.rule import Claim, Verdict, rule
from rules.checks._clauses import PLATFORM_DUTIES
from rules.checks._search import (
    ANSWERED,
    NAME,
    SUBJECT,
    UNREAD,
    Engine,
    KnownItem,
    Sought,
    Standing,
    asked_on,
    best_engine,
    explains_misses,
    is_proven_miss,
    item_address,
    known_items,
)

_BASIS = (PLATFORM_DUTIES, *UNREAD)
_YEAR = timedelta(days=365)
_QUOTED = 10
_REASONS = ("lost", "beyond", "whole-title", "parts", "numbers")


@dataclass(frozen=True, slots=True)
class _Sample:
    """``items`` are held against the engine, and it is known what became of them; of ``untold`` more it is not. ``wholes``,
    ``parts`` and ``numbers`` are queries that did not find their item although another one did, or no other was put."""

    items: tuple[KnownItem, ...]
    untold: int
    lost: tuple[KnownItem, ...]
    beyond: tuple[KnownItem, ...]
    wholes: tuple[SearchTrial, ...]
    parts: tuple[SearchTrial, ...]
    numbers: tuple[SearchTrial, ...]

    @property
    def reason(self) -> str:
        """What is wrong, the gravest first; "" when nothing is."""
        found = (self.lost, self.beyond, self.wholes, self.parts, self.numbers)
        return next((name for name, some in zip(_REASONS, found, strict=True) if some), "")

    @property
    def is_telling(self) -> bool:
        """What is wrong is wrong whatever else was not told; that nothing is takes more than half of the items."""
        return bool(self.items) and (bool(self.reason) or self.untold < len(self.items))


@rule(
    id="incomplete-search",
    code="PA111",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R13",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for a portal whose search gives results."""
    judged = best_engine(facts)
    if judged is None or judged.standing not in (Standing.FINDS, Standing.MISSES):
        return
    if explains_misses(facts, judged.engine):
        return
    sample = _sample(known_items(facts, judged.engine))
    if not sample.is_telling:
        yield _cant_tell(facts, judged)
        return
    yield _verdict(facts, judged, sample, *_outcome(facts, sample))


def _outcome(facts: Facts, sample: _Sample) -> tuple[Outcome, tuple[Clause, ...]]:
    """Half of the items lost is no search; some of several are a poor one, of which no clause speaks that anybody has read;
    one of one, or a later page, proves little."""
    lost, asked = len(sample.lost), len(sample.items)
    if lost >= facts.profile.threshold("search-lost-items") and 2 * lost >= asked:
        return Outcome.FAIL, _BASIS
    if lost and asked > 1:
        return Outcome.FAIL, UNREAD
    return (Outcome.WARN, UNREAD) if sample.reason else (Outcome.PASS, _BASIS)


def _sample(known: Sequence[KnownItem]) -> _Sample:
    held = [item for item in known if item.held]
    items = tuple(item for item in held if item.sought is not Sought.UNTOLD)
    found = [item for item in items if item.sought is Sought.FOUND]
    numbered = [item for item in held if item.sought in (Sought.FOUND, Sought.UNTOLD)]
    return _Sample(
        items,
        len(held) - len(items),
        tuple(item for item in items if item.sought is Sought.LOST),
        tuple(item for item in items if item.sought is Sought.BEYOND),
        tuple(_missed(found, QueryKind.WHOLE)),
        tuple(_missed(found, QueryKind.PART)),
        tuple(_missed(numbered, QueryKind.NUMBER)),
    )


def _missed(items: Sequence[KnownItem], kind: QueryKind) -> Iterator[SearchTrial]:
    return (
        trial for item in items for trial in item.trials if trial.query.kind is kind and is_proven_miss(trial)
    )


def _cant_tell(facts: Facts, judged: Engine) -> Verdict:
    held = any(item.held for item in known_items(facts, judged.engine))
    reason = "search-untold" if held else "items-young"
    days = int(facts.profile.threshold("search-index-days"))
    return Verdict(
        SUBJECT,
        NAME,
        Outcome.CANT_TELL,
        params={"action": judged.action, "reason": reason, "index_days": days},
        evidence=tuple(map(_evidence, judged.known[:_QUOTED])),
        obstacles=(Obstacle(judged.known[0].url or judged.action, reason, NAME),),
    )


def _verdict(
    facts: Facts, judged: Engine, sample: _Sample, outcome: Outcome, basis: tuple[Clause, ...]
) -> Verdict:
    proof = [item.whole for item in (*sample.lost, *sample.beyond) if item.whole]
    proof += [*sample.wholes, *sample.parts, *sample.numbers]
    return Verdict(
        SUBJECT,
        NAME,
        outcome,
        severity=None if sample.lost or sample.beyond else Severity.INFO,
        basis=basis,
        params={
            "action": judged.action,
            "asked": len(sample.items),
            "found": sum(item.sought is Sought.FOUND for item in sample.items),
            "count": len(sample.lost),
            "beyond": len(sample.beyond),
            "wholes": len(sample.wholes),
            "parts": len(sample.parts),
            "numbers": len(sample.numbers),
            "lost_items": [_row(facts, item.whole) for item in sample.lost if item.whole],
            "beyond_items": [_row(facts, item.whole) for item in sample.beyond if item.whole],
            "whole_queries": [_row(facts, trial) for trial in sample.wholes],
            "part_queries": [_row(facts, trial) for trial in sample.parts],
            "number_queries": [_row(facts, trial) for trial in sample.numbers],
        }
        | ({"state": sample.reason} if sample.reason else {})
        | _by_kind(sample.items)
        | _by_age(facts, sample.items),
        evidence=tuple(map(_evidence, (proof or judged.known)[:_QUOTED])),
        occurrences=max(1, len(sample.lost)),
    )


def _row(facts: Facts, trial: SearchTrial) -> dict[str, object]:
    row: dict[str, object] = {
        "title": trial.query.title,
        "query": trial.query.text,
        "date": trial.query.date,
        "url": item_address(facts, trial),
    }
    return row | ({"results": trial.total or trial.results} if trial.state is TrialState.MISSED else {})


def _by_kind(items: Sequence[KnownItem]) -> dict[str, object]:
    """Queries that found their item, and queries that were answered, of each kind."""
    counts: dict[str, object] = {}
    for kind in (QueryKind.WHOLE, QueryKind.PART, QueryKind.NUMBER):
        told = [
            trial
            for item in items
            for trial in item.trials
            if trial.query.kind is kind and trial.state in ANSWERED
        ]
        counts[f"{kind}_asked"] = len(told)
        counts[f"{kind}_found"] = sum(trial.state is TrialState.FOUND for trial in told)
    return counts


def _by_age(facts: Facts, items: Sequence[KnownItem]) -> dict[str, object]:
    """Items of the last year, and older ones; nothing to be told apart when all are of one age."""
    since = (asked_on(facts) - _YEAR).isoformat()
    new = [item for item in items if item.date[:10] >= since]
    old = [item for item in items if item.date[:10] < since]
    if not new or not old:
        return {}
    return {
        "new_asked": len(new),
        "new_found": sum(item.sought is Sought.FOUND for item in new),
        "old_asked": len(old),
        "old_found": sum(item.sought is Sought.FOUND for item in old),
    }


def _evidence(trial: SearchTrial) -> Evidence:
    return Evidence(trial.url, f"查询“{trial.query.text}”：{trial.quote}".rstrip("："))
