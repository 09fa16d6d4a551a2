"""政策文件没有解读材料。

## 检查什么

政策文件栏目（含下级栏目）中本单位制发的政策文件，有没有对应的解读材料：按相互链接、发文字号、标题配对，
一份解读可以对应几份文件，一份文件也可以有几份解读（文字、图解、问答）。批复、任免、会议、通报等不需要解读的文件不计。
整个栏目一个结论，列出没有找到解读材料的文件。

只说读过的、最近几年（interpretation-years）发布的文件。解读栏目没有读全、文件早于解读栏目读到的最早日期的，不作“没有解读”的结论。
解读栏目本身没有或是空白，另由“栏目缺失”“空白栏目”报告。

## 为什么

国办发〔2016〕80号要求政策文件与解读方案、解读材料同步组织、同步审签、同步部署（原文尚未核实，只作提示）。
哪些文件必须解读由制发机关判断；解读比例低于判定方案规定（interpretation-share）的，才作为不符合。

## 如何整改

对涉及群众切身利益、影响市场预期等的文件补充解读材料，并与文件相互链接。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from auditor.facts import Facts, absence_obstacles
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Presence, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._pairs import find_pairs
from rules.checks._policies import (
    INTERPRETATION,
    POLICY,
    columns_below,
    day_of,
    head_column,
    interpretations,
    own_policies,
    unread,
)

_SHOWN, _QUOTED = 100, 10
#: An interpretation may come out some days before its document.
_SLACK = timedelta(days=14)


@rule(
    id="uninterpreted-policy",
    code="PA030",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R14",),
    basis=(
        Clause(
            doc="国办发〔2016〕80号",
            clause="加强政策解读",
            text="文件公布时，相关解读材料应与文件同步在政府网站发布",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the policy column."""
    column = head_column(columns_below(facts, POLICY))
    everything, found = own_policies(facts), interpretations(facts)
    policies = tuple(filter(_recent(facts), everything))
    if column is None or not policies or (not found and _reported_elsewhere(facts)):
        return
    having = {pair.policy.url for pair in find_pairs(everything, found)}
    lacking = [policy for policy in policies if policy.url not in having]
    unseen_before = _seen_since(facts)
    unsure = [policy for policy in lacking if _too_old(policy, unseen_before)]
    lacking = [policy for policy in lacking if policy not in unsure]
    obstacles = _obstacles(facts) if lacking or unsure else ()
    yield _verdict(facts, column, policies, lacking, unsure, obstacles)


def _recent(facts: Facts) -> Callable[[Document], bool]:
    """Interpretations of old documents were often lost when the site was moved."""
    since = facts.today - timedelta(days=round(366 * facts.profile.threshold("interpretation-years")))
    return lambda policy: (day_of(policy.date) or facts.today) >= since


def _reported_elsewhere(facts: Facts) -> bool:
    """The column of interpretations is missing, or empty: that is one finding, and enough."""
    if any(each.id == INTERPRETATION and each.outcome is Presence.ABSENT for each in facts.standard):
        return True
    columns = columns_below(facts, INTERPRETATION).values()
    return bool(columns) and all(column.empty for column in columns)


def _seen_since(facts: Facts) -> date | None:
    """Day from which on all interpretations were seen: lists go on, and their rows stand newest first."""
    oldest = []
    for column in columns_below(facts, INTERPRETATION).values():
        days = [day for item in column.items if (day := day_of(item.date))]
        if column.more:
            oldest.append(min(days, default=date.max))
    return max(oldest, default=None)


def _too_old(policy: Document, since: date | None) -> bool:
    if since is None:
        return False
    day = day_of(policy.date)
    return day is None or day - _SLACK < since


def _obstacles(facts: Facts) -> tuple[Obstacle, ...]:
    return (*unread(columns_below(facts, INTERPRETATION)), *absence_obstacles(facts, INTERPRETATION))


def _verdict(
    facts: Facts,
    column: Column,
    policies: Sequence[Document],
    lacking: Sequence[Document],
    unsure: Sequence[Document],
    obstacles: Sequence[Obstacle],
) -> Verdict:
    judged = len(policies) - len(unsure)
    share = (judged - len(lacking)) / judged if judged else None
    reason = ""
    if lacking and not obstacles:
        low = share is not None and share < facts.profile.threshold("interpretation-share")
        outcome = Outcome.FAIL if low else Outcome.WARN
    elif lacking or unsure:
        outcome = Outcome.CANT_TELL
        reason = obstacles[0].reason if obstacles else "interpretations-further-down"
        obstacles = obstacles or [Obstacle(each.url, reason, each.title) for each in unsure]
    else:
        outcome, obstacles = Outcome.PASS, ()
    shown = lacking or unsure or policies
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "checked": judged,
            "pairs": judged - len(lacking),
            "count": len(lacking),
            "percent": None if share is None else round(share * 100),
            "unseen": len(unsure),
            "uninterpreted": [_item(each) for each in lacking[:_SHOWN]],
        }
        | ({"reason": reason} if reason else {}),
        evidence=tuple(Evidence(each.url, each.title[:80]) for each in shown[:_QUOTED]),
        obstacles=tuple(obstacles)[:_QUOTED],
        occurrences=max(1, len(lacking)),
    )


def _item(policy: Document) -> dict[str, object]:
    return {"title": policy.title, "url": policy.url, "number": policy.number, "date": policy.date or ""}
