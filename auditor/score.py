"""Points of 100, as a range: what is unknown counts once as passed and once as failed.

A profile's index deals the 100 points out to groups of duties. Within a group every judged verdict weighs by its
severity: a failure loses its whole weight, a warning half of it. A group in which nothing was judged gives its points to
the others. The points of the findings add up to exactly ``100 - best``: cents are dealt out by largest remainder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from auditor.model import Finding, Outcome, PartScore, Score, Severity

_ZERO = Fraction(0)
_LOST = {Outcome.FAIL: Fraction(1), Outcome.WARN: Fraction(1, 2)}
_JUDGED = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL})
_CENTS = 100 * 100  # of a full score
Weights = Mapping[Severity, float]


def score(
    findings: Sequence[Finding], weights: Weights, groups: Mapping[str, float]
) -> tuple[Score, tuple[Finding, ...]]:
    """The score, and the verdicts (order kept, passed ones too) with the points that each costs.

    ``groups`` are points by group. With nothing judged the range is 0 to 100.
    """
    shares = _shares(findings, weights, groups)
    costs = [
        _LOST[f.outcome] * s if f.outcome in _LOST else _ZERO for f, s in zip(findings, shares, strict=True)
    ]
    unknown = _total(s for f, s in zip(findings, shares, strict=True) if f.outcome is Outcome.CANT_TELL)
    judged = any(shares)
    whole = _total(costs)
    lost = round(whole)
    worst = _CENTS - round(whole + unknown) if judged else 0
    tally = _tally(findings)
    result = Score(
        best=(_CENTS - lost) / 100,
        worst=worst / 100,
        passed=tally[Outcome.PASS],
        failed=tally[Outcome.FAIL],
        warned=tally[Outcome.WARN],
        cant_tell=tally[Outcome.CANT_TELL],
    )
    cents = _deal(costs, lost)
    return result, tuple(replace(f, points=c / 100) for f, c in zip(findings, cents, strict=True))


def parts(
    findings: Iterable[Finding],
    weights: Weights,
    dimension: str,
    ids: Callable[[Finding], Iterable[str]],
    titles: Mapping[str, str],
    points: Mapping[str, float] | None = None,
) -> tuple[PartScore, ...]:
    """Scores of the parts of one dimension, in the order of ``titles``, then by id. ``ids`` gives the parts that a
    verdict belongs to; ``points`` are those of the parts, where they have any."""
    members: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for id_ in ids(finding):
            members[id_].append(finding)
    order = [*(id_ for id_ in titles if id_ in members), *sorted(members.keys() - titles.keys())]
    return tuple(
        _part(members[id_], weights, dimension, id_, titles.get(id_, id_), (points or {}).get(id_, 0.0))
        for id_ in order
    )


def _part(
    members: Sequence[Finding], weights: Weights, dimension: str, id_: str, title: str, points: float
) -> PartScore:
    scale = _scale(weights)
    # Equal verdicts are many and kinds of them few: multiplied, not added one by one.
    kinds = Counter((f.outcome, f.severity) for f in members if f.outcome in _JUDGED)
    worth = {kind: number * scale[kind[1]] for kind, number in kinds.items()}
    total = sum(worth.values(), _ZERO)
    lost = sum((_LOST[outcome] * each for (outcome, _), each in worth.items() if outcome in _LOST), _ZERO)
    unknown = sum((each for (outcome, _), each in worth.items() if outcome is Outcome.CANT_TELL), _ZERO)
    tally = _tally(members)
    return PartScore(
        dimension=dimension,
        id=id_,
        title=title,
        weight=points,
        lost=round(sum(f.points for f in members), 2),
        best=_percent(1 - lost / total) if total else None,
        worst=_percent(1 - (lost + unknown) / total) if total else None,
        passed=tally[Outcome.PASS],
        failed=tally[Outcome.FAIL],
        warned=tally[Outcome.WARN],
        cant_tell=tally[Outcome.CANT_TELL],
    )


def _shares(findings: Sequence[Finding], weights: Weights, groups: Mapping[str, float]) -> list[Fraction]:
    """What each verdict is worth, in cents: the group's points dealt out by severity."""
    scale = _scale(weights)
    kinds = Counter((f.group, f.severity) for f in findings if f.outcome in _JUDGED)
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for (group, severity), number in kinds.items():
        totals[group] += number * scale[severity]
    points = {group: Fraction(str(groups.get(group, 0.0))) for group, total in totals.items() if total}
    whole = sum(points.values(), _ZERO)
    if not whole:  # no index, or only verdicts that no group of it claims
        points = {group: total for group, total in totals.items() if total}
        whole = sum(points.values(), _ZERO)
    worth = {
        (group, severity): scale[severity] * points[group] * _CENTS / (totals[group] * whole)
        for group, severity in kinds
        if scale[severity]
    }
    return [worth.get((f.group, f.severity), _ZERO) if f.outcome in _JUDGED else _ZERO for f in findings]


def _total(shares: Iterable[Fraction]) -> Fraction:
    """Their sum: equal ones, of which there are hundreds, multiplied."""
    return sum((number * share for share, number in Counter(shares).items()), _ZERO)


def _scale(weights: Weights) -> dict[Severity, Fraction]:
    return {severity: Fraction(str(weights.get(severity, 0.0))) for severity in Severity}


def _tally(findings: Iterable[Finding]) -> dict[Outcome, int]:
    tally = dict.fromkeys(Outcome, 0)
    for finding in findings:
        tally[finding.outcome] += 1
    return tally


def _percent(share: Fraction) -> float:
    return round(share * _CENTS) / 100


def _deal(costs: Sequence[Fraction], total: int) -> list[int]:
    """Round ``costs`` (in cents) to whole cents that add up to ``total``: the largest remainders go up."""
    cents = [int(cost) for cost in costs]
    order = sorted(range(len(costs)), key=lambda i: (cents[i] - costs[i], i))
    for index in order[: total - sum(cents)]:
        cents[index] += 1
    return cents
