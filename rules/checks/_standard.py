"""What :mod:`missing_column` and :mod:`missing_field` have in common: one verdict per standard entry owed."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Evidence, Group, Outcome, Presence, Severity, StandardEntry, StandardMatch
from auditor.rule import Verdict

_OUTCOME = {
    Presence.PRESENT: Outcome.PASS,
    Presence.ABSENT: Outcome.FAIL,
    Presence.AMBIGUOUS: Outcome.CANT_TELL,
    Presence.CANT_TELL: Outcome.CANT_TELL,
}


def missing(facts: Facts, group: Group) -> Iterator[Verdict]:
    """Verdicts about the entries of ``group`` that this portal owes."""
    required = {match.id for match in facts.standard if match.required}
    for match in facts.standard:
        if match.group is not group or not match.required:
            continue
        entry = facts.entries[match.id]
        if not _judged_elsewhere(facts, entry, required):
            yield _verdict(facts, match, entry)


def _judged_elsewhere(facts: Facts, entry: StandardEntry, required: set[str]) -> bool:
    """True when another rule reports it, or another entry that this portal owes: one gap is one finding."""
    judge = entry.judged_by
    return judge is not None and (judge not in facts.entries or judge in required)


def _verdict(facts: Facts, match: StandardMatch, entry: StandardEntry) -> Verdict:
    coverage = facts.inventory.coverage
    return Verdict(
        subject=match.id,
        subject_name=match.title,
        outcome=_OUTCOME[match.outcome],
        severity=Severity(entry.severity),
        basis=entry.basis,
        params={
            "state": match.outcome.value,
            "pages_visited": coverage.pages - coverage.failed,
            "columns_seen": coverage.columns_seen,
            "columns_fetched": coverage.columns_fetched,
            "parents": [facts.entries[id_].title for id_ in entry.parents if id_ in facts.entries],
        },
        evidence=(Evidence(url=facts.portal.url),),
        candidates=match.runners_up,
        requirements=(entry.requirement,) if entry.requirement else None,
    )
