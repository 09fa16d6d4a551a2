"""The audit as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for code hosts and dashboards. Pure.

- ``fail`` and ``warn`` are results of kind ``fail``, with a level by outcome and severity. ``cant-tell`` is of kind ``open``:
  judged, with too little to decide. A rule that failed itself is a notification, and so is whatever was not read.
- What passed is only counted by the audit: the figures are among the properties of each rule.
- A waived finding stays, with a suppression. With a comparison each fault bears its ``baselineState``; mended ones are added as
  ``absent``, and those that nobody can tell about as ``open``, so that no reader takes them for mended.

Texts are plain: what SARIF would read as a placeholder or a link is escaped (3.11.5, 3.11.6 of the standard).
"""

from __future__ import annotations

from typing import Any

from auditor import codec
from auditor.model import Audit, AuditDiff, Change, Finding, Outcome
from reports import wording
from reports.sarif_parts import Notes, descriptors, locations, message, rule_ids, suppressions
from reports.text import clean

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: Name and version of the identity that a result keeps from one run to the next.
FINGERPRINT = "portalAuditor/v1"
_RESULTS = frozenset({Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL})
_LEVELS = {
    (Outcome.FAIL, "critical"): "error",
    (Outcome.FAIL, "major"): "error",
    (Outcome.FAIL, "minor"): "warning",
    (Outcome.WARN, "critical"): "warning",
    (Outcome.WARN, "major"): "warning",
}
_STATES = {
    Change.NEW: "new",
    Change.CHANGED: "updated",
    Change.PERSISTING: "unchanged",
    Change.MENDED: "absent",
    Change.UNKNOWN: "updated",
}


def render_sarif(audit: Audit, diff: AuditDiff | None = None) -> bytes:
    """One run in one log. Equal arguments, equal bytes."""
    rules = rule_ids(audit, diff)
    states = {delta.fingerprint: _STATES[delta.change] for delta in diff.deltas} if diff else {}
    results = [
        _result(audit, finding, rules, states.get(finding.fingerprint, ""))
        for finding in audit.findings
        if finding.outcome in _RESULTS
    ]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(audit, rules, diff)},
                "automationDetails": {
                    "id": f"portal-auditor/{clean(audit.portal.code, 40)}/{audit.scope.value}/"
                },
                "language": "zh-CN",
                "columnKind": "unicodeCodePoints",
                "invocations": [Notes(audit, rules).invocation()],
                "results": results + (_gone(audit, diff, rules) if diff else []),
                "properties": _figures(audit),
            }
        ],
    }
    return codec.encode_pretty(log)


def _driver(audit: Audit, rules: dict[str, int], diff: AuditDiff | None) -> dict[str, Any]:
    return {
        "name": "portal-auditor",
        "fullName": "Portal Auditor 政务公开检查",
        "version": clean(audit.tool.version, 40),
        "language": "zh-CN",
        "rules": descriptors(audit, rules, diff),
        "properties": {
            "rulesVersion": clean(audit.tool.rules_version, 40),
            "catalogEdition": clean(audit.tool.catalog_edition, 60),
        },
    }


def _result(audit: Audit, finding: Finding, rules: dict[str, int], state: str) -> dict[str, Any]:
    decides = finding.outcome is not Outcome.CANT_TELL
    found: dict[str, Any] = {
        "ruleId": clean(finding.rule, 80),
        "ruleIndex": rules[finding.rule],
        "kind": "fail" if decides else "open",
        # The standard: where nothing failed, the level is none.
        "level": _LEVELS.get((finding.outcome, finding.severity.value), "note") if decides else "none",
        "message": message(finding, clean(audit.today, 20)),
        "locations": locations(audit, finding),
        "partialFingerprints": {FINGERPRINT: clean(finding.fingerprint, 80)},
        "occurrenceCount": max(1, finding.occurrences),
        "properties": _properties(finding),
    }
    if state:
        found["baselineState"] = state
    if told := suppressions(audit, finding):
        found["suppressions"] = told
    return found


def _gone(audit: Audit, diff: AuditDiff, rules: dict[str, int]) -> list[dict[str, Any]]:
    """Faults of the earlier audit that this one does not list: mended, or out of sight."""
    listed = {finding.fingerprint for finding in audit.findings if finding.outcome in _RESULTS}
    found = []
    for delta in (*diff.of(Change.MENDED), *diff.of(Change.UNKNOWN)):
        if delta.before is None or delta.fingerprint in listed:
            continue
        result = _result(audit, delta.before, rules, _STATES[delta.change])
        result["message"] = message(delta.before, clean(diff.before, 20))
        if delta.change is Change.UNKNOWN:
            why = wording.reason(delta.reason)
            result |= {"kind": "open", "level": "none"}
            result["properties"] |= {"outcome": Outcome.CANT_TELL.value, "reason": why}
        found.append(result)
    return found


def _properties(finding: Finding) -> dict[str, Any]:
    """What the standard has no place for. Words in Chinese, codes as the audit has them."""
    return {
        "code": clean(finding.code, 40),
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "subject": clean(finding.subject, 200),
        "field": clean(finding.field or "", 80),
        "organ": clean(finding.organ or "", 80),
        "units": [clean(unit, 80) for unit in finding.units],
        "requirements": [clean(row, 20) for row in finding.requirements],
        "clauses": [clean(f"{clause.doc} {clause.clause}", 200) for clause in finding.basis],
        "points": finding.points,
    }


def _figures(audit: Audit) -> dict[str, Any]:
    coverage, score = audit.coverage, audit.score
    return {
        "portal": clean(audit.portal.code, 40),
        "portalName": clean(audit.portal.name, 120),
        "day": clean(audit.today, 20),
        "profile": clean(audit.profile, 60),
        "score": {"best": score.best, "worst": score.worst},
        "verdicts": {
            "pass": score.passed,
            "fail": score.failed,
            "warn": score.warned,
            "cant-tell": score.cant_tell,
        },
        "coverage": {
            "complete": coverage.complete,
            "columnsSeen": coverage.columns_seen,
            "columnsFetched": coverage.columns_fetched,
        },
    }
