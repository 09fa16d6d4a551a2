"""目录事项没有对应栏目。

## 检查什么

本级标准目录中的事项，在网站上是否有公开它的栏目：与二级事项或一级事项同名或近似的栏目，在全站查找。
某个领域的栏目下没有分设子栏目、信息都放在一个列表里的，视为该领域的事项都在其中，不报告；该领域没有栏目的，由“缺少试点领域”报告。

导航页没有全部读到时，结论为“无法判断”；名称近似、拿不准的不算缺少。

## 为什么

标准目录中主动公开的事项，应当在门户网站有对应的公开栏目，公众才能按目录找到信息。

## 如何整改

在该领域栏目下设置所列事项的子栏目，名称与目录一致；或者将其并入现有子栏目并改用目录中的名称。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from auditor.facts import Facts
from auditor.model import Candidate, Column, Evidence, Level, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._catalogs import OTHER, SAME, Line, bare, catalogs_of, lines_by_field, title_of

_SHOWN = 40


@rule(
    id="item-without-column",
    code="PA011",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R06",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per field of the county's own catalog that is published in sub-columns; basis is the field's."""
    if facts.portal.level is not Level.COUNTY:
        return
    for field, lines in sorted(lines_by_field(facts).items()):
        homes = [
            c for c in facts.inventory.columns if facts.column_entry.get(c.id) == field and not c.failure
        ]
        if homes and _is_divided(facts, homes):
            yield _verdict(facts, field, homes[0], lines)


def _is_divided(facts: Facts, homes: Sequence[Column]) -> bool:
    ids = {column.id for column in homes}
    return sum(1 for column in facts.inventory.columns if column.parent in ids) >= 2


def _verdict(facts: Facts, field: str, home: Column, lines: Sequence[Line]) -> Verdict:
    entry = facts.entries[field]
    columns = _by_name(facts.inventory.columns)
    absent: list[Line] = []
    unsure: list[Line] = []
    candidates: list[Candidate] = []
    for line in {line.name: line for line in lines}.values():
        score, name = max(_nearest(line.row.level2, columns), _nearest(line.row.level1, columns))
        if score >= SAME:
            continue
        (unsure if score >= OTHER else absent).append(line)
        if name and len(candidates) < 5:
            candidates.append(Candidate(columns[name].id, columns[name].name, round(score, 1), "fuzzy"))
    outcome = Outcome.FAIL if absent else Outcome.CANT_TELL if unsure else Outcome.PASS
    catalogs = catalogs_of(lines)
    return Verdict(
        field,
        entry.title,
        outcome,
        basis=entry.basis,
        params={
            "column": home.name,
            "rows": len(lines),
            "count": len(absent),
            "missing": [line.name for line in absent][:_SHOWN],
            "unsure": [line.name for line in unsure][:_SHOWN],
        }
        | ({"reason": "similar-columns"} if outcome is Outcome.CANT_TELL else {}),
        evidence=(
            Evidence(home.url, home.name, home.body_sha256),
            *(Evidence(each.url, title_of(each), each.body_sha256) for each in catalogs[:3]),
        ),
        candidates=tuple(candidates) if outcome is not Outcome.PASS else (),
    )


def _by_name(columns: Sequence[Column]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in columns:
        for name in column.names or (column.name,):
            found.setdefault(bare(name), column)
    found.pop("", None)
    return found


def _nearest(item: str, columns: Mapping[str, Column]) -> tuple[float, str]:
    """Likeness and name of the column most like an item's name; (0, "") when there is nothing to compare."""
    name = bare(item)
    if not name or name in columns:
        return (100.0, name) if name else (0.0, "")
    held = next(
        (other for other in columns if min(len(name), len(other)) >= 4 and (name in other or other in name)),
        None,
    )
    if held is not None:
        return 95.0, held
    best = process.extractOne(name, list(columns), scorer=fuzz.ratio)
    return (best[1], best[0]) if best else (0.0, "")
