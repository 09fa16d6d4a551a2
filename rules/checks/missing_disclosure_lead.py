"""领导分工没有写明谁分管政务公开。

## 检查什么

“领导信息”栏目中已打开的领导页面，是否有一位的分管（负责、协助）工作写明政务公开或者政府信息公开。一个网站一个结论。

领导页面没有打开、没有写分管工作、以图片或附件发布、没有读全的，结论为“无法判断”。没有设置栏目的，由“缺少应设栏目”报告。

## 为什么

实施方案要求明确分管政务公开工作的领导并公布分工。国家层面没有核实到原文的条款，因此一般只作提醒，
由方案中的条款决定是否判为不符合。

## 如何整改

在分管领导的分工中写明“分管政务公开工作”，与文件分工一致。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._disclosure import Place, is_blank, place_of, unread

_ENTRY = "col-leaders"
_QUOTED = 10


@rule(
    id="missing-disclosure-lead",
    code="PA054",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R37",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict about the pages of the leaders."""
    place = place_of(facts, _ENTRY)
    if place is not None and not is_blank(place):
        yield _verdict(place)


def _verdict(place: Place) -> Verdict:
    said = [(text, lead) for text in place.documents if (lead := text.said("lead.disclosure"))]
    with_duties = [text for text in place.documents if text.said("lead.duties")]
    obstacles = () if said else _obstacles(place)
    outcome = Outcome.PASS if said else Outcome.CANT_TELL if obstacles else Outcome.FAIL
    quotes = tuple(Evidence(text.url, lead.quote, text.body_sha256) for text, lead in said)
    seen = tuple(Evidence(text.url, text.title, text.body_sha256) for text in with_duties)
    return Verdict(
        "disclosure-lead",
        place.home.name,
        outcome,
        params={"checked": len(with_duties), "path": list(place.home.path)}
        | ({"reason": obstacles[0].reason} if obstacles else {}),
        evidence=(quotes or seen or (Evidence(place.home.url, place.home.name),))[:_QUOTED],
        obstacles=obstacles,
    )


def _obstacles(place: Place) -> tuple[Obstacle, ...]:
    """Every leader's page must have been read with its duties before nobody can be said to lead."""
    found = list(unread(place.columns, whole=True))
    known = {text.url for text in place.documents}
    for column in place.columns:
        found += [
            Obstacle(item.url or column.url, "text-not-opened", item.title)
            for item in column.items
            if item.url not in known
        ]
    for text in place.documents:
        if not text.said("lead.duties"):
            found.append(Obstacle(text.url, "no-duties-read", text.title))
        elif not text.whole:
            found.append(Obstacle(text.url, "text-too-long", text.title))
    if not place.documents and not found:
        found.append(Obstacle(place.home.url, "no-duties-read", place.home.name))
    return tuple(found)
