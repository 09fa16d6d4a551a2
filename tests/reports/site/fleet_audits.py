"""Audits of a small fleet, made from the sample: equal arguments, equal audits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import sample

from auditor import codec
from auditor.model import Audit, AuditedRule, Finding, Outcome, Severity
from reports.site.digest import CountyDigest
from reports.site.folding import Read, digest_of


def audit(
    code: str = "990101",
    name: str = "清禾县人民政府",
    day: str = "2021-01-15",
    leave_out: Iterable[int] = (),
    worst: float = 70.0,
    best: float = 85.5,
    complete: bool = True,
    vetoed: tuple[str, ...] = (),
) -> Audit:
    """The sample as the audit of another county and day, without the findings of the given indexes."""
    one, left_out = sample.audit(), set(leave_out)
    findings = tuple(_of(f, code) for at, f in enumerate(one.findings) if at not in left_out)
    return replace(
        one,
        portal=replace(one.portal, code=code, name=name),
        today=day,
        findings=findings,
        rules=tuple(
            AuditedRule(rule, "PA000", f"规则 {rule}", Severity.MINOR, (), 1, 1)
            for rule in sorted({f.rule for f in one.findings})
        ),
        score=replace(one.score, worst=worst, best=best, vetoed=vetoed),
        coverage=replace(one.coverage, complete=complete),
    )


def _of(finding: Finding, code: str) -> Finding:
    named = finding.outcome in (Outcome.FAIL, Outcome.WARN)
    units = ("县水务局", f"{code}镇") if named else ()
    return replace(finding, fingerprint=f"{finding.fingerprint}{code}", units=units)


def folded(*audits: Audit | None, key: str = "990101", page: str = "") -> CountyDigest:
    """The digest of a county from its audits, oldest first; None is one that could not be read."""
    reads = [
        Read(f"run{at}", f"{key}/run{at}/audit.json", one, "" if one else "内容不完整")
        for at, one in enumerate(audits)
    ]
    digest, _ = digest_of(key, page or key, reads)
    assert digest is not None
    return digest


def store(out: Path, one: Audit, run: str, key: str = "") -> Path:
    """Write an audit as a run below ``out``."""
    folder = out / (key or one.portal.code) / run
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "audit.json").write_bytes(codec.encode_audit(one))
    return folder
