"""发布日期疑似倒填或改动。

## 检查什么

与以前的检查比较（同一网站检查过两次以上才有结论）：
以前读过某栏目的列表，读到的范围已经早于某条信息所标的发布日期，当时列表中没有这条信息，后来才出现的；
以及同一条信息所标的发布日期与以前看到的相差一天以上的。一个栏目一个结论，只作提醒。
所标日期与以前那次检查相隔不到 backdated-days 天的（审核、录入需要时间）、转载其他单位信息的不算。
同一次检查内列表与页面日期不一致的，由“发布日期不一致”检查。

一个栏目多数信息都是这样的，很可能是栏目调整或网站迁移，结论为“无法判定”。

## 为什么

国办秘函〔2019〕19号把弄虚作假行为（如伪造发稿日期等）列为单项否决情形。本项只指出前后不一致的事实，
是否伪造、原因为何，由检查人员核实认定。

## 如何整改

按实际发布时间标注发布日期；补录旧信息的，保留原成文日期并注明补录时间；更新内容的，另标更新日期。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor import urls
from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import (
    Clause,
    Column,
    ColumnRead,
    Evidence,
    Item,
    Obstacle,
    Outcome,
    PageKind,
    Severity,
    Sighting,
)
from auditor.rule import Claim, Verdict, rule

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="单项否决·安全、泄密事故等严重问题",
        text="存在弄虚作假行为（如伪造发稿日期等）",
        verified=True,
    ),
)
#: So many rows, and most of the column: it was rebuilt, nobody makes up all of them.
_REBUILT = 5
_QUOTED, _SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class _Past:
    """What earlier crawls know, by the ways of asking. ``sources``: what the pages of items name as 来源."""

    by_item: Mapping[tuple[str, str], Sighting]
    anywhere: Mapping[str, Sighting]
    titles: Mapping[tuple[str, str], str]  # first seen
    reads: Mapping[str, Sequence[ColumnRead]]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Case:
    """``shown`` is the date as the item bears it now, ``earlier`` the date it bore at first when that was another."""

    item: Item
    shown: str
    first: str
    read: str = ""
    earlier: str = ""


@rule(
    id="backdated-item",
    code="PA081",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column whose dates contradict earlier crawls; one for the portal when none does."""
    if not facts.history.reads:
        return
    past = _past(facts)
    suspected = 0
    compared = 0
    for column in facts.inventory.columns:
        if column.kind is not PageKind.LIST or column.failure or column.id not in past.reads:
            continue
        compared += 1
        cases = [case for item in column.items if (case := _case(facts, past, column, item)) is not None]
        if cases:
            suspected += 1
            yield _verdict(column, cases)
    if compared and not suspected:
        evidence = (Evidence(facts.portal.url),)
        yield Verdict(
            "dates-over-time", "发布日期", Outcome.PASS, params={"checked": compared}, evidence=evidence
        )


def _past(facts: Facts) -> _Past:
    today = facts.today.isoformat()
    by_item: dict[tuple[str, str], Sighting] = {}
    anywhere: dict[str, Sighting] = {}
    titles: dict[tuple[str, str], str] = {}
    for each in sorted(facts.history.sightings, key=lambda each: each.first_seen):
        by_item.setdefault((each.column, each.item), each)
        anywhere.setdefault(each.item, each)
        titles.setdefault((each.column, each.title), each.first_seen)
    reads: dict[str, list[ColumnRead]] = {}
    for read in facts.history.reads:
        if read.day < today:
            reads.setdefault(read.column, []).append(read)
    sources = {
        urls.canonical(document.url): document.source
        for document in facts.inventory.documents
        if document.source
    }
    return _Past(by_item, anywhere, titles, reads, sources)


def _case(facts: Facts, past: _Past, column: Column, item: Item) -> _Case | None:
    if not item.date or item.wrong or item.pinned or _is_repost(facts, past, item):
        return None
    shown, id_ = item.date[:10], _id(item)
    seen = past.by_item.get((column.id, id_))
    if seen is not None and seen.shown and seen.title == item.title and _apart(seen.shown, shown) > 1:
        return _Case(item, shown, seen.first_seen, earlier=seen.shown)
    known = seen or past.anywhere.get(id_)
    first = min(
        known.first_seen if known is not None else facts.today.isoformat(),
        past.titles.get((column.id, item.title), "9"),
    )
    claimed = (known.shown if known is not None else None) or shown
    margin = facts.profile.threshold("backdated-days")
    for read in past.reads[column.id]:
        reached = read.whole or (read.oldest is not None and read.oldest < claimed)
        if reached and claimed < read.day < first and _apart(claimed, read.day) >= margin:
            return _Case(item, shown, first, read=read.day)
    return None


def _id(item: Item) -> str:
    """As :func:`auditor.history.item_id` writes it."""
    return urls.canonical(item.url) if item.url else item.title


def _is_repost(facts: Facts, past: _Past, item: Item) -> bool:
    """Its page names another place as source: the date may be that of the source."""
    source, own = past.sources.get(_id(item), ""), facts.portal.name[:2]
    return bool(source and own) and own not in source


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _verdict(column: Column, cases: Sequence[_Case]) -> Verdict:
    rebuilt = len(cases) >= _REBUILT and len(cases) * 2 > len(column.items)
    late = [case for case in cases if case.read]
    changed = [case for case in cases if not case.read]
    return Verdict(
        column.id,
        column.name,
        Outcome.CANT_TELL if rebuilt else Outcome.WARN,
        params={
            "path": list(column.path),
            "count": len(cases),
            "late": len(late),
            "changed": len(changed),
            "late_items": [_line(case) for case in late[:_SHOWN]],
            "changed_items": [_line(case) for case in changed[:_SHOWN]],
        }
        | ({"reason": "rebuilt-column"} if rebuilt else {}),
        evidence=tuple(
            Evidence(case.item.url or column.url, _quote(case), where=column.name) for case in cases[:_QUOTED]
        ),
        obstacles=(Obstacle(column.url, "rebuilt-column", column.name),) if rebuilt else (),
        occurrences=len(cases),
    )


def _line(case: _Case) -> dict[str, object]:
    line: dict[str, object] = {
        "title": masked(case.item.title),
        "url": case.item.url,
        "shown": case.shown,
        "first": case.first,
    }
    return line | ({"read": case.read} if case.read else {"earlier": case.earlier})


def _quote(case: _Case) -> str:
    title = masked(case.item.title[:80])
    if case.read:
        return f"{title} {case.shown}"
    return f"{title} {case.earlier} → {case.shown}"
