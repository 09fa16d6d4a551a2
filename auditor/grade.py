"""The verdicts of a portal graded: points, parts of the score, indicators of the national index. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.facts import Facts
from auditor.index_data import Group as IndexGroup
from auditor.index_data import Index, load_index
from auditor.indexes import evaluate
from auditor.model import (
    AuditedIndicator,
    Finding,
    Group,
    IndicatorKind,
    IndicatorState,
    PartScore,
    Score,
)
from auditor.score import parts, score


@dataclass(frozen=True, slots=True)
class Grades:
    """``findings`` are those given, with their points."""

    findings: tuple[Finding, ...]
    score: Score
    parts: tuple[PartScore, ...]
    indicators: tuple[AuditedIndicator, ...]


def grade(facts: Facts, findings: Sequence[Finding], passed: Sequence[Finding]) -> Grades:
    """Grade all verdicts. A veto of the index counts only when its wording was read."""
    profile = facts.profile
    index = load_index(profile.index) if profile.index else None
    groups = index.groups if index else ()
    weights = {group.id: group.weight for group in groups}
    result, graded = score((*findings, *passed), profile.weights, weights)
    indicators = _indicators(facts, index, findings, passed) if index else ()
    result = replace(
        result,
        vetoed=_vetoes(indicators, IndicatorState.TRIGGERED),
        # What no rule can ever tell is shown with the indicator; here counts what this portal left open.
        may_veto=_vetoes((each for each in indicators if each.findings), IndicatorState.CANT_TELL),
    )
    return Grades(graded[: len(findings)], result, _parts(facts, graded, groups), indicators)


def _indicators(
    facts: Facts, index: Index, findings: Sequence[Finding], passed: Sequence[Finding]
) -> tuple[AuditedIndicator, ...]:
    results = evaluate(
        index,
        findings,
        facts.column_entry,
        passed={(finding.rule, finding.subject) for finding in passed},
        spoke={finding.rule for finding in (*findings, *passed)},
    )
    return tuple(
        AuditedIndicator(
            id=each.id,
            title=each.title,
            kind=IndicatorKind(each.kind.value),
            state=IndicatorState(each.state.value),
            doc=each.clause.doc,
            clause=each.clause.clause,
            text=each.clause.text,
            verified=each.clause.verified,
            computed=IndicatorState(each.computed.value) if each.state is not each.computed else None,
            findings=each.findings,
            reason=each.reason,
        )
        for each in results
    )


def _vetoes(indicators: Iterable[AuditedIndicator], state: IndicatorState) -> tuple[str, ...]:
    return tuple(each.id for each in indicators if each.kind is IndicatorKind.VETO and each.state is state)


def _parts(facts: Facts, graded: Sequence[Finding], listed: Sequence[IndexGroup]) -> tuple[PartScore, ...]:
    """Groups of the index, fields, organs, units. Verdicts without field or organ are in no part of these dimensions;
    those for which nobody is named are the unit without a name."""
    weights = facts.profile.weights
    groups = {group.id: group.title for group in listed}
    points = {group.id: group.weight for group in listed}
    fields = {entry.id: entry.title for entry in facts.entries.values() if entry.group is Group.FIELD}
    return (
        *parts(graded, weights, "group", lambda f: (f.group,) if f.group else (), groups, points),
        *parts(graded, weights, "field", lambda f: (f.field,) if f.field else (), fields),
        *parts(graded, weights, "organ", lambda f: (f.organ,) if f.organ else (), {}),
        *parts(graded, weights, "unit", lambda f: f.units or ("",), {}),
    )
