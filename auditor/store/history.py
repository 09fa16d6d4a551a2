"""What the store knows of portals over time: audits, findings, what changed between two days, trends.

Days are those of China. A day stands for its end: what appeared on a day is there on it, what ended on a day is not. All answers
come from audits and episodes alone; no run folder is opened. What they mean is told in :mod:`auditor.store.findings`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, func, or_, select

from auditor.model import Severity, TrendPoint
from auditor.model.fleet import KnownFinding, Standing, StoredAudit
from auditor.model.timeline import Course, Episode, Event, PortalChanges
from auditor.store import audits as listing
from auditor.store import episodes
from auditor.store.looks import episodes_of, known_finding
from auditor.store.schema import audit as audits_
from auditor.store.schema import episode as episodes_
from auditor.store.schema import finding as findings_
from auditor.store.values import chunks

_COURSES = {episodes.MENDED: Course.MENDED, episodes.UNSEEN: Course.UNSEEN}
#: So many audits are looked through at once for the last sound one.
_PAGE = 50


# ── audits ────────────────────────────────────────────────────────────────────────────────────────


def audits(c: Connection, portal: str, since: str = "", limit: int = 400) -> tuple[StoredAudit, ...]:
    """The newest ``limit`` audits of a portal since a day, sound or not, in their order."""
    query = select(audits_).where(audits_.c.portal == portal, audits_.c.today >= since)
    rows = c.execute(query.order_by(audits_.c.today.desc(), audits_.c.run.desc()).limit(limit))
    return tuple(sorted((listing.stored(row) for row in rows), key=listing.order))


def audit_of(c: Connection, portal: str, run: str) -> StoredAudit | None:
    return listing.listed(c, portal, run)


def last_sound(c: Connection, portal: str, before_run: str = "") -> StoredAudit | None:
    """The newest complete look at a portal (see :mod:`auditor.store.audits`); with ``before_run`` the newest whose run is
    earlier than that one. None when there is none."""
    earliest = ""
    while rows := _page(c, portal, earliest):
        # whole days: which look of a night is complete shows only beside the others of that night
        found = [each for each in listing.complete(rows) if _earlier(each, before_run)]
        if found:
            return found[-1]
        earliest = rows[0].today
    return None


def _page(c: Connection, portal: str, before: str) -> tuple[StoredAudit, ...]:
    """All audits of the newest days before a day ("": of the newest), some :data:`_PAGE` of them."""
    mine = [audits_.c.portal == portal] + ([audits_.c.today < before] if before else [])
    days = select(audits_.c.today).where(*mine).order_by(audits_.c.today.desc()).limit(_PAGE)
    first = min(c.execute(days).scalars(), default=None)
    if first is None:
        return ()
    rows = c.execute(select(audits_).where(*mine, audits_.c.today >= first))
    return tuple(sorted((listing.stored(row) for row in rows), key=listing.order))


def _earlier(audit: StoredAudit, run: str) -> bool:
    return not run or listing.run_order(audit.run) < listing.run_order(run)


def trend(c: Connection, portal: str, since: str = "") -> tuple[TrendPoint, ...]:
    """The score of each complete look since a day, in their order."""
    looks = listing.complete(listing.of_portal(c, portal, since))
    return tuple(
        TrendPoint(each.today, each.best, each.worst, each.failed, each.warned, each.cant_tell, each.run)
        for each in looks
    )


# ── findings ──────────────────────────────────────────────────────────────────────────────────────


def findings(
    c: Connection, portal: str, standings: Iterable[Standing] = (), since: str = ""
) -> tuple[KnownFinding, ...]:
    """The findings of a portal that stand so (none given: any), the gravest first, then the oldest. ``since``: only those
    that were seen, or ended, on or after a day."""
    wanted = [each.value for each in standings]
    mine: list[ColumnElement[bool]] = [findings_.c.portal == portal]
    if wanted:
        mine.append(findings_.c.standing.in_(wanted))
    if since:
        mine.append(or_(findings_.c.last_seen >= since, findings_.c.ended >= since))
    rows = c.execute(select(findings_, _count()).where(*mine)).all()
    return tuple(sorted((known_finding(row, row.episodes) for row in rows), key=_gravest))


def finding(c: Connection, portal: str, fingerprint: str) -> tuple[KnownFinding, tuple[Episode, ...]] | None:
    """One finding with its episodes; None when it was never seen."""
    mine = (findings_.c.portal == portal, findings_.c.fingerprint == fingerprint)
    row = c.execute(select(findings_, _count()).where(*mine)).one_or_none()
    if row is None:
        return None
    return known_finding(row, row.episodes), episodes_of(c, portal, [fingerprint])[fingerprint]


def present_on(c: Connection, portal: str, day: str) -> frozenset[str]:
    """Fingerprints of the faults that were there at the end of a day, as far as is known."""
    query = select(episodes_.c.fingerprint).where(*_spanning(portal, day, day))
    return frozenset(c.execute(query).scalars())


def counts_on(c: Connection, portal: str, days: Sequence[str]) -> tuple[int, ...]:
    """How many faults were there at the end of each day."""
    if not days:
        return ()
    query = select(episodes_.c.began, episodes_.c.ended).where(*_spanning(portal, min(days), max(days)))
    rows = c.execute(query).all()
    began = sorted(row.began for row in rows)
    ended = sorted(row.ended for row in rows if row.ended)
    return tuple(bisect_right(began, day) - bisect_right(ended, day) for day in days)


def timeline(c: Connection, portal: str, since: str = "", until: str = "9999-12-31") -> tuple[Event, ...]:
    """What happened to the findings of a portal from one day to another, both included, in the order of days."""
    span = (episodes_.c.portal == portal,)
    joined = episodes_.join(findings_)
    begun = select(
        episodes_.c.began, episodes_.c.fingerprint, findings_.c.first_seen, episodes_.c.how
    ).select_from(joined)
    over = select(episodes_.c.ended, episodes_.c.fingerprint, episodes_.c.how).where(
        *span, episodes_.c.ended != "", episodes_.c.ended >= since, episodes_.c.ended <= until
    )
    events = [
        Event(row.began, Course.APPEARED if row.began == row.first_seen else Course.RETURNED, row.fingerprint)
        for row in c.execute(begun.where(*span, episodes_.c.began >= since, episodes_.c.began <= until))
    ]
    events += [Event(row.ended, _COURSES[row.how], row.fingerprint) for row in c.execute(over)]
    return tuple(
        sorted(events, key=lambda each: (each.day, list(Course).index(each.course), each.fingerprint))
    )


def changes_between(c: Connection, portal: str, before: str, after: str) -> PortalChanges:
    """A portal at the end of ``after`` beside the end of ``before``, an earlier day."""
    query = select(episodes_).where(*_spanning(portal, before, after))
    rows: dict[str, list[Episode]] = {}
    for row in c.execute(query.order_by(episodes_.c.began)):
        rows.setdefault(row.fingerprint, []).append(Episode(row.began, row.ended, row.how, row.looks))
    lasting = {each for each, spans in rows.items() if _lasts(spans, before, after)}
    known = _known(c, portal, sorted(rows.keys() - lasting))
    told = [(_course(rows[each], finding, before, after), finding) for each, finding in known.items()]
    told.sort(key=lambda each: (list(Course).index(each[0]), _gravest(each[1])))
    return PortalChanges(portal, before, after, tuple(told), len(lasting))


def _lasts(spans: Sequence[Episode], before: str, after: str) -> bool:
    return episodes.on(spans, before) and episodes.on(spans, after)


def _course(spans: Sequence[Episode], known: KnownFinding, before: str, after: str) -> Course:
    """``spans`` are the episodes that went on at the end of some day from ``before`` to ``after``, or came and went on one."""
    if episodes.on(spans, after):
        return Course.APPEARED if known.first_seen > before else Course.RETURNED
    return _COURSES[spans[-1].how] if episodes.on(spans, before) else Course.PASSED_BY


def _spanning(portal: str, first: str, last: str) -> tuple[ColumnElement[bool], ...]:
    """Episodes that were going on at the end of some day from ``first`` to ``last``."""
    return (
        episodes_.c.portal == portal,
        episodes_.c.began <= last,
        or_(episodes_.c.ended == "", episodes_.c.ended > first),
    )


def _known(c: Connection, portal: str, fingerprints: Sequence[str]) -> dict[str, KnownFinding]:
    found: dict[str, KnownFinding] = {}
    for some in chunks(fingerprints):
        query = select(findings_, _count()).where(
            findings_.c.portal == portal, findings_.c.fingerprint.in_(some)
        )
        found.update((row.fingerprint, known_finding(row, row.episodes)) for row in c.execute(query))
    return found


def _count() -> ColumnElement[int]:
    mine = (
        episodes_.c.portal == findings_.c.portal,
        episodes_.c.fingerprint == findings_.c.fingerprint,
    )
    return select(func.count()).select_from(episodes_).where(*mine).scalar_subquery().label("episodes")


def _gravest(known: KnownFinding) -> tuple[int, str, str, str, str]:
    return (
        -Severity(known.severity).rank,
        known.first_seen,
        known.rule,
        known.subject_name,
        known.fingerprint,
    )
