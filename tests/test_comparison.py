"""What became of findings: by data, from the demo county of two days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.comparison import Unknown, compare, newly_failing
from auditor.errors import AuditorError
from auditor.model import (
    Audit,
    AuditDiff,
    Change,
    Failure,
    Finding,
    Obstacle,
    Outcome,
    Presence,
    Scope,
    Severity,
)
from tests.two_days import altered, before, column, entry, fault, later, without

Altered = Callable[[Audit], Audit]


def course(diff: AuditDiff, finding: Finding) -> tuple[Change, str] | None:
    delta = next((d for d in diff.deltas if d.fingerprint == finding.fingerprint), None)
    return (delta.change, delta.reason) if delta else None


def test_the_same_audit_has_only_what_persists() -> None:
    diff = compare(before(), before())
    assert {delta.change for delta in diff.deltas} == {Change.PERSISTING}
    assert len(diff.deltas) == sum(f.outcome in (Outcome.FAIL, Outcome.WARN) for f in before().findings)
    assert diff.differing == ()
    assert not newly_failing(diff, Severity.INFO)


def test_what_grows_by_itself_is_no_change() -> None:
    stale = fault("stale-column")
    params = stale.params
    grown = params | {"age_days": params["age_days"] + 7, "days_left": params["days_left"] - 7}
    after = altered(later(7), stale, params=grown)
    assert course(compare(before(), after), stale) == (Change.PERSISTING, "")
    # The same figures three days later are another thing: somebody published something.
    after = altered(later(3), stale, params=grown)
    assert course(compare(before(), after), stale) == (Change.CHANGED, "")


def test_more_pages_looked_at_is_no_change() -> None:
    missing = fault("missing-field")
    seen = missing.params | {"pages_visited": 999, "columns_seen": 400, "columns_fetched": 400}
    assert course(compare(before(), altered(later(), missing, params=seen)), missing) == (
        Change.PERSISTING,
        "",
    )


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": Outcome.WARN},
        {"severity": Severity.CRITICAL},
        {"occurrences": 9},
        {"params": fault("stale-column").params | {"newest": "2026-01-01"}},
        {
            "params": fault("stale-column").params
            | {"limit_days": fault("stale-column").params["limit_days"] + 7}
        },
        {"evidence": tuple(replace(e, quote="另一条") for e in fault("stale-column").evidence)},
        {"evidence": tuple(replace(e, url=f"{e.url}other/") for e in fault("stale-column").evidence)},
    ],
    ids=["outcome", "severity", "occurrences", "params", "limit", "quote", "url"],
)
def test_a_difference_in_substance_is_a_change(values: dict[str, Any]) -> None:
    stale = fault("stale-column")
    assert course(compare(before(), altered(later(), stale, **values)), stale) == (Change.CHANGED, "")


def test_new_hash_or_order_of_the_evidence_is_no_change() -> None:
    stale = fault("stale-column")
    other = tuple(replace(e, body_sha256="f" * 64) for e in reversed(stale.evidence))
    assert course(compare(before(), altered(later(), stale, evidence=other)), stale) == (
        Change.PERSISTING,
        "",
    )


def test_new_findings_and_their_order() -> None:
    mild = replace(fault("missing-column"), fingerprint="new-mild", outcome=Outcome.WARN)
    grave = replace(fault("missing-column"), fingerprint="new-grave", severity=Severity.CRITICAL)
    after = replace(later(), findings=(mild, *later().findings, grave))
    diff = compare(before(), after)
    assert [delta.fingerprint for delta in diff.of(Change.NEW)] == ["new-grave", "new-mild"]
    assert [list(Change).index(d.change) for d in diff.deltas] == sorted(
        list(Change).index(d.change) for d in diff.deltas
    )


@pytest.mark.parametrize("rule", ["stale-column", "missing-field"])
def test_mended_when_the_rule_ran_and_the_subject_was_read(rule: str) -> None:
    finding = fault(rule)
    after = entry(without(later(), finding), finding.subject, Presence.PRESENT)
    assert course(compare(before(), after), finding) == (Change.UNKNOWN, Unknown.NOT_JUDGED)
    after = replace(after, passed=(finding.fingerprint,))
    assert course(compare(before(), after), finding) == (Change.MENDED, "")


def _unread(audit: Audit, finding: Finding) -> Audit:
    coverage = replace(
        audit.coverage, complete=False, obstacles=(Obstacle(finding.evidence[0].url, "timeout"),)
    )
    return replace(audit, coverage=coverage)


_STALE = fault("stale-column")
_FIELD = fault("missing-field")


@pytest.mark.parametrize(
    ("finding", "alter", "reason"),
    [
        (_STALE, lambda a: replace(a, unjudged="blocked"), Unknown.PORTAL_UNJUDGED),
        (
            _STALE,
            lambda a: replace(a, rules=tuple(r for r in a.rules if r.id != "stale-column")),
            Unknown.RULE_NOT_RUN,
        ),
        (
            _STALE,
            lambda a: replace(
                a, rules=tuple(replace(r, passed=0) if r.id == "stale-column" else r for r in a.rules)
            ),
            Unknown.RULE_SILENT,
        ),
        (
            _STALE,
            lambda a: replace(
                a,
                findings=(
                    *a.findings,
                    replace(_STALE, subject="stale-column", fingerprint="e", outcome=Outcome.ERROR),
                ),
            ),
            Unknown.RULE_FAILED,
        ),
        (
            _STALE,
            lambda a: replace(a, findings=(*a.findings, replace(_STALE, outcome=Outcome.ERROR))),
            Unknown.RULE_FAILED,
        ),
        (
            _STALE,
            lambda a: replace(
                a,
                findings=(
                    *a.findings,
                    replace(_STALE, outcome=Outcome.CANT_TELL, params={"reason": "unread"}),
                ),
            ),
            "unread",
        ),
        (_STALE, lambda a: column(a, _STALE.subject, failure=Failure.TIMEOUT), "timeout"),
        (_STALE, lambda a: column(a, _STALE.subject, items=0), Unknown.LIST_EMPTY),
        (
            _STALE,
            lambda a: replace(a, columns=tuple(c for c in a.columns if c.id != _STALE.subject)),
            Unknown.SUBJECT_GONE,
        ),
        (_STALE, lambda a: _unread(a, _STALE), "timeout"),
        (
            _STALE,
            lambda a: replace(a, coverage=replace(a.coverage, complete=False)),
            Unknown.COVERAGE,
        ),
        (_FIELD, lambda a: a, Unknown.SUBJECT_GONE),  # still not there: it is only no longer asked for
        (_FIELD, lambda a: entry(a, _FIELD.subject, Presence.AMBIGUOUS), Unknown.CANT_TELL),
        (
            _FIELD,
            lambda a: replace(a, standard=tuple(m for m in a.standard if m.id != _FIELD.subject)),
            Unknown.SUBJECT_GONE,
        ),
    ],
)
def test_what_left_the_list_without_proof_is_unknown(finding: Finding, alter: Altered, reason: str) -> None:
    diff = compare(before(), alter(without(later(), finding)))
    assert course(diff, finding) == (Change.UNKNOWN, reason)
    assert all(delta.after is None for delta in diff.of(Change.UNKNOWN))


def test_a_page_that_nobody_opened_this_time_is_unknown() -> None:
    guide = fault("incomplete-service-guide")  # its evidence is an article; the audit lists none as read
    passing = tuple(replace(r, passed=3) if r.id == guide.rule else r for r in later().rules)
    diff = compare(before(), replace(without(later(), guide), rules=passing))
    assert course(diff, guide) == (Change.UNKNOWN, Unknown.PAGE_NOT_SEEN)


def test_doubts_that_were_none_of_the_portals_faults_are_left_out() -> None:
    doubt = next(f for f in before().findings if f.outcome is Outcome.CANT_TELL)
    assert course(compare(before(), before()), doubt) is None
    assert course(compare(before(), without(later(), doubt)), doubt) is None
    proven = compare(before(), altered(later(), doubt, outcome=Outcome.FAIL))
    assert course(proven, doubt) == (Change.CHANGED, "")
    assert [d.fingerprint for d in newly_failing(proven, Severity.INFO)] == [doubt.fingerprint]


def test_newly_failing_counts_what_fails_now_and_did_not() -> None:
    new = replace(_STALE, fingerprint="new", severity=Severity.MINOR)
    warned = next(f for f in before().findings if f.outcome is Outcome.WARN)
    after = altered(later(), warned, outcome=Outcome.FAIL, severity=Severity.MAJOR)
    diff = compare(before(), replace(after, findings=(*after.findings, new)))

    def failing(fail_on: Severity, *waived: str) -> set[str]:
        return {delta.fingerprint for delta in newly_failing(diff, fail_on, frozenset(waived))}

    assert failing(Severity.MINOR) == {"new", warned.fingerprint}
    assert failing(Severity.MAJOR) == {warned.fingerprint}
    assert failing(Severity.MINOR, "new") == {warned.fingerprint}
    assert failing(Severity.CRITICAL) == set()


def test_a_failure_that_became_graver_is_newly_failing() -> None:
    finding = next(f for f in before().findings if f.outcome is Outcome.FAIL and f.severity is Severity.MINOR)
    diff = compare(before(), altered(later(), finding, severity=Severity.CRITICAL))
    assert [d.fingerprint for d in newly_failing(diff, Severity.MAJOR)] == [finding.fingerprint]
    assert not newly_failing(diff, Severity.MINOR)


def test_what_makes_two_audits_hard_to_compare_is_named() -> None:
    audit = later()
    other = replace(
        audit,
        tool=replace(audit.tool, rules_version="other", catalog_edition="2030"),
        profile="zhejiang",
        portal=replace(audit.portal, level="township"),
        coverage=replace(audit.coverage, complete=False),
        scope=Scope.NEW_MEDIA,
    )
    assert compare(before(), other).differing == ("rules", "profile", "catalog", "coverage", "level", "scope")


def test_two_portals_are_not_compared() -> None:
    other = replace(later(), portal=replace(before().portal, code="330106"))
    with pytest.raises(AuditorError, match="不是同一个网站"):
        compare(before(), other)
