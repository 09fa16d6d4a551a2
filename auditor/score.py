"""Points of 100, as a range: what is unknown counts once as passed and once as failed.

Every judged verdict weighs by its severity. A failure loses its whole weight, a warning half of it. The
points of the findings add up to exactly ``100 - best``: cents are dealt out by largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from auditor.model import Finding, Outcome, Score, Severity

_LOST = {Outcome.FAIL: Fraction(1), Outcome.WARN: Fraction(1, 2)}
_JUDGED = frozenset({Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL})
_CENTS = 100 * 100  # of a full score


def score(
    findings: Sequence[Finding], passed: Mapping[Severity, int], weights: Mapping[Severity, float]
) -> tuple[Score, tuple[Finding, ...]]:
    """The score, and the findings (order kept) with the points that each costs.

    ``passed`` counts the passed verdicts by severity. With nothing judged the range is 0 to 100.
    """
    scale = {severity: Fraction(str(weights.get(severity, 0.0))) for severity in Severity}
    judged = [finding for finding in findings if finding.outcome in _JUDGED]
    total = sum((scale[severity] * count for severity, count in passed.items()), Fraction(0))
    total += sum((scale[finding.severity] for finding in judged), Fraction(0))
    costs = [_LOST.get(f.outcome, Fraction(0)) * scale[f.severity] * _CENTS / (total or 1) for f in findings]
    unknown = sum((scale[f.severity] for f in judged if f.outcome is Outcome.CANT_TELL), Fraction(0))
    lost = round(sum(costs, Fraction(0)))
    worst = _CENTS - round(sum(costs, Fraction(0)) + unknown * _CENTS / (total or 1)) if total else 0
    tally = {outcome: sum(f.outcome is outcome for f in findings) for outcome in _JUDGED}
    result = Score(
        best=(_CENTS - lost) / 100,
        worst=worst / 100,
        passed=sum(passed.values()),
        failed=tally[Outcome.FAIL],
        warned=tally[Outcome.WARN],
        cant_tell=tally[Outcome.CANT_TELL],
    )
    cents = _deal(costs, lost)
    return result, tuple(replace(f, points=c / 100) for f, c in zip(findings, cents, strict=True))


def _deal(costs: Sequence[Fraction], total: int) -> list[int]:
    """Round ``costs`` (in cents) to whole cents that add up to ``total``: the largest remainders go up."""
    cents = [int(cost) for cost in costs]
    order = sorted(range(len(costs)), key=lambda i: (cents[i] - costs[i], i))
    for index in order[: total - sum(cents)]:
        cents[index] += 1
    return cents
