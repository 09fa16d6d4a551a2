"""一年内没有公布政务公开考核评估情况。

## 检查什么

检查日之前一年内（含当天），网站上是否有政务公开考核、评估、测评或者通报的信息（看全站已读条目和文章的标题）；
有关文件写明政务公开在考核中的分值权重的，是否低于 4%（判定方案可改，恰好 4% 不算低）。是否公布为一个结论，权重另作一个结论。

可能发布这类信息的栏目（政府信息公开、通知公告、政策文件等）没有读到一年以前的，结论为“无法判断”。

## 为什么

实施方案要求把政务公开纳入绩效考核、分值权重不低于 4%，并通报情况。国家层面没有核实到原文的条款，因此一般只作提醒，
由方案中的条款决定是否判为不符合。

## 如何整改

公布政务公开考核办法和考核、评估、通报情况；权重低于规定的，调整考核办法。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.disclosure_words import DisclosureWords, disclosure_words
from auditor.facts import Facts
from auditor.model import Column, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._disclosure import unread
from rules.checks.missing_leader_interpretation import year_before

_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)%")
_SHOWN = 10


@rule(
    id="missing-assessment",
    code="PA056",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R39",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the publication, one about the weight where a text states it."""
    words = disclosure_words()
    since, until = year_before(facts.today).isoformat(), facts.today.isoformat()
    found = list(_notices(facts, words, since, until))
    obstacles = () if found else tuple(_obstacles(facts, words, since))[:_SHOWN]
    yield Verdict(
        "assessment",
        facts.portal.name,
        Outcome.PASS if found else Outcome.CANT_TELL if obstacles else Outcome.FAIL,
        params={"count": len(found), "since": since} | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=tuple(found[:_SHOWN]) or (Evidence(facts.portal.url),),
        obstacles=obstacles,
    )
    yield from _weight(facts)


def _notices(facts: Facts, words: DisclosureWords, since: str, until: str) -> Iterator[Evidence]:
    for column in facts.inventory.columns:
        for item in column.items:
            if since <= (item.date or "")[:10] <= until and words.assessment_titles.search(
                squeezed(item.title)
            ):
                yield Evidence(item.url or column.url, f"{item.title} {(item.date or '')[:10]}")
    for text in facts.inventory.documents:
        if since <= (text.date or "")[:10] <= until and words.assessment_titles.search(squeezed(text.title)):
            yield Evidence(text.url, text.title, text.body_sha256)


def _obstacles(facts: Facts, words: DisclosureWords, since: str) -> Iterator[Obstacle]:
    """Columns in which such a notice would stand, and which were not read back for a year."""
    likely = [column for column in facts.inventory.columns if _is_likely(facts, words, column)]
    yield from unread(likely)
    for column in likely:
        days = [item.date[:10] for item in column.items if item.date]
        if column.more and (not days or min(days) >= since):
            yield Obstacle(column.url, "list-goes-on", column.name)


def _is_likely(facts: Facts, words: DisclosureWords, column: Column) -> bool:
    entry = facts.column_entry.get(column.id, "")
    return entry in words.likely_entries or bool(words.likely_names.search(squeezed(column.name)))


def _weight(facts: Facts) -> Iterator[Verdict]:
    """The lowest weight that a text states."""
    limit = facts.profile.threshold("assessment-weight")
    stated: list[tuple[float, Evidence]] = []
    for text in facts.inventory.documents:
        said = text.said("assessment.weight")
        percent = _PERCENT.search(said.quote) if said is not None else None
        if said is not None and percent is not None:
            stated.append((float(percent[1]), Evidence(text.url, said.quote, text.body_sha256)))
    if stated:
        weight, evidence = min(stated, key=lambda pair: (pair[0], pair[1].url))
        yield Verdict(
            "assessment-weight",
            facts.portal.name,
            Outcome.FAIL if weight < limit else Outcome.PASS,
            params={"weight": weight, "limit": limit},
            evidence=(evidence,),
            claims=Claim.STATE,
        )
