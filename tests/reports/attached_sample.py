"""The sample with all that a county page may show besides: units, fields, waivers, shots, a difference and a trend."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import sample
from hostile import PICTURE

from auditor.model import Audit, Finding, Outcome
from auditor.model.judgement import AuditedShot, AuditedWaiver, WaiverState
from auditor.model.reporting import Attachments, AuditDiff, Change, FindingDelta, TrendPoint

UNITS = ("县政府办公室", "县住房和城乡建设局", "县财政局")
DIGEST = hashlib.sha256(PICTURE).hexdigest()
BEFORE = "2020-12-15"


def open_findings(audit: Audit) -> list[Finding]:
    return [one for one in audit.findings if one.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]


def audit() -> Audit:
    """Each third finding has one unit, each third two, each third none; the field rules have their field."""
    base = sample.audit()
    findings = tuple(
        replace(
            one,
            units=(UNITS[:1], UNITS[1:], ())[n % 3],
            field=one.subject if one.subject.startswith("field-") else None,
        )
        for n, one in enumerate(base.findings)
    )
    audit = replace(base, findings=findings)
    return replace(audit, waivers=waivers(audit), shots=shots(audit))


def waivers(audit: Audit) -> tuple[AuditedWaiver, ...]:
    """One of each state, in order; the last fits nothing."""
    found = open_findings(audit)
    return tuple(
        AuditedWaiver(
            rule=one.rule,
            subject=one.subject,
            url="",
            author="李文",
            date="2020-12-01",
            reason=f"改版{state.value}",
            clause="县政办〔2020〕33号",
            expires="2021-03-31",
            state=state,
            fingerprints=() if state is WaiverState.UNUSED else (one.fingerprint,),
        )
        for one, state in zip(found, WaiverState, strict=False)
    )


def shots(audit: Audit) -> tuple[AuditedShot, ...]:
    """A picture, the same once more, one whose file is another's, one that is not there, one that could not be taken."""
    found = open_findings(audit)
    taken = "2021-01-15T01:31:00+00:00"

    def shot(place: int, digest: str = "", reason: str = "") -> AuditedShot:
        one = found[place]
        file = f"evidence/{place}.png" if digest else ""
        return AuditedShot(one.fingerprint, audit.portal.url, taken, file, digest, 64, 40, reason)

    return (shot(0, DIGEST), shot(1, DIGEST), shot(2, "0" * 64), shot(3, "1" * 64), shot(4, reason="timeout"))


def attached(audit: Audit) -> Attachments:
    """New, changed and persisting findings in turn; two that are mended and one that nobody can tell of."""
    found = open_findings(audit)
    kinds = (Change.NEW, Change.CHANGED, Change.PERSISTING)
    deltas = [
        FindingDelta(one.fingerprint, kinds[n % 3], None if n % 3 == 0 else one, one)
        for n, one in enumerate(found)
    ]
    gone = [
        replace(one, fingerprint=f"{n:016x}", subject_name=f"旧问题{n}") for n, one in enumerate(found[:3])
    ]
    deltas += [FindingDelta(one.fingerprint, Change.MENDED, one) for one in gone[:2]]
    deltas += [FindingDelta(gone[2].fingerprint, Change.UNKNOWN, gone[2], reason="timeout")]
    earlier = replace(audit.score, best=80.0, worst=66.5)
    diff = AuditDiff(audit.portal, BEFORE, audit.today, earlier, audit.score, tuple(deltas), ("rules",))
    trend = (
        TrendPoint("2020-10-12", 73.5, 60.0, 30, 11, 6),
        TrendPoint("2020-11-16", 78.0, 64.0, 25, 11, 7),
        TrendPoint(BEFORE, 80.0, 66.5, 22, 14, 10),
    )
    return Attachments(diff, trend, ((DIGEST, PICTURE), ("0" * 64, PICTURE)))
