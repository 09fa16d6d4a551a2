"""发布日期不一致。

## 检查什么

同一条信息，栏目列表所标的发布日期与信息页面自己所标的发布日期，是否相差一天以上。只比较已读取的信息页面；一个栏目一个结论。
网址和附件名中的日期是录入日期，网站迁移会使其改变，只作参考，不作依据；成文日期、更新日期不是发布日期，不比较。

信息页面没有标明发布日期、只有页面标签（PubDate）与列表不同的，以及比较过的信息（三条以上）全都不一致、
列表所标很可能不是发布日期的，结论为“无法判断”。

## 为什么

同一条信息有两个发布日期，公众无从判断何时公开，检查单位也无从核对是否按时公开。

## 如何整改

核对所列信息的实际发布时间，使列表、信息页面和页面标签一致。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from auditor.facts import Facts
from auditor.model import (
    Clause,
    Column,
    DateConflict,
    DateRole,
    DateWitness,
    Evidence,
    Obstacle,
    Outcome,
    PageKind,
    Severity,
    WitnessKind,
)
from auditor.rule import Claim, Verdict, rule

#: No clause that we have read asks for one date in all places.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="网页标签·PubDate", text="PubDate（发布时间）为必选标签"),)
#: So many items that all differ are no slip: the list shows another date.
_SYSTEMATIC = 3
_QUOTED, _SHOWN = 10, 100
_LISTED = frozenset({WitnessKind.LIST, WitnessKind.SCRIPT})


@rule(
    id="conflicting-dates",
    code="PA015",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per list column with items that are dated in two ways."""
    for column in facts.inventory.columns:
        if column.kind is not PageKind.LIST:
            continue
        shown = [each for each in column.conflicts if _differ(_listed(each), _line(each))]
        tagged = [each for each in column.conflicts if not _line(each) and _differ(_listed(each), _tag(each))]
        if len(shown) >= _SYSTEMATIC and len(shown) == column.compared:
            yield _verdict(column, shown, "other-dates")
        elif shown:
            yield _verdict(column, shown)
        elif tagged:
            yield _verdict(column, tagged, "tag-only")


def _verdict(column: Column, conflicts: Sequence[DateConflict], reason: str = "") -> Verdict:
    return Verdict(
        column.id,
        column.name,
        Outcome.CANT_TELL if reason else Outcome.FAIL,
        params={
            "path": list(column.path),
            "compared": column.compared,
            "count": len(conflicts),
            "conflicts": [_params(each) for each in conflicts[:_SHOWN]],
        }
        | ({"reason": reason} if reason else {}),
        evidence=tuple(Evidence(each.url or column.url, _quote(each)) for each in conflicts[:_QUOTED]),
        obstacles=(Obstacle(column.url, reason, column.name),) if reason else (),
    )


def _params(conflict: DateConflict) -> dict[str, object]:
    stamps = [each.value for each in conflict.witnesses if each.role is DateRole.IMPORTED]
    return {
        "title": conflict.title,
        "url": conflict.url,
        "listed": _value(_listed(conflict)),
        "article": _value(_line(conflict)) or _value(_tag(conflict)),
        "stamps": list(dict.fromkeys(stamps)),
    }


def _quote(conflict: DateConflict) -> str:
    spoken = [each for each in conflict.witnesses if each.role is DateRole.PUBLISHED]
    return f"{conflict.title[:80]}：" + "；".join(each.raw[:60] for each in spoken)


# ── witnesses ─────────────────────────────────────────────────────────────────────────────────────


def _listed(conflict: DateConflict) -> DateWitness | None:
    """The list's own words come first."""
    first = conflict.witnesses[0] if conflict.witnesses else None
    return first if first is not None and first.kind in _LISTED else None


def _line(conflict: DateConflict) -> DateWitness | None:
    """What readers of the item's page see."""
    kinds = (WitnessKind.ARTICLE_LINE, WitnessKind.SCRIPT)
    return next((each for each in conflict.witnesses[1:] if each.kind in kinds), None)


def _tag(conflict: DateConflict) -> DateWitness | None:
    return next((each for each in conflict.witnesses if each.kind is WitnessKind.META), None)


def _value(witness: DateWitness | None) -> str:
    """ISO as shown; without its year 05-06."""
    return witness.value.removeprefix("--") if witness else ""


def _differ(one: DateWitness | None, other: DateWitness | None) -> bool:
    if one is None or other is None:
        return False
    if one.value.startswith("--"):
        year = other.value[:4]
        return one.value[2:] != other.value[5:] and not _near(f"{year}{one.value[1:]}", other.value)
    return not _near(one.value, other.value)


def _near(one: str, other: str) -> bool:
    try:
        return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= 1
    except ValueError:  # 29 February in another year
        return False
