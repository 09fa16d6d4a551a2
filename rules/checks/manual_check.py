"""人工检查结论。

## 检查什么

检查人员填写并读回的人工检查表（auditor checklist）。表中列出网上看不到、需要到现场或查阅材料核对的职责：政务公开专区、培训、
会议、人员、经费、广播、公示栏，以及各条要求留给人工核对的部分（清单见 rules/checklist.yml）。每填一行一个结论，
写明检查人、日期和证据，与工具的结论一样计分；“不适用”的不计分。

读回过检查表、而所用方案要求的某一行没有填的，结论为“无法判断”；没有读回检查表的，不作结论。

## 为什么

依据为各行所列的方案条款和国家规定。原文尚未核实的国家规定，只作提示。

## 如何整改

按各行职责整改，整改后由检查人员复核，更新检查表后重新读入。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checklist.rows import ChecklistRow, checklist_rows, rows_for
from auditor.facts import Facts
from auditor.model import Evidence, ManualAnswer, ManualVerdict, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule

_OUTCOME = {
    ManualVerdict.PASS: Outcome.PASS,
    ManualVerdict.FAIL: Outcome.FAIL,
    ManualVerdict.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
}
_QUOTED = 200


@rule(
    id="manual-check",
    code="PA090",
    severity=Severity.MINOR,
    # STATE: a person saw it; what the crawl did not read has nothing to do with it.
    claims=Claim.STATE,
    requirements=("R40",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per answered row, and one per row that the profile asks for and nobody looked at."""
    if not facts.manual:
        return
    rows = {row.id: row for row in checklist_rows()}
    answered = {each.id: each for each in facts.manual if each.verdict is not ManualVerdict.OPEN}
    for id_ in sorted(answered):
        yield _answered(facts, answered[id_], rows.get(id_))
    for row in rows_for(facts.profile):
        if row.id not in answered:
            yield _open(facts, row)


def _answered(facts: Facts, answer: ManualAnswer, row: ChecklistRow | None) -> Verdict:
    link = answer.evidence.split()[0] if answer.evidence.startswith(("http://", "https://")) else ""
    return Verdict(
        answer.id,
        answer.title,
        _OUTCOME[answer.verdict],
        severity=Severity(answer.severity),
        basis=row.clauses(facts.profile) if row else (),
        requirements=(answer.requirement,),
        params={
            "requirement": answer.requirement,
            "author": answer.author,
            "date": answer.date,
            "note": answer.note,
            "evidence": answer.evidence,
        },
        evidence=(Evidence(link or facts.portal.url, (answer.evidence or answer.note)[:_QUOTED]),),
    )


def _open(facts: Facts, row: ChecklistRow) -> Verdict:
    return Verdict(
        row.id,
        row.title,
        Outcome.CANT_TELL,
        severity=row.severity,
        basis=row.clauses(facts.profile),
        requirements=(row.requirement,),
        params={"requirement": row.requirement, "look": row.look, "reason": "not-asked"},
        obstacles=(Obstacle(facts.portal.url, "not-asked", row.title),),
    )
