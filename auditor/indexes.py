"""Which items of an index are met by the findings of an audit. Pure; three-valued: an unknown never meets one.

Only failed findings count. Findings that could not be told count for what may be: when the failed ones alone do not
reach a threshold and together with them they do, the item cannot be told. For an item that nobody has read, findings count
too that only warn because nobody has read their clause: the item decides nothing, but says what its words would give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    ``silent``: rules that gave no verdict."""

    findings: Sequence[Finding]
    entries: Mapping[str, str]
    answered: frozenset[str]
    silent: frozenset[str]


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
    spoke: Collection[str] | None = None,
) -> tuple[IndexResult, ...]:
    """All items of ``index`` in its order.

    ``entries``: column id → id of its standard entry (:attr:`Facts.column_entry`). ``passed``: (rule, subject) of passed
    verdicts, of which only the inspectors' answers matter. ``spoke``: ids of the rules that gave a verdict at all; a rule
    without one judged nothing (no probes, no letters), and nothing follows from its silence. None = all did.
    """
    given = tuple(findings)
    counting = tuple(each for each in given if each.outcome in _COUNTING)
    softened = tuple(each for each in given if _is_softened(each))
    answered = frozenset(subject for rule, subject in passed if rule == MANUAL_RULE)
    named = {rule for row in index.indicators for rule in _named(row.when)}
    silent = frozenset() if spoke is None else frozenset(named - set(spoke))
    read = _Seen(counting, entries or {}, answered, silent)
    unread = replace(read, findings=(*counting, *softened))
    return tuple(
        _result(index, row, _met(row.when, read if row.verified else unread)) for row in index.indicators
    )


def vetoes(results: Iterable[IndexResult]) -> tuple[IndexResult, ...]:
    """The veto items that decide: met, and read by somebody."""
    return tuple(each for each in results if each.kind is IndicatorKind.VETO and each.state == "triggered")


def _result(index: Index, row: Indicator, met: _Met) -> IndexResult:
    state = met.state
    if not row.verified and state is not IndexState.CLEAR:
        state = IndexState.UNVERIFIED
    failed_first = sorted(met.findings, key=lambda each: not _has_failed(each))
    shown = tuple(dict.fromkeys(each.fingerprint for each in failed_first))[:_FINDINGS_SHOWN]
    clause = Clause(index.doc, row.clause, row.text, row.verified)
    return IndexResult(row.id, row.title, row.kind, state, met.state, shown, clause, met.reason)


def _is_softened(finding: Finding) -> bool:
    """Would it have failed, had somebody read its clause?"""
    return finding.outcome is Outcome.WARN and finding.params.get("unverified") is True


def _has_failed(finding: Finding) -> bool:
    return finding.outcome is Outcome.FAIL or _is_softened(finding)


def _met(when: Condition, seen: _Seen) -> _Met:
    if when.all_of:
        return _all([_met(part, seen) for part in when.all_of])
    if when.any_of:
        return _any([_met(part, seen) for part in when.any_of])
    if when.either_of:
        return _either([_met(part, seen) for part in when.either_of])
    if when.sum_of:
        return _sum(when.sum_of.of, when.sum_of.at_least, seen)
    if when.any_fail:
        return _sum([Count(rule) for rule in when.any_fail], 1, seen)
    hints = tuple(each for each in seen.findings if each.rule in when.hints)
    if when.manual:
        return _manual(when.manual, seen, hints)
    return _Met(IndexState.CANT_TELL, hints, when.undecided)


def _sum(counts: Sequence[Count], at_least: int, seen: _Seen) -> _Met:
    found = [(each, count) for each in seen.findings if (count := _counted(counts, each, seen)) is not None]
    failed = [(each, count) for each, count in found if _has_failed(each)]
    reached = sum(_amount(each, count) for each, count in failed)
    if reached >= at_least:
        return _Met(IndexState.TRIGGERED, tuple(each for each, _ in failed))
    # A rule that raised, or that says by how many only when it can tell, may have as many as it likes.
    unknown = len(found) - len(failed)
    open_ended = any(
        each.outcome is Outcome.ERROR or count.by for each, count in found if (each, count) not in failed
    )
    silent = any(count.rule in seen.silent for count in counts)
    if silent or open_ended or (unknown and reached + unknown >= at_least):
        return _Met(IndexState.CANT_TELL, tuple(each for each, _ in found))
    return _Met(IndexState.CLEAR, tuple(each for each, _ in found))


def _amount(finding: Finding, count: Count) -> int:
    value = finding.params.get(count.by) if count.by else 1
    return value if isinstance(value, int) else 0


def _counted(counts: Sequence[Count], finding: Finding, seen: _Seen) -> Count | None:
    """The first of ``counts`` that the finding falls under: no finding counts twice."""
    return next((count for count in counts if _falls_under(count, finding, seen)), None)


def _falls_under(count: Count, finding: Finding, seen: _Seen) -> bool:
    if finding.rule != count.rule:
        return False
    if finding.outcome is Outcome.ERROR:
        return True
    return all(_value(finding, key, seen) in values for key, values in count.where.items())


def _value(finding: Finding, key: str, seen: _Seen) -> object:
    if key == "subject":
        return finding.subject
    if key == "entry":
        return seen.entries.get(finding.subject, finding.subject)
    if key == "depth":
        return len(finding.params.get("path", ()))
    value = finding.params.get(key)
    return value if isinstance(value, str | int) else None


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


def _either(parts: Sequence[_Met]) -> _Met:
    """Witnesses of one thing: what one of them has seen holds, and where one has seen nothing wrong, another who cannot
    tell leaves nothing open."""
    states = {part.state for part in parts}
    state = next((each for each in (IndexState.TRIGGERED, IndexState.CLEAR) if each in states), None)
    return _joined(state or IndexState.CANT_TELL, parts)


def _joined(state: IndexState, parts: Sequence[_Met]) -> _Met:
    """Findings and reasons of the parts that made the state."""
    making = [part for part in parts if part.state is state]
    findings = tuple(each for part in making for each in part.findings)
    return _Met(state, findings, "、".join(dict.fromkeys(part.reason for part in making if part.reason)))


def _named(when: Condition) -> set[str]:
    found = set(when.any_fail) | ({count.rule for count in when.sum_of.of} if when.sum_of else set())
    for part in (*when.all_of, *when.any_of, *when.either_of):
        found |= _named(part)
    return found
