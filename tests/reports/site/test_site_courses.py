"""What became of findings over several runs; what is called mended is proven so."""

from __future__ import annotations

import pytest
from fleet_audits import audit, folded

from auditor.model import Outcome
from reports.site.courses import course_of, gone_at, since
from reports.site.digest import Course


@pytest.mark.parametrize(
    ("marks", "course", "start", "end"),
    [
        ("P", Course.FIRST, 0, None),
        ("UP", Course.FIRST, 1, None),
        ("PP", Course.PERSISTING, 0, None),
        ("PUP", Course.PERSISTING, 0, None),
        ("AP", Course.NEW, 1, None),
        ("AUP", Course.NEW, 2, None),
        ("PA", Course.MENDED, 0, 1),
        ("PAA", Course.MENDED, 0, 1),
        ("PUA", Course.MENDED, 0, 2),
        ("PAU", Course.MENDED, 0, 1),
        ("PU", Course.UNKNOWN, 0, None),
        ("APU", Course.UNKNOWN, 1, None),
        ("PAP", Course.FLAPPING, 2, None),
        ("PUAUP", Course.FLAPPING, 4, None),
        ("PAPA", Course.FLAPPING, 2, 3),
        ("APA", Course.MENDED, 1, 2),
        ("U", Course.UNDECIDED, None, None),
        ("AU", Course.UNDECIDED, None, None),
    ],
)
def test_course_of_marks(marks: str, course: Course, start: int | None, end: int | None) -> None:
    assert course_of(marks) is course
    assert since(marks) == start
    assert gone_at(marks) == end


def failing() -> list[int]:
    return [at for at, f in enumerate(audit().findings) if f.outcome is Outcome.FAIL]


def test_new_mended_persisting_and_flapping_are_told_apart() -> None:
    back, new, mended = failing()[:3]
    digest = folded(
        audit(day="2021-01-01", leave_out=[new]),
        audit(day="2021-01-02", leave_out=[new, back]),
        audit(day="2021-01-03", leave_out=[mended]),
    )
    known = [f.fingerprint for f in audit().findings]
    found = {f.fingerprint: f for f in digest.findings}
    assert found[known[back]].course is Course.FLAPPING
    assert found[known[back]].marks == "PAP"
    assert found[known[new]].course is Course.NEW
    assert found[known[new]].since == "2021-01-03"
    gone = found[known[mended]]
    assert (gone.course, gone.gone, gone.now, gone.owed) == (Course.MENDED, "2021-01-03", False, False)
    assert found[known[failing()[3]]].course is Course.PERSISTING
    head = digest.head
    assert (head.new, head.mended, head.flapping) == (1, 1, 1)
    assert [f.course for f in digest.findings] == sorted(
        (f.course for f in digest.findings), key=list(Course).index
    )


@pytest.mark.parametrize("why", ["incomplete", "rule-not-run", "cant-tell", "unjudged"])
def test_nothing_is_mended_without_proof(why: str) -> None:
    from dataclasses import replace

    at = failing()[0]
    finding = audit().findings[at]
    after = audit(day="2021-01-02", leave_out=[at], complete=why != "incomplete")
    if why == "rule-not-run":
        after = replace(after, rules=tuple(rule for rule in after.rules if rule.id != finding.rule))
    if why == "unjudged":
        after = replace(after, unjudged="below-floor")
    if why == "cant-tell":
        after = replace(after, findings=(*after.findings, replace(finding, outcome=Outcome.CANT_TELL)))
    digest = folded(audit(day="2021-01-01"), after)
    [one] = [f for f in digest.findings if f.fingerprint == finding.fingerprint]
    assert one.course is Course.UNKNOWN
    assert one.owed
    assert digest.head.mended == 0


def test_an_unreadable_run_is_noted_and_passed_over() -> None:
    digest = folded(audit(day="2021-01-01"), None, audit(day="2021-01-03"))
    assert [run.day for run in digest.head.runs] == ["2021-01-01", "2021-01-03"]
    assert [one.reason for one in digest.head.unreadable] == ["内容不完整"]
