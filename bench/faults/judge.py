"""What an audit under faults claims beyond the undisturbed audit of the same portal. Pure.

A verdict is false when it fails (or warns of) something that the undisturbed audit does not, unless a fault makes it true
(:mod:`bench.faults.excuses`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor.model import Audit, AuditedColumn, Finding, Outcome, Presence
from bench.faults.claims import Claim, Wrong, claim_of
from bench.faults.excuses import Excuses
from bench.faults.model import Asked, Placed

_GRAVITY = {Outcome.WARN: 1, Outcome.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Comparison:
    """``wrong`` are false verdicts, ``excused`` true ones of the fault's own making, ``errors`` rules that raised,
    ``cleared`` fingerprints that failed undisturbed and pass now. ``moved``: something else than the coverage differs;
    ``told``: the coverage, or a verdict that cannot be given any more, says that not everything was read."""

    wrong: tuple[Wrong, ...] = ()
    excused: tuple[Wrong, ...] = ()
    errors: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    moved: bool = False
    told: bool = False

    @property
    def is_silent(self) -> bool:
        """Verdicts changed and nothing says that something could not be read."""
        return self.moved and not self.told


def compare(before: Audit, after: Audit, placed: Sequence[Placed], log: Sequence[Asked] = ()) -> Comparison:
    """``before`` is the undisturbed audit of the same portal by the same means, ``log`` what the other asked for."""
    found = [*_findings(before, after), *_matches(before, after), *_columns(before, after)]
    excuses = Excuses(before, placed, log)
    excused = [wrong for wrong in found if excuses.excuse(wrong)]
    failed = {finding.fingerprint for finding in before.findings if finding.outcome in _GRAVITY}
    return Comparison(
        wrong=tuple(wrong for wrong in found if wrong not in excused),
        excused=tuple(excused),
        errors=tuple(_error(each) for each in after.findings if each.outcome is Outcome.ERROR),
        cleared=tuple(sorted(failed & set(after.passed))),
        moved=_content(before) != _content(after),
        told=_coverage(before) != _coverage(after) or not _unknown(after) <= _unknown(before),
    )


def _path(url: str) -> str:
    """Without host, query and session: what a fault may add to an address."""
    return urlsplit(url).path.partition(";")[0]


def _findings(before: Audit, after: Audit) -> Iterator[Wrong]:
    known = {finding.fingerprint: finding for finding in before.findings}
    faults = [finding for finding in before.findings if finding.outcome in _GRAVITY]
    for finding in after.findings:
        then = known.get(finding.fingerprint)
        now, earlier = _GRAVITY.get(finding.outcome, 0), _GRAVITY.get(then.outcome, 0) if then else 0
        new = _addresses(finding) - (_addresses(then) if then is not None and earlier else set())
        if now > earlier:
            if not _is_moved(finding, now, faults):
                yield _wrong(finding, f"{then.outcome if then else 'nothing'} → {finding.outcome}", new)
        elif now and then is not None and finding.rule.startswith("dead-"):
            known_paths = {_path(url) for url in _addresses(then)}
            if more := {url for url in new if _path(url) not in known_paths}:
                yield _wrong(finding, "names more addresses", more)


def _is_moved(finding: Finding, gravity: int, faults: Sequence[Finding]) -> bool:
    """What is reached under another host or with another query (a redirect, a second name of the portal) is the same fault of
    the same thing. What a text or a link is accused of may be told of another column that has it; an organ may be known by
    its full name (清禾县财政局) instead of its short one (县财政局)."""
    places = {_path(url) for url in _addresses(finding)}
    told = {
        _path(url)
        for fault in faults
        if fault.rule == finding.rule
        and (claim_of(fault.rule) is Claim.OTHER or _is_one_name(fault.subject_name, finding.subject_name))
        and _GRAVITY[fault.outcome] >= gravity
        for url in _addresses(fault)
    }
    return bool(places) and places <= told


def _is_one_name(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) > 2 and longer.endswith(shorter))


def _wrong(finding: Finding, how: str, where: Collection[str]) -> Wrong:
    claim = claim_of(finding.rule)
    pages = tuple(sorted({each.url for each in finding.evidence}))
    return Wrong(claim, finding.rule, finding.subject, finding.subject_name, how, tuple(sorted(where)), pages)


def _addresses(finding: Finding) -> set[str]:
    """What a finding is about: the addresses that it lists, else those that its evidence speaks of."""
    listed = finding.params.get("urls")
    if isinstance(listed, list | tuple):
        return {str(each) for each in listed}
    return {each.where or each.url for each in finding.evidence}


def _matches(before: Audit, after: Audit) -> Iterator[Wrong]:
    """Entries of the standard that are shown as absent."""
    absent = {match.id for match in before.standard if match.outcome is Presence.ABSENT}
    for match in after.standard:
        if match.outcome is Presence.ABSENT and match.id not in absent:
            yield Wrong(Claim.MISSING, "standard", match.id, match.title, "shown as absent")


def _columns(before: Audit, after: Audit) -> Iterator[Wrong]:
    """Columns that are shown as empty or stale, by name and path of the address: hosts, schemes and queries change with a
    redirect."""
    empty = {_place(column) for column in before.columns if column.empty}
    stale = {_place(column) for column in before.columns if column.stale}
    for column in after.columns:
        if column.empty and _place(column) not in empty:
            yield Wrong(Claim.EMPTY, "column", column.id, column.name, "shown as empty", (column.url,))
        if column.stale and _place(column) not in stale:
            yield Wrong(Claim.STALE, "column", column.id, column.name, "shown as stale", (column.url,))


def _place(column: AuditedColumn) -> tuple[str, str]:
    return column.name, _path(column.url)


def _error(finding: Finding) -> str:
    return f"{finding.rule}: {finding.params.get('error')}: {finding.params.get('message')}"


def _content(audit: Audit) -> object:
    """All that is said of the portal."""
    faults = {(f.fingerprint, f.outcome) for f in audit.findings}
    columns = [(c.url, c.items, c.newest, c.empty, c.stale, c.entry, c.undated) for c in audit.columns]
    return faults, audit.passed, columns, [(match.id, match.outcome) for match in audit.standard]


def _coverage(audit: Audit) -> object:
    """What is said of what could not be read."""
    seen = audit.coverage
    unread = [(column.url, column.failure) for column in audit.columns if column.failure is not None]
    return (
        seen.complete,
        seen.reason,
        seen.failures,
        seen.obstacles,
        seen.unread_rows,
        seen.cuts,
        unread,
        audit.unjudged,
    )


def _unknown(audit: Audit) -> set[str]:
    """Verdicts that say why they cannot be given."""
    return {finding.fingerprint for finding in audit.findings if finding.outcome is Outcome.CANT_TELL}
