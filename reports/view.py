"""What the HTML report shows, as flat values: codes as words, matches joined with columns and findings.

Pure functions of the audit; nothing here knows HTML.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.model import (
    Audit,
    AuditedColumn,
    Evidence,
    Finding,
    Group,
    Outcome,
    Presence,
    Severity,
    StandardMatch,
)
from reports import wording
from reports.listing import Listing, listings
from reports.proof import (
    BadLink,
    NearName,
    absence_proof,
    bad_links,
    near_names,
    near_title,
    shown_evidence,
)
from reports.text import clean, slug
from reports.wording import Words

#: Outcomes that a reader must look at, gravest first; the others are listed in short at the end.
OPEN = (Outcome.FAIL, Outcome.WARN, Outcome.CANT_TELL, Outcome.ERROR)
SEVERITIES = tuple(reversed(Severity))
#: Likeness from which a name is worth a word in the small tile of a field.
_NEAR = 60.0
FIELD_STATES = ("missing", "empty", "stale", "unsure", "cant-tell", "present", "not-required")


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding with its words. ``number`` is its running number in the report, from 1."""

    finding: Finding
    words: Words
    anchor: str
    number: int
    evidence: tuple[Evidence, ...]
    links: tuple[BadLink, ...]
    proof: str
    lists: tuple[Listing, ...]
    near_title: str
    near: tuple[NearName, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The open findings of one rule, gravest first."""

    rule: str
    title: str
    why: str
    findings: tuple[FindingView, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MatchView:
    """One entry of the standard. ``state`` is one of FIELD_STATES; ``anchor`` the id of what says more."""

    match: StandardMatch
    state: str
    notes: tuple[str, ...]
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Open findings by severity (rows, gravest first) and outcome (columns)."""

    outcomes: tuple[Outcome, ...]
    rows: tuple[tuple[Severity, tuple[int, ...]], ...]
    totals: tuple[int, ...]


def anchor_of(finding: Finding) -> str:
    """Id of a finding in the page: stable for as long as rule, subject and portal are the same."""
    return "f-" + slug(finding.fingerprint)


def open_findings(audit: Audit) -> list[Finding]:
    """Findings to look at: by rule of the gravest finding, then outcome, severity and subject."""
    found = [finding for finding in audit.findings if finding.outcome in OPEN]
    gravest: dict[str, tuple[int, int]] = {}
    for finding in found:
        weight = (OPEN.index(finding.outcome), -finding.severity.rank)
        gravest[finding.rule] = min(weight, gravest.get(finding.rule, weight))
    return sorted(
        found,
        key=lambda f: (
            gravest[f.rule],
            f.rule,
            OPEN.index(f.outcome),
            -f.severity.rank,
            f.subject_name,
            f.subject,
            f.fingerprint,
        ),
    )


def rule_groups(audit: Audit) -> tuple[RuleGroup, ...]:
    """Open findings grouped by rule, numbered through."""
    groups: dict[str, list[FindingView]] = {}
    own = {rule.id: rule.title for rule in audit.rules}
    columns = frozenset(column.id for column in audit.columns)
    for index, finding in enumerate(open_findings(audit), start=1):
        view = FindingView(
            finding=finding,
            words=wording.words_for(finding, audit.today),
            anchor=anchor_of(finding),
            number=index,
            evidence=shown_evidence(finding),
            links=bad_links(finding),
            proof=absence_proof(audit, finding),
            lists=listings(finding),
            near_title=near_title(finding.candidates),
            near=near_names(finding, columns),
        )
        groups.setdefault(finding.rule, []).append(view)
    return tuple(
        RuleGroup(
            rule=rule,
            title=wording.rule_title(rule, own.get(rule, "")),
            why=wording.rule_why(rule),
            findings=tuple(views),
            counts=_counts(views),
        )
        for rule, views in groups.items()
    )


def settled(audit: Audit) -> tuple[tuple[str, str, str], ...]:
    """Findings that need nobody: (rule title, outcome label, sentence), in the order of the document."""
    return tuple(
        (
            wording.rule_title(finding.rule),
            wording.label("outcome", finding.outcome.value),
            wording.words_for(finding, audit.today).sentence,
        )
        for finding in audit.findings
        if finding.outcome not in OPEN
    )


def tally(audit: Audit) -> Tally:
    """How many open findings there are of each severity and outcome."""
    count = Counter((finding.severity, finding.outcome) for finding in audit.findings)
    failed = any(finding.outcome is Outcome.ERROR for finding in audit.findings)
    outcomes = OPEN if failed else tuple(outcome for outcome in OPEN if outcome is not Outcome.ERROR)
    rows = tuple(
        (severity, tuple(count[severity, outcome] for outcome in outcomes)) for severity in SEVERITIES
    )
    totals = tuple(sum(count[severity, outcome] for severity in SEVERITIES) for outcome in outcomes)
    return Tally(outcomes=outcomes, rows=tuple(row for row in rows if any(row[1])), totals=totals)


def match_views(audit: Audit, group: Group) -> tuple[MatchView, ...]:
    """The entries of one group of the standard with the state that a reader may rely on."""
    columns = {column.id: column for column in audit.columns}
    by_subject: dict[str, list[Finding]] = {}
    for finding in open_findings(audit):
        by_subject.setdefault(finding.subject, []).append(finding)
    return tuple(
        _match_view(audit, match, columns.get(match.column or ""), by_subject)
        for match in audit.standard
        if match.group is group
    )


def _match_view(
    audit: Audit, match: StandardMatch, column: AuditedColumn | None, by_subject: dict[str, list[Finding]]
) -> MatchView:
    own = [finding for finding in by_subject.get(match.id, ()) if finding.rule.startswith("missing-")]
    state = _state(audit, match, column, own)
    related = own or [f for f in by_subject.get(column.id if column else "", ()) if f.rule.startswith(state)]
    anchor = anchor_of(related[0]) if related else (f"c-{slug(column.id)}" if column else None)
    return MatchView(match=match, state=state, notes=_notes(match, column, state), anchor=anchor)


def _state(audit: Audit, match: StandardMatch, column: AuditedColumn | None, own: list[Finding]) -> str:
    """An absence is shown as such only when a finding says so or everything was read."""
    if match.outcome is Presence.PRESENT:
        if column and column.empty:
            return "empty"
        return "stale" if column and column.stale else "present"
    if not match.required and not own:
        return "not-required"
    if match.outcome is Presence.AMBIGUOUS:
        return "unsure"
    if match.outcome is Presence.CANT_TELL:
        return "cant-tell"
    if any(finding.outcome in (Outcome.FAIL, Outcome.WARN) for finding in own):
        return "missing"
    return "cant-tell" if own or not audit.coverage.complete else "missing"


def _notes(match: StandardMatch, column: AuditedColumn | None, state: str) -> tuple[str, ...]:
    if state in ("present", "empty", "stale"):
        published = clean(match.published or match.title, 40)
        named = f"原名：{published}" if published != match.title else ""
        newest = f"最新 {column.newest}" if column and column.newest and state != "empty" else ""
        unread = "内容未能读取" if column and column.failure else ""
        return tuple(part for part in (named, newest, unread) if part)
    if state == "unsure" and match.published:
        return (f"疑似：{clean(match.published, 40)}",)
    near = next((one for one in match.runners_up if one.score >= _NEAR), None)
    if near and state in ("missing", "unsure", "cant-tell"):
        return (f"最接近：{clean(near.title, 40)}",)
    return ()


def _counts(views: list[FindingView]) -> tuple[tuple[str, int], ...]:
    count = Counter(view.finding.outcome for view in views)
    return tuple((outcome.value, count[outcome]) for outcome in OPEN if count[outcome])
