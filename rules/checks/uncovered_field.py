"""标准目录未覆盖试点领域。

## 检查什么

本级公布的标准目录是否覆盖 26 个试点领域：每个领域是否有目录；有目录的，国家标准目录中该领域应由本级公开的事项
（二级事项）是否都在。事项名称按相似程度比对，措辞略有不同的视为同一事项；拿不准的不算缺少。
本级目录优先于国家目录，缺少的事项只作提醒。

没有找到任何目录时本项不报告（见“未公布标准目录”）。有目录读不出、或者看不出属于哪个领域的，未覆盖的领域结论为“无法判断”。

## 为什么

国办发〔2019〕54号要求对照 26 个试点领域标准指引编制本级标准目录。

## 如何整改

补充该领域的目录或所列事项；本地确无的事项，在目录或判定方案中注明。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.facts import Facts
from auditor.model import CatalogItem, Evidence, Group, Level, Obstacle, Outcome, Severity, StandardEntry
from auditor.rule import Claim, Verdict, rule
from rules.checks._catalogs import (
    OTHER,
    SAME,
    Line,
    bare,
    beyond_reach,
    catalogs_of,
    likeness,
    lines_by_field,
    own_catalogs,
    title_of,
    unread_catalogs,
)

_SHOWN = 40


@rule(
    id="uncovered-field",
    code="PA010",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R03",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per field that a county owes, once it has published any catalog; basis is the field's."""
    if facts.portal.level is not Level.COUNTY or not own_catalogs(facts):
        return
    lines = lines_by_field(facts)
    hidden = (*unread_catalogs(facts), *_unassigned(lines.get("", ())))
    for match in facts.standard:
        if match.group is Group.FIELD and match.required:
            entry = facts.entries[match.id]
            if match.id in lines:
                yield _covered(facts, entry, lines[match.id])
            else:
                yield _uncovered(facts, entry, hidden)


def _unassigned(lines: Sequence[Line]) -> Iterator[Obstacle]:
    for catalog in catalogs_of(lines):
        yield Obstacle(catalog.url, "field-unknown", title_of(catalog))


def _uncovered(facts: Facts, entry: StandardEntry, hidden: tuple[Obstacle, ...]) -> Verdict:
    catalogs = own_catalogs(facts)
    found, going_on = beyond_reach(facts)
    hidden = (*hidden, *going_on)
    return Verdict(
        entry.id,
        entry.title,
        Outcome.CANT_TELL if hidden else found,
        basis=entry.basis,
        params={"state": "no-catalog", "catalogs": len(catalogs)}
        | ({"reason": hidden[0].reason} if hidden else {}),
        evidence=tuple(Evidence(each.url, title_of(each), each.body_sha256) for each in catalogs[:5]),
        obstacles=hidden,
    )


def _covered(facts: Facts, entry: StandardEntry, lines: Sequence[Line]) -> Verdict:
    """The items of a field that has a catalog. What it lacks shows in it, so nothing unread stands in the way."""
    owed = [item for item in facts.items if item.field == entry.id and facts.portal.level in item.levels]
    scores = {item.id: _best(item, lines) for item in owed}
    missing = [item for item in owed if scores[item.id] < OTHER]
    proven = [_name(item) for item in missing if item.verified]
    unsure = [_name(item) for item in owed if OTHER <= scores[item.id] < SAME]
    outcome = _outcome(missing=bool(missing), unsure=bool(unsure))
    catalogs = tuple({line.catalog.url: line.catalog for line in lines}.values())
    return Verdict(
        entry.id,
        entry.title,
        outcome,
        basis=entry.basis,
        claims=Claim.STATE,
        params={
            "state": "missing-items" if missing else "unsure-items" if unsure else "covered",
            "rows": len(lines),
            "owed": len(owed),
            "count": len(proven),
            "missing": proven[:_SHOWN],
            "unverified_missing": [_name(item) for item in missing if not item.verified][:_SHOWN],
            "unsure": unsure[:_SHOWN],
        }
        | ({"reason": "similar-items"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(each.url, title_of(each), each.body_sha256) for each in catalogs[:5]),
    )


def _outcome(*, missing: bool, unsure: bool) -> Outcome:
    """A county's own catalog outranks the national facts we hold, so what it leaves out is a notice at most."""
    if missing:
        return Outcome.WARN
    return Outcome.CANT_TELL if unsure else Outcome.PASS


def _name(item: CatalogItem) -> str:
    """Some rows of the catalog have no 二级事项 of their own, only a dash."""
    return item.level2 if bare(item.level2) else item.level1


def _best(item: CatalogItem, lines: Sequence[Line]) -> float:
    """Likeness of the row that is most like the item; a row that takes the item into its content counts too."""
    written = (_name(item), *item.aliases)
    names = [bare(name) for name in written]
    best = 0.0
    for line in lines:
        for name in written:
            best = max(best, likeness(name, line.row.level2), likeness(name, line.row.level1) - 5)
        if any(len(name) >= 4 and name in bare(line.row.content) for name in names):
            best = max(best, 90.0)
        if best >= 100:
            break
    return best
