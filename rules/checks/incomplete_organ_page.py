"""部门、乡镇的政府信息公开页面缺失或不全。

## 检查什么

县级门户上，各部门、各乡镇（街道）是否都有自己的“政府信息公开”页面，页面上是否有政府信息公开指南、政府信息公开制度、
法定主动公开内容、政府信息公开年报四个板块。一个机关一个结论，列出缺少的板块。机关名单取自网站自己的
“部门信息公开”“乡镇信息公开”“机构设置”等栏目和以机关名称命名的栏目；本级政府自己的板块由“缺少应设栏目”检查。
集中公布各部门年报、指南的列表，标题写明机关名称的，算该机关已公布。党的机关、人大、政协、法院、检察院、群团组织和
实行垂直管理的机关不检查。

只见到机关名称、没有见到其页面的，页面设在其他网站的，页面没有读全的，结论为“无法判断”。
“政府信息公开制度”板块的要求尚未核实原文，只缺这一项的最多作提示。

## 为什么

政府信息公开条例规定各行政机关编制公布政府信息公开指南（第十二条）、主动公开本行政机关的政府信息（第二十条）、
按年公布政府信息公开工作年度报告（第四十九条）。

## 如何整改

在“政府信息公开”专栏中为该机关设置页面，补齐缺少的板块；指南、年报由该机关编制提供，集中公布的在标题中写明机关名称。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.duty_tables import organ_table
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Level, Obstacle, Organ, OrganKind, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._organs import NO_PLACE, obstacles_of, organs, subject_of

_LAW = "政府信息公开条例（国务院令第711号）"
_REPORTS = "col-annual-report"
#: Says only that annual reports may stand in a list that was not read to its end.
_HIDES_REPORTS = "list-goes-on"
_CLAUSES = {
    "col-guide": Clause(
        _LAW, "第十二条", "行政机关编制、公布的政府信息公开指南和政府信息公开目录应当及时更新", True
    ),
    "col-rules": Clause(
        "国办公开办函〔2019〕61号",
        "二",
        "平台设政府信息公开指南、政府信息公开制度、法定主动公开内容、政府信息公开年报四个板块",
        verified=False,
    ),
    "col-statutory": Clause(_LAW, "第二十条", "行政机关应当主动公开本条所列政府信息", verified=True),
    _REPORTS: Clause(_LAW, "第四十九条", "每年1月31日前公布上一年度政府信息公开工作年度报告", verified=True),
}
_TOWNSHIP_REPORT = Clause(
    "国办公开办函〔2021〕30号",
    "",
    "在政府门户网站“政府信息公开”专栏集中公布各部门和下级政府的年度报告",
    verified=True,
)


@rule(
    id="incomplete-organ-page",
    code="PA020",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R09",),
    basis=tuple(_CLAUSES.values()),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per department and township of a county; basis are the clauses of what is missing."""
    if facts.portal.level is Level.COUNTY:
        for organ in organs(facts, OrganKind.DEPARTMENT, OrganKind.TOWNSHIP):
            yield _verdict(facts, organ)


def _verdict(facts: Facts, organ: Organ) -> Verdict:
    there = dict(organ.blocks)
    missing = [block.id for block in organ_table().blocks if block.id not in there]
    proven, outcome = _judge(organ, missing)
    obstacles = obstacles_of(facts, organ) if outcome is Outcome.CANT_TELL else ()
    return Verdict(
        subject_of(organ),
        organ.name,
        outcome,
        basis=_basis(organ, proven or missing) or None,
        params=_params(organ, there, proven, outcome) | _reason(obstacles),
        evidence=(Evidence(organ.url or facts.portal.url, organ.name),),
        obstacles=obstacles,
        organ=organ.name,
    )


def _judge(organ: Organ, missing: Sequence[str]) -> tuple[list[str], Outcome]:
    """What is surely missing, and what follows."""
    if organ.url is None or any(reason in NO_PLACE for reason in organ.obstacles):
        return [], Outcome.CANT_TELL
    if not missing:
        return [], Outcome.PASS
    if any(reason != _HIDES_REPORTS for reason in organ.obstacles):
        return [], Outcome.CANT_TELL
    hidden = _HIDES_REPORTS in organ.obstacles
    proven = [id_ for id_ in missing if not (hidden and id_ == _REPORTS)]
    return proven, Outcome.FAIL if proven else Outcome.CANT_TELL


def _basis(organ: Organ, ids: Sequence[str]) -> tuple[Clause, ...]:
    if organ.kind is not OrganKind.TOWNSHIP:
        return tuple(_CLAUSES[id_] for id_ in ids if id_ in _CLAUSES)
    return tuple(_TOWNSHIP_REPORT if id_ == _REPORTS else _CLAUSES[id_] for id_ in ids if id_ in _CLAUSES)


def _params(
    organ: Organ, there: dict[str, str], missing: Sequence[str], outcome: Outcome
) -> dict[str, object]:
    """The organ's row of the matrix organ × block. ``published`` is None where nobody knows."""
    blocks = organ_table().blocks
    titles = [block.title for block in blocks if block.id in missing]
    return {
        "kind": organ.kind.value,
        "total": len(blocks),
        "blocks": [
            {
                "id": block.id,
                "title": block.title,
                "published": True if block.id in there else False if block.id in missing else None,
                "url": there.get(block.id, ""),
            }
            for block in blocks
        ],
    } | (
        {"count": len(titles), "missing_blocks": titles, "missing_text": "、".join(titles)}
        if outcome is Outcome.FAIL
        else {}
    )


def _reason(obstacles: Sequence[Obstacle]) -> dict[str, object]:
    return {"reason": obstacles[0].reason} if obstacles else {}
