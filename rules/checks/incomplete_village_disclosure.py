"""村（居）务公开缺村、缺主题。

## 检查什么

按“乡镇（街道）× 村（社区）× 主题”逐格检查村（居）务公开：乡镇（街道）的页面下有没有村（居）务公开栏目，
各村（社区）是否公开了脱贫攻坚、乡村振兴、村级财务、惠农政策、养老服务、社会救助六个主题。一个乡镇（街道）一个结论，
附逐村的明细。村名取自栏目名称和信息标题；主题按栏目名称和标题用词辨认。乡镇统一公布而没有写明村名的主题，
算各村都已公布。

全县都没有村（居）务公开栏目的，由“缺少应设栏目”报告，本项不报告；栏目空白的，由“空白栏目”报告。
页面没有读到或没有读全的，或者看不出是哪个村的，结论为“无法判断”。

## 为什么

五份实施方案中有四份要求村（居）务公开按村（社区）公开这些内容。国家层面的规定没有核实到原文，按全国通用方案检查时最多作提示。

## 如何整改

在该乡镇（街道）的“政府信息公开”专栏中开设村（居）务公开栏目，按村（社区）分设，补充所缺主题的信息，
标题写明村（社区）名称；确无该项事务的，在栏目中说明。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor import urls
from auditor.duty_tables import Topic, village_table
from auditor.facts import Facts
from auditor.model import Evidence, Level, Obstacle, Organ, OrganKind, Outcome, Presence, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._organs import NO_PLACE, VILLAGE_DUTY, obstacles_of, organs, subject_of

_COLUMN = "col-village"
_SHOWN = 200


@rule(
    id="incomplete-village-disclosure",
    code="PA021",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R27",),
    basis=(VILLAGE_DUTY,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per township, unless nothing of the kind is published at all: that is another rule's finding."""
    if facts.portal.level is not Level.COUNTY:
        return
    townships = organs(facts, OrganKind.TOWNSHIP)
    villages = organs(facts, OrganKind.VILLAGE)
    if not villages and not any(_COLUMN in dict(each.blocks) for each in townships) and _reported(facts):
        return
    for township in townships:
        own = [village for village in villages if village.parent == township.name]
        yield from _verdicts(facts, township, own)


def _reported(facts: Facts) -> bool:
    """True when the whole column is missing, or not surely there, and ``missing-column`` says so."""
    return any(each.id == _COLUMN and each.outcome is not Presence.PRESENT for each in facts.standard)


def _verdicts(facts: Facts, township: Organ, villages: Sequence[Organ]) -> Iterator[Verdict]:
    there = dict(township.blocks)
    if villages:
        yield _matrix(facts, township, villages)
    elif _COLUMN in there:
        if not _is_empty(facts, there[_COLUMN]):
            yield _verdict(facts, township, Outcome.CANT_TELL, "villages-unnamed", url=there[_COLUMN])
    elif township.url is None or any(reason in NO_PLACE for reason in township.obstacles):
        yield _verdict(facts, township, Outcome.CANT_TELL, next(iter(township.obstacles), "no-place"))
    elif unread := [reason for reason in township.obstacles if reason != "list-goes-on"]:
        yield _verdict(facts, township, Outcome.CANT_TELL, unread[0])
    else:
        yield _verdict(facts, township, Outcome.FAIL, "")


def _is_empty(facts: Facts, url: str) -> bool:
    key = urls.canonical(url)
    return any(column.empty for column in facts.inventory.columns if urls.canonical(column.url) == key)


def _verdict(facts: Facts, township: Organ, outcome: Outcome, reason: str, url: str = "") -> Verdict:
    """A township of which no village is known."""
    place = url or township.url or facts.portal.url
    return Verdict(
        subject_of(township),
        township.name,
        outcome,
        params={"state": "no-column" if outcome is Outcome.FAIL else "unknown", "villages": 0}
        | ({"reason": reason} if reason else {}),
        evidence=(Evidence(place, township.name),),
        obstacles=(Obstacle(place, reason, township.name),) if reason else (),
        organ=township.name,
    )


def _matrix(facts: Facts, township: Organ, villages: Sequence[Organ]) -> Verdict:
    topics = village_table().topics
    together = dict(township.blocks)
    rows = [_row(village, topics, together) for village in villages]
    gaps = [
        row for row, village in zip(rows, villages, strict=True) if row["missing"] and not village.obstacles
    ]
    unsure = [
        village for row, village in zip(rows, villages, strict=True) if row["missing"] and village.obstacles
    ]
    outcome = Outcome.FAIL if gaps else Outcome.CANT_TELL if unsure else Outcome.PASS
    obstacles = tuple(each for village in unsure for each in obstacles_of(facts, village))
    return Verdict(
        subject_of(township),
        township.name,
        outcome,
        params={
            "state": "gaps" if gaps else "unknown" if unsure else "complete",
            "villages": len(villages),
            "topics": [topic.title for topic in topics],
            "count": len(gaps),
            "lacking": _lacking(topics, gaps),
            "gaps": gaps[:_SHOWN],
            "matrix": rows[:_SHOWN],
        }
        | ({"reason": obstacles[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(
            Evidence(village.url or together.get(_COLUMN) or facts.portal.url, village.name)
            for village in villages[:10]
        ),
        obstacles=obstacles if outcome is Outcome.CANT_TELL else (),
        organ=township.name,
    )


def _row(village: Organ, topics: Sequence[Topic], together: Mapping[str, str]) -> dict[str, list[str] | str]:
    there = {**together, **dict(village.blocks)}
    return {
        "village": village.name,
        "published": [topic.title for topic in topics if topic.id in there],
        "missing": [topic.title for topic in topics if topic.id not in there],
    }


def _lacking(topics: Sequence[Topic], gaps: Sequence[Mapping[str, object]]) -> str:
    """Topics that at least one village lacks, as words."""
    lacking = {title for row in gaps for title in row["missing"]}  # type: ignore[attr-defined]
    return "、".join(topic.title for topic in topics if topic.title in lacking)
