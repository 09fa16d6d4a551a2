"""试点领域没有明确责任单位。

## 检查什么

每个试点领域是否有责任单位：判定方案（实施方案的分工附件）写明的，或者本级标准目录该领域各行“公开主体”写明的。
只写“有关部门”“各责任单位”的，等于没有写明。一个领域一个结论。只用来把问题转给责任单位，不扣分。

目录没有该领域、目录各行公开主体空白的，分别由“标准目录没有覆盖的领域”“标准目录要素不全”报告。目录有读不出来的，结论为“无法判断”。

## 为什么

标准目录应当写明公开主体；实施方案要求按领域明确责任单位，问题才能落实到单位。

## 如何整改

由政务公开主管部门在分工文件或者标准目录中写明该领域的责任单位名称。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Group, Level, Outcome, Severity, StandardEntry
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import Line, lines_by_field, unread_catalogs

_SHOWN = 5


@rule(
    id="unowned-field",
    code="PA059",
    severity=Severity.INFO,
    claims=Claim.STATE,
    requirements=("R36",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per field for which the plan or the catalog could name somebody."""
    if facts.portal.level not in (Level.COUNTY, Level.CITY):
        return
    lines = lines_by_field(facts)
    for entry in facts.entries.values():
        if entry.group is Group.FIELD:
            verdict = _verdict(facts, entry, lines.get(entry.id, ()))
            if verdict is not None:
                yield verdict


def _verdict(facts: Facts, entry: StandardEntry, lines: Sequence[Line]) -> Verdict | None:
    """None where another rule reports it: no catalog, a field without rows, rows without 公开主体."""
    planned = facts.profile.units.fields
    named = [(line, name) for line in lines if (name := squeezed(line.row.publisher))]
    if not planned and not named:
        return None
    nobody = disclosure_words().nobody
    owned = bool(planned.get(entry.id)) or any(not nobody.search(name) for _, name in named)
    obstacles = () if owned else unread_catalogs(facts)
    outcome = Outcome.PASS if owned else Outcome.CANT_TELL if obstacles else Outcome.FAIL
    return Verdict(
        entry.id,
        entry.title,
        outcome,
        params={"publishers": list(dict.fromkeys(name for _, name in named))[:_SHOWN], "rows": len(lines)}
        | ({"reason": "catalog-not-read"} if obstacles else {}),
        evidence=tuple(
            Evidence(line.catalog.url, f"{line.name}：{name}", line.catalog.body_sha256)
            for line, name in named[:_SHOWN]
        )
        or (Evidence(facts.portal.url),),
        obstacles=obstacles,
        field=entry.id,
    )
