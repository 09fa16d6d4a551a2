"""What people decided about this portal's names, as rows for the report."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Audit, AuditedDecision
from reports import wording
from reports.text import clean

_EVERYWHERE = "全站"


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision in words. ``state`` is applied, expired, gone or moved; ``todo`` what to do about it, or ""."""

    name: str
    place: str
    verdict: str
    entry: str
    author: str
    date: str
    reason: str
    expires: str
    state: str
    todo: str


def decision_views(audit: Audit) -> tuple[DecisionView, ...]:
    """The decisions in the order of the document, those that want attention first."""
    views = [_view(one) for one in audit.decisions]
    return tuple(sorted(views, key=lambda view: view.state == "applied"))


def _view(one: AuditedDecision) -> DecisionView:
    rejects_all = one.verdict == "reject" and not one.id
    return DecisionView(
        name=clean(one.name, 80),
        place=" › ".join(clean(name, 40) for name in one.path) if one.path else _EVERYWHERE,
        verdict=wording.label("decision", "reject-all" if rejects_all else one.verdict),
        entry=clean(one.title or one.id or "", 80),
        author=clean(one.author, 40),
        date=clean(one.date, 20),
        reason=clean(one.reason, 200),
        expires=clean(one.expires, 20) if one.expires else "长期",
        state=one.state,
        todo=wording.labels("decision_todo").get(one.state, ""),
    )
