"""What each look at a portal says of its faults, kept as changes: a night in which nothing changed adds no row.

A *look* is a sound audit. For each fault (a finding that failed or is a notice) the store knows how it stands:

UNCONFIRMED   there now, and seen by one look only since it appeared (or since it came back after it was proven gone).
CONFIRMED     there now, and seen again by a later look: the second one of the same night, or that of a later night. A fault
              that was out of sight and is seen again is confirmed, too: nobody ever showed that it was gone.
FLAPPING      there now, and it came back at least twice within the last 30 days, each time after it was proven gone. Without
              further returns it is CONFIRMED again once the older one is 30 days ago.
MENDED        gone, with proof: ``comparison.compare`` says so, or its own verdict passed. Later proof makes UNSEEN MENDED.
UNSEEN        a complete look no longer lists it as a fault, and nobody can prove that it was mended.

``first_seen`` is the day of the first look that saw it, and never moves forward, however often it is mended and comes back;
only an older audit that is recorded afterwards can show that it was there before. ``confirmed`` is the day since which it
counts as confirmed, "" while it does not; ``ended`` is the day on which it was proven gone (MENDED) or first not listed (UNSEEN).

An audit that is not sound is listed, and changes no finding. The second look of a night asks for a part only: it confirms what it
sees and ends what it proves gone; what it does not list stays as it was.

Each audit counts once, by portal and run: recording it again changes nothing, whatever it says by then. An audit that is recorded
after later ones is put where it belongs in time (:mod:`auditor.store.episodes`); it never changes what those have shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from auditor.comparison import FAULTS, compare
from auditor.model import Audit, Change
from auditor.model.fleet import Pass, StoredAudit
from auditor.store import audits, decisions
from auditor.store.episodes import Look
from auditor.store.looks import Said, keep_look


def record(c: Connection, stored: StoredAudit, audit: Audit, before: Audit | None, look: Pass) -> None:
    """List an audit, and note what it says of the faults of its portal. ``before`` is an earlier audit to compare it with:
    the more faults that are still open it lists, the more can be proven. To be called within one transaction."""
    _alone(c, stored.portal)
    if audits.listed(c, stored.portal, stored.run) is not None:
        return
    near = audits.of_portal(c, stored.portal, since=stored.today)
    audits.put(c, stored)
    decisions.note_decisions(c, audit, stored.portal)
    if audits.sound(stored) and audit.unjudged is None:
        complete = look is Pass.AUDIT or not _looked_at(stored, near)
        keep_look(c, stored.portal, _said(audit, before), _look(stored, near), complete)


def _alone(c: Connection, portal: str) -> None:
    """One at a time for each portal, until the transaction ends; SQLite has a single writer anyhow."""
    if c.dialect.name == "postgresql":
        c.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"findings:{portal}"))))


def _looked_at(stored: StoredAudit, near: Iterable[StoredAudit]) -> bool:
    """Whether the night of ``stored`` has a sound audit of the portal already."""
    return bool(stored.night) and any(each.night == stored.night and audits.sound(each) for each in near)


def _look(stored: StoredAudit, near: Iterable[StoredAudit]) -> Look:
    """``near`` are the audits listed from its day on, without itself."""
    mine = audits.order(stored)
    complete = tuple(each.today for each in audits.complete(near) if audits.order(each) > mine)
    later = (each for each in near if audits.sound(each) and audits.order(each) > mine)
    return Look(stored.today, complete, again=any(each.today == stored.today for each in later))


def _said(audit: Audit, before: Audit | None) -> Said:
    first = {finding.fingerprint: finding for finding in reversed(audit.findings)}
    faults = {fingerprint: each for fingerprint, each in first.items() if each.outcome in FAULTS}
    mended: Iterable[str] = ()
    if before is not None:
        mended = (delta.fingerprint for delta in compare(before, audit).of(Change.MENDED))
    return Said(faults, frozenset((*audit.passed, *mended)) - faults.keys())
