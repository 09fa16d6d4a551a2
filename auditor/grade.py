"""The verdicts of a portal graded: points, parts of the score, indicators of the national index. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.facts import Facts
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
    index = load_index(profile.index) if profile.index else Index()
    weights = {group.id: group.weight for group in index.groups}
    result, graded = score((*findings, *passed), profile.weights, weights)
    indicators = evaluate(index.indicators, facts, (*findings, *passed))
    result = replace(
        result,
        vetoed=_vetoes(indicators, IndicatorState.TRIGGERED),
        may_veto=_vetoes(indicators, IndicatorState.CANT_TELL),
    )
    return Grades(graded[: len(findings)], result, _parts(facts, graded, index), indicators)


def _vetoes(indicators: Iterable[AuditedIndicator], state: IndicatorState) -> tuple[str, ...]:
    return tuple(each.id for each in indicators if each.kind is IndicatorKind.VETO and each.state is state)


def _parts(facts: Facts, graded: Sequence[Finding], index: Index) -> tuple[PartScore, ...]:
    """Groups of the index, fields, organs, units. Verdicts without field or organ are in no part of these dimensions;
    those for which nobody is named are the unit without a name."""
    weights = facts.profile.weights
    groups = {group.id: group.title for group in index.groups}
    points = {group.id: group.weight for group in index.groups}
    fields = {entry.id: entry.title for entry in facts.entries.values() if entry.group is Group.FIELD}
    return (
        *parts(graded, weights, "group", lambda f: (f.group,) if f.group else (), groups, points),
        *parts(graded, weights, "field", lambda f: (f.field,) if f.field else (), fields),
        *parts(graded, weights, "organ", lambda f: (f.organ,) if f.organ else (), {}),
        *parts(graded, weights, "unit", lambda f: f.units or ("",), {}),
    )
