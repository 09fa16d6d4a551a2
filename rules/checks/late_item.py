"""信息公开超过时限。

## 检查什么

试点领域和目录事项的栏目中，信息自己标明的成文日期（生成日期）到发布日期之间的工作日数，是否超过公开时限：
一律不得超过 20 个工作日；本级标准目录（没有的，看国家标准目录）对该事项规定更短时限的，按该时限。一个栏目一个结论。
只比较信息页面自己标明的两个日期；网址中的数字不作依据。转发上级文件的信息不检查。

年份的节假日安排尚未公布、或者成文日期与发布日期相隔一年以上（多为补录旧文）的，结论为“无法判断”。

## 为什么

政府信息公开条例第二十六条：属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开。

## 如何整改

信息形成后在时限内发布；确因特殊原因迟发的，在信息中说明。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.facts import Facts
from auditor.model import (
    CatalogItem,
    Clause,
    Column,
    DatedItem,
    Evidence,
    Group,
    LimitKind,
    Obstacle,
    Outcome,
    Severity,
    TimeLimit,
)
from auditor.rule import Claim, Verdict, rule
from rules.checks._catalogs import Line, likeness, lines_by_field, title_of

STATUTORY = 20  # working days
#: Events that the formation date stands for: 形成, 制定或获取, or none named.
_ANCHORS = frozenset({None, "formed", "obtained"})
_BASIS = (
    Clause(
        doc="政府信息公开条例",
        clause="第二十六条",
        text="应当自该政府信息形成或者变更之日起20个工作日内及时公开",
        verified=True,
    ),
)
#: Beyond a year an old document was entered afterwards, or the site was moved.
_OLD_DAYS = 366
_QUOTED, _SHOWN = 10, 100
_UPPER = re.compile(
    r"^[“《]?(?:转发)?(?:中共中央|中央|全国|国务院|国家|中华人民共和国|最高人民|[一-龥]{2,8}部(?:关于|办公厅|令|等|公告)"
    r"|[一-龥]{0,4}省|[一-龥]{2,8}自治[区州]|[一-龥]{2,4}市(?:人民政府|委|[一-龥]{1,8}局))|^关于转发|^转发"
)


@dataclass(frozen=True, slots=True)
class _Limit:
    """At most ``amount`` working days, and the clause that says so."""

    amount: int
    clause: Clause


@rule(
    id="late-item",
    code="PA013",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column of a field or item with items that state both dates."""
    columns = {column.id: column for column in facts.inventory.columns}
    dated: dict[str, list[DatedItem]] = defaultdict(list)
    for item in facts.inventory.dated:
        if not _is_repost(facts, item):
            dated[item.column].append(item)
    items = {item.id: item for item in facts.items}
    lines = lines_by_field(facts)
    for id_ in sorted(dated):
        entry = facts.column_entry.get(id_, "")
        if id_ in columns and (entry in items or _is_field(facts, entry)):
            yield _verdict(columns[id_], dated[id_], _limit(entry, items, lines))


def _is_field(facts: Facts, entry: str) -> bool:
    return entry in facts.entries and facts.entries[entry].group is Group.FIELD


def _is_repost(facts: Facts, item: DatedItem) -> bool:
    """A document of a higher organ: it was formed elsewhere, and its term did not begin here."""
    own = facts.portal.name
    return any(
        _UPPER.search(text) and not (own and text.startswith(own[:2])) for text in (item.title, item.issuer)
    )


# ── limits ────────────────────────────────────────────────────────────────────────────────────────


def _limit(entry: str, items: Mapping[str, CatalogItem], lines: Mapping[str, Sequence[Line]]) -> _Limit:
    """The shorter limit of the county's own catalog, else of the national one, else the statutory."""
    item = items.get(entry)
    if item is None:
        return _common(lines.get(entry, ())) or _Limit(STATUTORY, _BASIS[0])
    same = [line for line in lines.get(item.field, ()) if likeness(item.level2, line.row.level2) >= 95]
    own = _common(same)
    national = _longest(item.limits)
    if own is not None:
        return own
    if not same and national is not None and national < STATUTORY:
        clause = Clause("试点领域基层政务公开标准目录", item.level2, item.limit_text, item.verified)
        return _Limit(national, clause)
    return _Limit(STATUTORY, _BASIS[0])


def _common(lines: Sequence[Line]) -> _Limit | None:
    """The limit that all rows share; in a column of several items the longest is owed to all."""
    amounts = [_longest(line.row.limits) for line in lines]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts) or max(known) >= STATUTORY:
        return None
    line = next(line for line, amount in zip(lines, amounts, strict=True) if amount == max(known))
    return _Limit(max(known), Clause(title_of(line.catalog), line.name, line.row.limit, verified=True))


def _longest(limits: Sequence[TimeLimit]) -> int | None:
    """Working days after the formation; None when the row has another kind of limit (too)."""
    found = [
        limit.amount
        for limit in limits
        if limit.kind is LimitKind.WITHIN
        and limit.unit == "workday"
        and limit.anchor in _ANCHORS
        and limit.amount
    ]
    return max(found) if found and len(found) == len(limits) else None


# ── verdict ───────────────────────────────────────────────────────────────────────────────────────


def _verdict(column: Column, items: Sequence[DatedItem], limit: _Limit) -> Verdict:
    late = [item for item in items if _state(item, limit) is Outcome.FAIL]
    unsure = [item for item in items if _state(item, limit) is Outcome.CANT_TELL]
    outcome = Outcome.FAIL if late else Outcome.CANT_TELL if unsure else Outcome.PASS
    # Over the law's own term is worse than over the catalog's: the law is cited then.
    grave = any((item.workdays or 0) > STATUTORY for item in late)
    shown = late or unsure or items
    return Verdict(
        column.id,
        column.name,
        outcome,
        basis=_BASIS if grave or limit.clause == _BASIS[0] else (limit.clause,),
        params={
            "path": list(column.path),
            "limit_days": limit.amount,
            "checked": len(items),
            "count": len(late),
            "worst": max((item.workdays or 0 for item in late), default=None),
            "items": [_item(item) for item in late[:_SHOWN]],
        }
        | ({"reason": _why(unsure[0])} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(item.url, _quote(item)) for item in shown[:_QUOTED]),
        obstacles=tuple(Obstacle(item.url, _why(item), item.title) for item in unsure[:_QUOTED])
        if outcome is Outcome.CANT_TELL
        else (),
    )


def _state(item: DatedItem, limit: _Limit) -> Outcome:
    days = _days(item)
    if days <= limit.amount:
        return Outcome.PASS  # so few days hold no more working days
    if item.workdays is None or days > _OLD_DAYS:
        return Outcome.CANT_TELL
    return Outcome.FAIL if item.workdays > limit.amount else Outcome.PASS


def _why(item: DatedItem) -> str:
    return "old-document" if _days(item) > _OLD_DAYS else "calendar-unknown"


def _days(item: DatedItem) -> int:
    return (date.fromisoformat(item.published) - date.fromisoformat(item.formed)).days


def _item(item: DatedItem) -> dict[str, object]:
    return {
        "title": item.title,
        "url": item.url,
        "formed": item.formed,
        "published": item.published,
        "workdays": item.workdays,
    }


def _quote(item: DatedItem) -> str:
    return f"{item.title[:80]}：{item.quote or item.formed}，发布日期 {item.published}"
