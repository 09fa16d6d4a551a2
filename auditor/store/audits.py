"""The audits that the store lists: which are complete looks, and in which order they came.

An audit is later than another when its day is, or, on one day, when its run is. Of the sound audits of one night at one portal
the first is the complete look; what follows it in that night (the second look at what was new) asked only for a part. Outside of
nights each sound audit is a complete look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from auditor.model.fleet import StoredAudit
from auditor.store.schema import audit as audits_

Order = tuple[str, str, int]


def run_order(run: str) -> tuple[str, int]:
    """Run ids are a time and, for runs of one second or one night, a number: ``…Z-10`` follows ``…Z-9``."""
    stamp, _, number = run.partition("-")
    return (stamp, int(number) if number.isdecimal() and len(number) < 9 else 1)


def order(audit: StoredAudit) -> Order:
    return (audit.today, *run_order(audit.run))


def complete(audits: Iterable[StoredAudit]) -> Iterator[StoredAudit]:
    """The complete looks among all audits of some days, in their order."""
    nights: set[tuple[str, str]] = set()
    for audit in sorted(audits, key=order):
        if not sound(audit):
            continue
        night = (audit.portal, audit.night)
        if audit.night and night in nights:
            continue
        nights.add(night)
        yield audit


def sound(audit: StoredAudit) -> bool:
    """Whether it counts for history: one that judged nothing never does."""
    return audit.sound and not audit.unjudged


def of_portal(c: Connection, portal: str, since: str = "", until: str = "") -> tuple[StoredAudit, ...]:
    """All that are listed from one day to another ("": without end), in their order."""
    query = select(audits_).where(audits_.c.portal == portal)
    if since:
        query = query.where(audits_.c.today >= since)
    if until:
        query = query.where(audits_.c.today <= until)
    return tuple(sorted((stored(row) for row in c.execute(query)), key=order))


def listed(c: Connection, portal: str, run: str) -> StoredAudit | None:
    query = select(audits_).where(audits_.c.portal == portal, audits_.c.run == run)
    row = c.execute(query).one_or_none()
    return None if row is None else stored(row)


def put(c: Connection, audit: StoredAudit) -> None:
    c.execute(insert(audits_).values(**asdict(audit)))


def stored(row: Row[Any]) -> StoredAudit:
    return StoredAudit(**row._mapping)
