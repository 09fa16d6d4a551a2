"""发布日期不一致。

## 检查什么

同一条信息，栏目列表所标的发布日期与信息页面自己所标的发布日期，是否相差一天以上。只比较已读取的信息页面；一个栏目一个结论。
网址和附件名中的日期是录入日期，网站迁移会使其改变，只作参考，不作依据；成文日期、更新日期不是发布日期，不比较。

信息页面没有标明发布日期、只有页面标签（PubDate）与列表不同的，以及比较过的信息（三条以上）全都不一致、
列表所标很可能不是发布日期的，结论为“无法判定”。

## 为什么

同一条信息有两个发布日期，公众无从判断何时公开，检查单位也无从核对是否按时公开。

## 如何整改

核对所列信息的实际发布时间，使列表、信息页面和页面标签一致。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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

#: We have read no clause that asks for one date in all places.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="信息发布"),)
#: So many items that all differ are no slip: the list shows another date.
_SYSTEMATIC = 3
_QUOTED, _SHOWN = 10, 100
_SEEN = frozenset({WitnessKind.ARTICLE_LINE, WitnessKind.SCRIPT})


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
        shown = [each for each in column.conflicts if each.visible]
        tagged = [each for each in column.conflicts if not each.visible and _line(each) is None]
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
        "listed": _value(conflict.witnesses[0]),
        "article": _value(_line(conflict)) or _value(_tag(conflict)),
        "stamps": list(dict.fromkeys(stamps)),
    }


def _quote(conflict: DateConflict) -> str:
    spoken = [each for each in conflict.witnesses if each.role is DateRole.PUBLISHED]
    return f"{conflict.title[:80]}：" + "；".join(each.raw[:60] for each in spoken)


# ── witnesses ─────────────────────────────────────────────────────────────────────────────────────


def _line(conflict: DateConflict) -> DateWitness | None:
    """What readers of the item's page see."""
    return next((each for each in conflict.witnesses[1:] if each.kind in _SEEN), None)


def _tag(conflict: DateConflict) -> DateWitness | None:
    return next((each for each in conflict.witnesses if each.kind is WitnessKind.META), None)


def _value(witness: DateWitness | None) -> str:
    """ISO as shown; 05-06 without its year."""
    return witness.value.removeprefix("--") if witness else ""
