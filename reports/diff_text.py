"""Two audits of a portal beside each other, as lines for a terminal. Pure; no line holds control characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model import AuditDiff, Change, Finding, FindingDelta
from reports import wording
from reports.changes import NAMES, Changes, changes_of
from reports.text import clean

#: So many findings of one kind are named; ``--json`` has them all.
_NAMED = 30
#: What goes on is only counted: the report of the day lists it.
_LISTED = (Change.NEW, Change.CHANGED, Change.MENDED, Change.UNKNOWN)


def diff_lines(diff: AuditDiff) -> tuple[str, ...]:
    """Heading, scores, counts, what makes the comparison doubtful, then the findings of each change but the persisting."""
    changes = changes_of(diff)
    assert changes is not None
    return (*_head(diff, changes), *(line for change in _LISTED for line in _section(diff, change)))


def _head(diff: AuditDiff, changes: Changes) -> Iterator[str]:
    code, name = clean(diff.portal.code, 40), clean(diff.portal.name, 80)
    yield f"{name}（{code}）：{changes.before} 与 {changes.after} 比较"
    yield f"得分：{changes.score_before} → {changes.score_after}（满分 100）"
    yield "　".join(f"{count.name} {count.number}" for count in changes.counts)
    if changes.differing:
        yield f"注意：两次检查的{'、'.join(changes.differing)}不同，有的变化可能由此而来。"


def _section(diff: AuditDiff, change: Change) -> Iterator[str]:
    deltas = diff.of(change)
    if not deltas:
        return
    yield ""
    yield f"{NAMES[change]}（{len(deltas)} 项）"
    for delta in deltas[:_NAMED]:
        yield from _lines(diff, delta)
    if len(deltas) > _NAMED:
        yield f"  其余 {len(deltas) - _NAMED} 项见 --json"


def _lines(diff: AuditDiff, delta: FindingDelta) -> Iterator[str]:
    finding = delta.after or delta.before
    if finding is None:
        return
    day = diff.after if delta.after is not None else diff.before
    sentence = wording.words_for(finding, clean(day, 20)).sentence
    yield f"  [{_grade(finding)}] {sentence}（编号 {clean(delta.fingerprint, 40)}）"
    if delta.change is Change.UNKNOWN:
        yield f"      不能确认是否整改：{wording.reason(delta.reason)}"
    elif delta.before is not None and delta.after is not None:
        yield f"      上次：{_formerly(diff, delta.before, delta.after, sentence)}"


def _formerly(diff: AuditDiff, before: Finding, after: Finding, sentence: str) -> str:
    """What was said then; when only the day would be another in it, what else is different."""
    regraded = (before.outcome, before.severity) != (after.outcome, after.severity)
    if not regraded and wording.words_for(before, clean(diff.after, 20)).sentence == sentence:
        return f"同一情况，{_what_moved(before, after)}"
    then = wording.words_for(before, clean(diff.before, 20)).sentence
    return f"[{_grade(before)}] {then}" if regraded else then


def _what_moved(before: Finding, after: Finding) -> str:
    moved: Sequence[str] = [
        name
        for name, differs in (
            (f"处数 {before.occurrences} → {after.occurrences}", before.occurrences != after.occurrences),
            ("证据页面或原文不同", _seen(before) != _seen(after)),
        )
        if differs
    ]
    return "，".join(moved) or "细节不同"


def _seen(finding: Finding) -> frozenset[tuple[str, str]]:
    return frozenset((each.url, each.quote) for each in finding.evidence)


def _grade(finding: Finding) -> str:
    outcome = wording.label("outcome", finding.outcome.value)
    return f"{outcome}·{wording.label('severity', finding.severity.value)}"
