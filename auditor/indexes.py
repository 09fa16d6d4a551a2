"""Which items of an index are met by the findings of an audit. Pure; three-valued: an unknown never meets one.

Only failed findings count. Findings that could not be told count for what may be: when the failed ones alone do not
reach a threshold and together with them they do, the item cannot be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.index_data import Condition, Count, Index, Indicator, IndicatorKind
from auditor.model import Clause, Finding, Outcome

#: The rule whose findings are the inspectors' answers; its subjects are lines of the checklist.
MANUAL_RULE = "manual-check"
_FINDINGS_SHOWN = 50
_COUNTING = (Outcome.FAIL, Outcome.CANT_TELL, Outcome.ERROR)


class IndexState(StrEnum):
    """``unverified``: met, or perhaps met, but nobody has read the item, so it decides nothing."""

    TRIGGERED = "triggered"
    CLEAR = "clear"
    CANT_TELL = "cant-tell"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class IndexResult:
    """``computed`` is the state before it was asked whether anybody has read the item. ``findings``: fingerprints of
    those that count, the failed first. ``reason``: why no rule can tell."""

    id: str
    title: str
    kind: IndicatorKind
    state: IndexState
    computed: IndexState
    findings: tuple[str, ...]
    clause: Clause
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the conditions look at. ``entries``: column id → standard entry; ``answered``: checklist lines that passed;
    ``dumb``: rules that did not run, so that nothing follows from their silence."""

    findings: Sequence[Finding]
    entries: Mapping[str, str]
    answered: frozenset[str]
    dumb: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Met:
    state: IndexState
    findings: tuple[Finding, ...] = ()
    reason: str = ""


def evaluate(
    index: Index,
    findings: Iterable[Finding],
    entries: Mapping[str, str] | None = None,
    passed: Collection[tuple[str, str]] = (),
    ran: Collection[str] | None = None,
) -> tuple[IndexResult, ...]:
    """All items of ``index`` in its order.

    ``entries``: column id → id of its standard entry (:attr:`Facts.column_entry`). ``passed``: (rule, subject) of passed
    verdicts, of which only the inspectors' answers matter. ``ran``: ids of the rules that ran; what a rule would have
    said that did not run cannot be told. None = all ran.
    """
    counting = tuple(each for each in findings if each.outcome in _COUNTING)
    answered = frozenset(subject for rule, subject in passed if rule == MANUAL_RULE)
    named = {rule for row in index.indicators for rule in _named(row.when)}
    dumb = frozenset() if ran is None else frozenset(named - set(ran))
    seen = _Seen(counting, entries or {}, answered, dumb)
    return tuple(_result(index, row, _met(row.when, seen)) for row in index.indicators)


def vetoes(results: Iterable[IndexResult]) -> tuple[IndexResult, ...]:
    """The veto items that decide: met, and read by somebody."""
    return tuple(each for each in results if each.kind is IndicatorKind.VETO and each.state == "triggered")


def _result(index: Index, row: Indicator, met: _Met) -> IndexResult:
    state = met.state
    if not row.verified and state is not IndexState.CLEAR:
        state = IndexState.UNVERIFIED
    failed_first = sorted(met.findings, key=lambda each: each.outcome is not Outcome.FAIL)
    shown = tuple(dict.fromkeys(each.fingerprint for each in failed_first))[:_FINDINGS_SHOWN]
    clause = Clause(index.doc, row.clause, row.text, row.verified)
    return IndexResult(row.id, row.title, row.kind, state, met.state, shown, clause, met.reason)


def _met(when: Condition, seen: _Seen) -> _Met:
    if when.all_of:
        return _all([_met(part, seen) for part in when.all_of])
    if when.any_of:
        return _any([_met(part, seen) for part in when.any_of])
    if when.sum_of:
        return _sum(when.sum_of.of, when.sum_of.at_least, seen)
    if when.any_fail:
        return _sum([Count(rule) for rule in when.any_fail], 1, seen)
    hints = tuple(each for each in seen.findings if each.rule in when.hints)
    if when.manual:
        return _manual(when.manual, seen, hints)
    return _Met(IndexState.CANT_TELL, hints, when.undecided)


def _sum(counts: Sequence[Count], at_least: int, seen: _Seen) -> _Met:
    found = [each for each in seen.findings if any(_counts(count, each, seen) for count in counts)]
    failed = sum(each.outcome is Outcome.FAIL for each in found)
    if failed >= at_least:
        return _Met(IndexState.TRIGGERED, tuple(each for each in found if each.outcome is Outcome.FAIL))
    broken = any(count.rule in seen.dumb for count in counts)
    # A rule that raised speaks of no subject: whatever it would have said is unknown.
    broken = broken or any(each.outcome is Outcome.ERROR for each in found)
    if broken or len(found) >= at_least:
        return _Met(IndexState.CANT_TELL, tuple(found))
    return _Met(IndexState.CLEAR, tuple(found))


def _counts(count: Count, finding: Finding, seen: _Seen) -> bool:
    if finding.rule != count.rule:
        return False
    if finding.outcome is Outcome.ERROR:
        return True
    return all(_value(finding, key, seen) in values for key, values in count.where.items()) and all(
        _size(finding.params.get(key)) >= number for key, number in count.least.items()
    )


def _value(finding: Finding, key: str, seen: _Seen) -> object:
    if key == "subject":
        return finding.subject
    if key == "entry":
        return seen.entries.get(finding.subject, finding.subject)
    if key == "depth":
        return len(finding.params.get("path", ()))
    value = finding.params.get(key)
    return value if isinstance(value, str | int) else None


def _size(value: object) -> float:
    if isinstance(value, list | tuple):
        return len(value)
    return value if isinstance(value, int | float) else 0


def _manual(line: str, seen: _Seen, hints: tuple[Finding, ...]) -> _Met:
    answers = tuple(each for each in seen.findings if each.rule == MANUAL_RULE and each.subject == line)
    if any(each.outcome is Outcome.FAIL for each in answers):
        return _Met(IndexState.TRIGGERED, answers)
    if line in seen.answered and not answers:
        return _Met(IndexState.CLEAR)
    return _Met(IndexState.CANT_TELL, answers + hints, "manual")


def _all(parts: Sequence[_Met]) -> _Met:
    states = {part.state for part in parts}
    state = next((each for each in (IndexState.CLEAR, IndexState.CANT_TELL) if each in states), None)
    return _joined(state or IndexState.TRIGGERED, parts)


def _any(parts: Sequence[_Met]) -> _Met:
    states = {part.state for part in parts}
    state = next((each for each in (IndexState.TRIGGERED, IndexState.CANT_TELL) if each in states), None)
    return _joined(state or IndexState.CLEAR, parts)


def _joined(state: IndexState, parts: Sequence[_Met]) -> _Met:
    """Findings and reasons of the parts that made the state."""
    making = [part for part in parts if part.state is state]
    findings = tuple(each for part in making for each in part.findings)
    return _Met(state, findings, "、".join(dict.fromkeys(part.reason for part in making if part.reason)))


def _named(when: Condition) -> set[str]:
    found = set(when.any_fail) | ({count.rule for count in when.sum_of.of} if when.sum_of else set())
    for part in (*when.all_of, *when.any_of):
        found |= _named(part)
    return found
