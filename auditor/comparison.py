"""What became of the findings of one portal from one audit to the next. Pure.

Truth before recall: a fault that is no longer listed counts as mended only when the later audit shows that its rule ran, that
its subject stands on the portal and that the pages on which it was seen were read again. Whatever else it may be (the page timed
out, the rule is switched off, the column is gone) is UNKNOWN, with the reason.

Only faults are compared: findings that were told as ``fail`` or ``warn`` in one of the audits. A subject about which nobody could
tell then and now is no change of the portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.errors import AuditorError
from auditor.model import (
    Audit,
    AuditDiff,
    AuditedColumn,
    Change,
    Finding,
    FindingDelta,
    Outcome,
    PageKind,
    Presence,
    Severity,
    StandardMatch,
)
from auditor.sameness import elapsed_days, same

FAULTS = frozenset({Outcome.FAIL, Outcome.WARN})
_ORDER = (Outcome.FAIL, Outcome.WARN)


class Unknown(StrEnum):
    """Why nobody can tell that a fault was mended. Besides these, a reason may be one that findings know (``timeout``,
    ``guide-in-files``): why the later audit cannot tell, or why the page could not be read."""

    PORTAL_UNJUDGED = "portal-unjudged"
    RULE_NOT_RUN = "rule-not-run"
    RULE_FAILED = "rule-failed"
    RULE_SILENT = "rule-silent"  # it ran, and nothing at all passed
    CANT_TELL = "now-cant-tell"
    NOT_JUDGED = "subject-not-judged"  # it was read, and the rule had nothing to say of it
    COVERAGE = "coverage-incomplete"
    SUBJECT_GONE = "subject-gone"
    LIST_EMPTY = "list-empty"  # nothing stands there that could be judged
    PAGE_NOT_SEEN = "page-not-seen"


def compare(before: Audit, after: Audit) -> AuditDiff:
    """The difference of two audits of one portal. AuditorError when they are of two portals."""
    _check(before, after)
    view = _View.of(before, after)
    then, now = _by_fingerprint(before), _by_fingerprint(after)
    elapsed = elapsed_days(before.today, after.today)
    deltas = []
    for fingerprint in dict.fromkeys((*then, *now)):
        one, other = then.get(fingerprint), now.get(fingerprint)
        if delta := _delta(fingerprint, one, other, view, elapsed):
            deltas.append(delta)
    return AuditDiff(
        portal=after.portal,
        before=before.today,
        after=after.today,
        score_before=before.score,
        score_after=after.score,
        deltas=tuple(sorted(deltas, key=_rank)),
        differing=_differing(before, after),
    )


def newly_failing(
    diff: AuditDiff, fail_on: Severity, waived: frozenset[str] = frozenset()
) -> tuple[FindingDelta, ...]:
    """What fails now at or above a severity and did not before: new findings, notices that became failures, and failures
    that became as grave as that. ``waived`` are fingerprints that do not count."""

    def fails(finding: Finding | None) -> bool:
        return finding is not None and finding.outcome is Outcome.FAIL and finding.severity.at_least(fail_on)

    return tuple(
        delta
        for delta in diff.deltas
        if fails(delta.after) and not fails(delta.before) and delta.fingerprint not in waived
    )


# ── one finding ───────────────────────────────────────────────────────────────────────────────────


def _delta(
    fingerprint: str,
    then: Finding | None,
    now: Finding | None,
    view: _View,
    elapsed: frozenset[int],
) -> FindingDelta | None:
    """None for what is a fault in neither audit, and for an unknown that has been cleared up."""
    if now is not None and now.outcome in FAULTS:
        if then is None:
            return FindingDelta(fingerprint, Change.NEW, None, now)
        change = Change.PERSISTING if same(then, now, elapsed) else Change.CHANGED
        return FindingDelta(fingerprint, change, then, now)
    if then is None or then.outcome not in FAULTS:
        return None
    reason = _why_not_judged(now) if now is not None else _unproven(then, view)
    change = Change.UNKNOWN if reason else Change.MENDED
    return FindingDelta(fingerprint, change, then, None, reason)


def _why_not_judged(now: Finding) -> str:
    """``now`` is no fault, and no pass: those are not listed."""
    if now.outcome is Outcome.ERROR:
        return Unknown.RULE_FAILED
    told = now.params.get("reason")
    if isinstance(told, str) and told:
        return told
    return now.obstacles[0].reason if now.obstacles else Unknown.CANT_TELL


@dataclass(frozen=True, slots=True)
class _View:
    """The later audit, by what is asked of it. ``read`` are the addresses of pages that were read (the
    home page is not listed, but a portal whose home page was not read has no complete coverage); ``was`` the subjects that
    the earlier audit knew as columns or as entries of the standard."""

    audit: Audit
    passed: Mapping[str, int]
    proven: frozenset[str]
    failed_rules: frozenset[str]
    columns: Mapping[str, AuditedColumn]
    standard: Mapping[str, StandardMatch]
    read: frozenset[str]
    unread: Mapping[str, str]
    was: frozenset[str]

    @classmethod
    def of(cls, before: Audit, after: Audit) -> _View:
        read = (column.url for column in after.columns if column.failure is None)
        return cls(
            audit=after,
            passed={rule.id: rule.passed for rule in after.rules},
            proven=frozenset(after.passed),
            failed_rules=frozenset(each.rule for each in after.findings if each.outcome is Outcome.ERROR),
            columns={column.id: column for column in after.columns},
            standard={match.id: match for match in after.standard},
            read=frozenset((after.portal.url, *after.coverage.pages_visited, *read)),
            unread={each.url: each.reason for each in after.coverage.obstacles},
            was=frozenset((*(each.id for each in before.columns), *(each.id for each in before.standard))),
        )


def _unproven(fault: Finding, view: _View) -> str:
    """Why it is not proven that a fault which is no longer listed was mended; "" when it is."""
    if view.audit.unjudged:
        return Unknown.PORTAL_UNJUDGED
    if fault.rule not in view.passed:
        return Unknown.RULE_NOT_RUN
    if fault.rule in view.failed_rules:
        return Unknown.RULE_FAILED
    if fault.fingerprint in view.proven:
        return ""  # its rule looked at this very subject, and it passed
    if not view.passed[fault.rule]:
        return Unknown.RULE_SILENT
    return _subject_unproven(fault.subject, view) or _unseen(fault, view) or Unknown.NOT_JUDGED


def _subject_unproven(subject: str, view: _View) -> str:
    """A column must stand there, have been read and hold something that can be judged; an entry of the standard must be
    published. What is gone, or no longer asked for, was not mended."""
    if column := view.columns.get(subject):
        if column.failure is not None:
            return column.failure.value
        return Unknown.LIST_EMPTY if column.kind is PageKind.LIST and not column.items else ""
    if match := view.standard.get(subject):
        if match.outcome is Presence.PRESENT:
            return ""
        return Unknown.SUBJECT_GONE if match.outcome is Presence.ABSENT else Unknown.CANT_TELL
    return Unknown.SUBJECT_GONE if subject in view.was else ""


def _unseen(fault: Finding, view: _View) -> str:
    """Each page on which the fault was seen must have been read again, in a crawl that left no navigation page out."""
    pages = [each.url for each in fault.evidence if each.url]
    if reason := next((view.unread[url] for url in pages if url in view.unread), ""):
        return reason
    if not view.audit.coverage.complete:
        return Unknown.COVERAGE
    return "" if view.read.issuperset(pages) else Unknown.PAGE_NOT_SEEN


# ── the whole ─────────────────────────────────────────────────────────────────────────────────────


def _check(before: Audit, after: Audit) -> None:
    if before.portal.code != after.portal.code:
        raise AuditorError(
            f"两次检查的不是同一个网站（{before.portal.code[:40]!r} 和 {after.portal.code[:40]!r}），不能比较。"
            "请给出同一网站的两个 audit.json"
        )


def _by_fingerprint(audit: Audit) -> dict[str, Finding]:
    return {finding.fingerprint: finding for finding in reversed(audit.findings)}


def _rank(delta: FindingDelta) -> tuple[int, int, int, str, str, str]:
    finding = delta.after or delta.before
    assert finding is not None
    outcome = _ORDER.index(finding.outcome) if finding.outcome in _ORDER else len(_ORDER)
    return (
        list(Change).index(delta.change),
        outcome,
        -finding.severity.rank,
        finding.rule,
        finding.subject,
        delta.fingerprint,
    )


def _differing(before: Audit, after: Audit) -> tuple[str, ...]:
    """What makes two audits hard to compare, by the names that :class:`AuditDiff` gives."""

    def rules(audit: Audit) -> object:
        return audit.tool.rules_version, frozenset(rule.id for rule in audit.rules)

    def coverage(audit: Audit) -> object:
        return audit.coverage.complete, audit.unjudged

    pairs = {
        "rules": (rules(before), rules(after)),
        "profile": (before.profile, after.profile),
        "catalog": (
            (before.tool.catalog_edition, before.tool.catalog_rows),
            (after.tool.catalog_edition, after.tool.catalog_rows),
        ),
        "coverage": (coverage(before), coverage(after)),
        "level": (before.portal.level, after.portal.level),
        "scope": (before.scope, after.scope),
    }
    return tuple(name for name, (then, now) in pairs.items() if then != now)
