"""What became of the findings of a notice. Pure.

What nobody looked at again is neither mended nor unmended. A finding may leave the list without being mended: its page did
not answer, its article stands too far down now to be opened, its column was taken away. Each of these is told as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor import urls
from auditor.comparison import Unknown
from auditor.model import (
    DEAD,
    Audit,
    AuditDiff,
    Change,
    Fetch,
    Finding,
    Origin,
    Outcome,
    PageReading,
)
from auditor.model.verification import Mending, Verification, VerifiedFinding
from auditor.recheck_plan import web_addresses

SCHEMA = "portal-auditor/verify/1"
_UNTOLD = frozenset({Outcome.CANT_TELL, Outcome.ERROR})
_INTERRUPTED = "interrupted"
#: The state of a column that was brought up to date and will soon be due again.
_DUE_SOON = "due-soon"


@dataclass(frozen=True, slots=True)
class Looks:
    """How the new crawl found addresses (canonical). ``answers``: "" for one that was asked anew and answered, else why not
    (a failure, or ``carried`` for an answer of an earlier crawl). ``linked`` are those of the addresses asked about that some
    page still links to."""

    answers: Mapping[str, str] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()

    def at(self, url: str) -> str:
        return self.answers.get(urls.canonical(url), "not-asked")


def looks_of(answers: Iterable[tuple[Fetch, PageReading | None]], findings: Iterable[Finding]) -> Looks:
    """What the new crawl saw, as far as it matters for ``findings``. Of several answers for one address a good one counts,
    else the last."""
    told: dict[str, str] = {}
    targets = {urls.canonical(url) for finding in findings for url in targets_of(finding)}
    linked: set[str] = set()
    for fetch, reading in answers:
        failure = fetch.failure.value if fetch.failure else ""
        said = failure or ("carried" if fetch.origin is Origin.CARRIED else "")
        for address in {urls.canonical(fetch.url), urls.canonical(fetch.page)}:
            told[address] = told[address] and said if address in told else said
        if reading is not None and targets:
            shown = [link.url for link in (*reading.links, *reading.attachments)]
            shown += [item.url for item in reading.items if item.url]
            linked |= targets & {urls.canonical(url) for url in shown}
    return Looks(told, frozenset(linked))


def targets_of(finding: Finding) -> tuple[str, ...]:
    """Addresses that a finding holds against the page that links to them."""
    listed = finding.params.get("urls")
    named = [evidence.where for evidence in finding.evidence if evidence.where]
    return tuple(web_addresses([named, listed if isinstance(listed, list | tuple) else []]))


def verified(
    findings: Sequence[Finding], before: Audit, after: Audit, diff: AuditDiff, looks: Looks
) -> tuple[VerifiedFinding, ...]:
    """What became of each finding, in their order."""
    unknown = {delta.fingerprint: delta.reason for delta in diff.of(Change.UNKNOWN)}
    listed = {finding.fingerprint: finding for finding in after.findings}
    columns = _Columns.of(before, after)
    told = []
    for finding in findings:
        now = listed.get(finding.fingerprint)
        mended = now is None or _is_eased(finding, now)
        if after.unjudged and (now is None or after.unjudged != _INTERRUPTED):
            reason, place = after.unjudged, ""
        elif now is not None:
            reason, place = _doubt_of_listed(finding, now, looks)
        else:
            reason, place = _doubt_of_gone(finding, looks, columns, unknown.get(finding.fingerprint, ""))
        mending = Mending.UNCHECKED if reason else Mending.MENDED if mended else Mending.UNMENDED
        told.append(VerifiedFinding(finding.fingerprint, mending, finding, now, reason, place))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class _Columns:
    """``there`` are the columns of the later audit; ``gone`` those that could be read then and are not there any more, with
    their addresses. Whoever takes a column away has not filled it; whether that was right is for people to say."""

    there: frozenset[str]
    gone: Mapping[str, str]

    @classmethod
    def of(cls, before: Audit, after: Audit) -> _Columns:
        there = frozenset(column.id for column in after.columns if column.failure not in DEAD)
        readable = (column for column in before.columns if column.failure is None)
        return cls(there, {column.id: column.url for column in readable if column.id not in there})


def _doubt_of_listed(before: Finding, now: Finding, looks: Looks) -> tuple[str, str]:
    """Why a finding that is still listed may not be held against the office: reason and address."""
    if now.outcome in _UNTOLD:
        obstacle = next(iter(now.obstacles), None)
        said = now.params.get("reason")
        return (obstacle.reason if obstacle else str(said or now.outcome)), obstacle.url if obstacle else ""
    for evidence in now.evidence:
        if looks.at(evidence.url) in ("carried", "not-asked"):
            return "not-asked", evidence.url
    if _softened(before, now) and not _is_eased(before, now):
        return "softened", ""
    return "", ""


def _softened(before: Finding, now: Finding) -> bool:
    """A failure that only warns now; not when it does so because nobody has read its clause any more."""
    unread = now.params.get("unverified") is True
    return before.outcome is Outcome.FAIL and now.outcome is Outcome.WARN and not unread


def _is_eased(before: Finding, now: Finding) -> bool:
    """True for what was overdue, was brought up to date, and is only soon due again."""
    return _softened(before, now) and now.params.get("state") == _DUE_SOON


def _doubt_of_gone(before: Finding, looks: Looks, columns: _Columns, unknown: str) -> tuple[str, str]:
    """Why a finding that is no longer listed may not be called mended: reason and address. ``unknown`` is what the comparison
    of the audits says; of pages it knows those of the navigation only, and not which of them matter here."""
    if before.subject in columns.gone:
        return "column-gone", columns.gone[before.subject]
    for evidence in before.evidence:
        look = looks.at(evidence.url)
        if look and look not in DEAD:  # what is really no longer there shows nothing wrong any more
            return ("not-asked" if look == "carried" else look), evidence.url
    for url in targets_of(before):
        look = looks.at(url)
        if look and urls.canonical(url) in looks.linked:
            return ("link-not-asked" if look in ("carried", "not-asked") else look), url
    if before.evidence and unknown == Unknown.PAGE_NOT_SEEN:
        return "", ""
    if before.evidence and unknown == Unknown.COVERAGE and before.subject in columns.there:
        return "", ""  # the column and all pages of the finding were read: pages elsewhere do not matter
    return unknown, ""


def verification(
    before: Audit, after: Audit, diff: AuditDiff, findings: tuple[VerifiedFinding, ...], run: str = ""
) -> Verification:
    """The whole result, as ``verify.json`` holds it."""
    told = {each.fingerprint for each in findings} | {finding.fingerprint for finding in before.findings}
    fresh = [
        f for f in after.findings if f.outcome is Outcome.FAIL and f.fingerprint not in told | after.waived
    ]
    return Verification(
        SCHEMA,
        after.portal,
        after.profile,
        before.today,
        after.today,
        findings,
        len(fresh),
        diff.differing,
        after.unjudged,
        run,
    )
