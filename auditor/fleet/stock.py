"""What the store knows of one night, gathered for those who judge it: a few statements, however many portals there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from auditor.model.fleet import (
    KnownFinding,
    Pass,
    Standing,
    StoredAudit,
    TaskState,
)
from auditor.store import audits, nights
from auditor.store.schema import audit as audits_
from auditor.store.schema import episode as episodes_
from auditor.store.schema import finding as findings_
from auditor.store.schema import probe as probes_
from auditor.store.schema import task as tasks_
from auditor.store.values import chunks


def audits_of(c: Connection, night: str) -> tuple[StoredAudit, ...]:
    """All audits of a night, by portal and run."""
    query = select(audits_).where(audits_.c.night == night).order_by(audits_.c.portal, audits_.c.run)
    return tuple(audits.stored(row) for row in c.execute(query))


def sound_before(c: Connection, day: str, days: int) -> Mapping[str, StoredAudit]:
    """For each portal its newest sound audit of the ``days`` before ``day`` (ISO), that day not included."""
    since = (date.fromisoformat(day) - timedelta(days)).isoformat()
    newest = func.row_number().over(
        partition_by=audits_.c.portal, order_by=(audits_.c.today.desc(), audits_.c.run.desc())
    )
    ranked = (
        select(audits_, newest.label("rank"))
        .where(audits_.c.today >= since, audits_.c.today < day, audits_.c.sound.is_(True))
        .subquery()
    )
    columns = [ranked.c[column.name] for column in audits_.columns]
    rows = c.execute(select(*columns).where(ranked.c.rank == 1))
    return {row.portal: audits.stored(row) for row in rows}


def known_before(c: Connection, run: str) -> frozenset[str]:
    """Portals with a sound audit from before a run."""
    query = select(audits_.c.portal).where(audits_.c.sound.is_(True), audits_.c.run < run).distinct()
    return frozenset(c.scalars(query))


def unconfirmed(c: Connection, day: str) -> Mapping[str, tuple[KnownFinding, ...]]:
    """Findings that were seen on ``day`` and in no other look, by portal."""
    query = (
        select(findings_)
        .where(findings_.c.standing == Standing.UNCONFIRMED.value, findings_.c.last_seen == day)
        .order_by(findings_.c.portal, findings_.c.fingerprint)
    )
    found: dict[str, list[KnownFinding]] = {}
    for row in c.execute(query):
        found.setdefault(row.portal, []).append(_finding(row))
    return {portal: tuple(each) for portal, each in found.items()}


def begun_on(c: Connection, day: str) -> Mapping[str, int]:
    """Rule → in how many portals a failure of it appeared on ``day``."""
    joined = episodes_.join(
        findings_,
        (findings_.c.portal == episodes_.c.portal) & (findings_.c.fingerprint == episodes_.c.fingerprint),
    )
    query = (
        select(findings_.c.rule, func.count(func.distinct(findings_.c.portal)))
        .select_from(joined)
        .where(episodes_.c.began == day, findings_.c.outcome == "fail")
        .group_by(findings_.c.rule)
    )
    return {row[0]: row[1] for row in c.execute(query)}


def unsealed_in_a_row(c: Connection, night: str, most: int) -> Mapping[str, int]:
    """Portals that were given up in this night → in how many nights in a row, up to ``most``, this one included."""
    ids = [each.id for each in nights.nights(c, 400) if each.id <= night][:most]
    counted: dict[str, int] = {}
    streak: set[str] = set()
    for number, each in enumerate(ids):
        query = select(tasks_.c.portal).where(
            tasks_.c.night == each,
            tasks_.c.look == Pass.AUDIT.value,
            tasks_.c.state.in_((TaskState.GIVEN_UP.value, TaskState.FAILED.value)),
        )
        given_up = set(c.scalars(query))
        streak = given_up if not number else streak & given_up
        counted |= dict.fromkeys(streak, number + 1)
    return counted


def last_looks(c: Connection, portals: Sequence[str], since: str, until: str) -> Mapping[str, str]:
    """Portal → the time (ISO, ``Z``) of the last look at its home page between two times. What lies in the future was noted
    before a clock was set back."""
    found: dict[str, str] = {}
    for codes in chunks(sorted(portals)):
        query = (
            select(probes_.c.portal, func.max(probes_.c.at))
            .where(probes_.c.portal.in_(codes), probes_.c.at >= since, probes_.c.at <= until)
            .group_by(probes_.c.portal)
        )
        found |= {row[0]: row[1] for row in c.execute(query)}
    return found


def _finding(row: Row[Any]) -> KnownFinding:
    return KnownFinding(
        row.portal,
        row.fingerprint,
        row.rule,
        row.subject,
        row.subject_name,
        row.outcome,
        row.severity,
        row.first_seen,
        row.last_seen,
        Standing(row.standing),
        confirmed=row.confirmed,
        ended=row.ended,
    )
