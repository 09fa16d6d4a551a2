"""Waivers as rows for the report: who tolerates what until when, and whether it still holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Audit, Finding
from auditor.model.judgement import AuditedWaiver, WaiverState
from reports import wording
from reports.text import clean
from reports.view import anchor_of

_STATES = {
    WaiverState.APPLIED: ("有效", "列入清单和得分，不再要求整改"),
    WaiverState.EXPIRED: ("已到期", "豁免期已满，按未豁免处理"),
    WaiverState.LAPSED: ("已失效", "问题与豁免时不同，按未豁免处理；仍要豁免的须重新办理"),
    WaiverState.UNUSED: ("未用到", "本次没有与之相符的问题，可以撤销"),
}
#: What a reader must do something about stands first.
_ORDER = (WaiverState.LAPSED, WaiverState.EXPIRED, WaiverState.APPLIED, WaiverState.UNUSED)
_ALL = "全部"


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waiver in words. ``findings`` are (anchor, name) of those that it fits and that the list shows."""

    state: str
    state_name: str
    note: str
    rule: str
    subject: str
    url: str
    author: str
    date: str
    reason: str
    clause: str
    expires: str
    findings: tuple[tuple[str, str], ...]


def waiver_views(audit: Audit) -> tuple[WaiverView, ...]:
    """The waivers of the audit; those that hold no longer first."""
    findings = {finding.fingerprint: finding for finding in audit.findings}
    ordered = sorted(audit.waivers, key=lambda one: _ORDER.index(one.state))
    return tuple(_view(one, findings) for one in ordered)


def waivers_by_finding(audit: Audit) -> dict[str, WaiverView]:
    """The waiver of each finding, by fingerprint: one that holds goes before one that no longer does."""
    found: dict[str, WaiverView] = {}
    for waiver in sorted(audit.waivers, key=lambda one: one.state is WaiverState.APPLIED):
        view = _view(waiver, {})
        found |= dict.fromkeys(waiver.fingerprints, view)
    return found


def _view(waiver: AuditedWaiver, findings: dict[str, Finding]) -> WaiverView:
    name, note = _STATES[waiver.state]
    fitting = [findings[one] for one in waiver.fingerprints if one in findings]
    return WaiverView(
        state=waiver.state.value,
        state_name=name,
        note=note,
        rule=wording.rule_title(waiver.rule) if waiver.rule else _ALL,
        subject=clean(waiver.subject, 80) or _ALL,
        url=clean(waiver.url, 160),
        author=clean(waiver.author, 40),
        date=clean(waiver.date, 20),
        reason=clean(waiver.reason, 300),
        clause=clean(waiver.clause, 300),
        expires=clean(waiver.expires, 20),
        findings=tuple((anchor_of(one), clean(one.subject_name or one.subject, 40)) for one in fitting),
    )
