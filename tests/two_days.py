"""The demo county as audited, and as it may be some days later: for what compares audits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from auditor import codec
from auditor.model import Audit, Finding, Presence
from tests.harness import GOLDEN


@cache
def before() -> Audit:
    """The demo county: each of the rules below has faults in it, its crawl was complete."""
    path = GOLDEN / "qinghe" / "audit.json"
    return codec.decode_audit(path.read_bytes(), str(path))


def later(days: int = 7) -> Audit:
    audit = before()
    return replace(audit, today=(date.fromisoformat(audit.today) + timedelta(days)).isoformat())


def fault(rule: str, subject: str = "") -> Finding:
    return next(f for f in before().findings if f.rule == rule and (not subject or f.subject == subject))


def without(audit: Audit, *gone: Finding) -> Audit:
    left = {finding.fingerprint for finding in gone}
    return replace(audit, findings=tuple(f for f in audit.findings if f.fingerprint not in left))


def altered(audit: Audit, finding: Finding, **values: Any) -> Audit:
    now = tuple(replace(f, **values) if f.fingerprint == finding.fingerprint else f for f in audit.findings)
    return replace(audit, findings=now)


def column(audit: Audit, id_: str, **values: Any) -> Audit:
    return replace(audit, columns=tuple(replace(c, **values) if c.id == id_ else c for c in audit.columns))


def entry(audit: Audit, id_: str, outcome: Presence) -> Audit:
    return replace(
        audit, standard=tuple(replace(m, outcome=outcome) if m.id == id_ else m for m in audit.standard)
    )
