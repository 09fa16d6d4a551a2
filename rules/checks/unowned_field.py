"""试点领域没有明确责任单位。

## 检查什么

每个试点领域是否有责任单位：判定方案（实施方案的分工附件）写明的，或者本级标准目录该领域各行“公开主体”写明的。
只写“有关部门”“各责任单位”的，等于没有写明。全部领域合为一个结论。只用来把问题转给责任单位，不扣分。

目录没有该领域、目录各行公开主体空白的，分别由“标准目录没有覆盖的领域”“标准目录要素不全”报告。目录有读不出来的，结论为“无法判断”。

## 为什么

标准目录应当写明公开主体；实施方案要求按领域明确责任单位，问题才能落实到单位。

## 如何整改

由政务公开主管部门在分工文件或者标准目录中写明该领域的责任单位名称。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.disclosure_words import disclosure_words
from auditor.facts import Facts
from auditor.model import Evidence, Group, Level, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._catalogs import lines_by_field, own_catalogs, title_of, unread_catalogs


@rule(
    id="unowned-field",
    code="PA059",
    severity=Severity.INFO,
    claims=Claim.STATE,
    requirements=("R36",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict: the fields that nobody is named for."""
    if facts.portal.level not in (Level.COUNTY, Level.CITY):
        return
    catalogs = own_catalogs(facts)
    planned = facts.profile.units.fields
    if not catalogs and not planned:
        return  # "no catalog at all" is another rule's finding
    lines = lines_by_field(facts)
    words = disclosure_words()
    unowned: list[str] = []
    checked = 0
    for entry in facts.entries.values():
        if entry.group is not Group.FIELD:
            continue
        named = [squeezed(line.row.publisher) for line in lines.get(entry.id, ()) if line.row.publisher]
        if not planned and not named:
            continue  # reported as an uncovered field, or row by row
        checked += 1
        if not planned.get(entry.id) and all(words.nobody.search(name) for name in named):
            unowned.append(entry.title)
    if checked:
        obstacles = unread_catalogs(facts) if unowned else ()
        yield Verdict(
            "fields",
            "试点领域",
            Outcome.PASS if not unowned else Outcome.CANT_TELL if obstacles else Outcome.FAIL,
            params={"unowned": unowned, "count": len(unowned), "checked": checked}
            | ({"reason": "catalog-not-read"} if obstacles else {}),
            evidence=tuple(Evidence(each.url, title_of(each), each.body_sha256) for each in catalogs[:5])
            or (Evidence(facts.portal.url),),
            obstacles=obstacles,
            occurrences=max(1, len(unowned)),
        )
