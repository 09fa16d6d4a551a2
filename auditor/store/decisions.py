"""What people decided about a portal, over time: waivers, and what published names are.

A row is one decision as long as each audit of the portal bears it out: ``first_seen`` and ``last_seen`` are the days of the first
and the last audit that knew it. One that is taken out of its file and comes back later gets a row of its own. ``body`` is
the decision as the last of those audits shows it, with what became of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from auditor import codec
from auditor.model import Audit, AuditedDecision, AuditedWaiver
from auditor.store.schema import audit as audits_
from auditor.store.schema import decision as decisions_
from auditor.store.values import plain, put

WAIVER, NAME = "waiver", "name"


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """``body`` is an AuditedWaiver or an AuditedDecision, as ``kind`` says."""

    portal: str
    kind: str
    key: str
    first_seen: str
    last_seen: str
    author: str
    expires: str
    body: AuditedWaiver | AuditedDecision


def note_decisions(c: Connection, audit: Audit, portal: str = "") -> None:
    """Note the decisions that an audit knew. The same audit noted again changes nothing; ``portal`` is the code under which
    the store has the portal, when it is another."""
    code, day = portal or audit.portal.code, audit.today
    rows = []
    for kind, each in _decisions(audit):
        key = _key(kind, each)
        spans = c.execute(
            select(decisions_)
            .where(decisions_.c.portal == code, decisions_.c.kind == kind, decisions_.c.key == key)
            .order_by(decisions_.c.first_seen)
        ).all()
        first, last, newest = _span(c, code, day, spans)
        body = codec.encode(each).decode() if newest is None else newest
        rows.append(
            {
                "portal": code,
                "kind": kind,
                "key": key,
                "first_seen": first,
                "last_seen": last,
                "author": plain(each.author),
                "expires": each.expires or "",
                "body": plain(body),
            }
        )
    put(c, decisions_, list({(row["kind"], row["key"]): row for row in rows}.values()))


def decisions(c: Connection, portal: str, since: str = "") -> tuple[StoredDecision, ...]:
    """Those that an audit on or after a day knew, the oldest first."""
    query = (
        select(decisions_)
        .where(decisions_.c.portal == portal, decisions_.c.last_seen >= since)
        .order_by(decisions_.c.first_seen, decisions_.c.kind, decisions_.c.key)
    )
    return tuple(_stored(row) for row in c.execute(query))


def _decisions(audit: Audit) -> Iterator[tuple[str, AuditedWaiver | AuditedDecision]]:
    yield from ((WAIVER, each) for each in audit.waivers)
    yield from ((NAME, each) for each in audit.decisions)


def _key(kind: str, decision: AuditedWaiver | AuditedDecision) -> str:
    """What was decided, by whom, when and until when; not what became of it."""
    if isinstance(decision, AuditedWaiver):
        said: tuple[object, ...] = (decision.rule, decision.subject, decision.url, decision.clause)
    else:
        said = (decision.name, decision.path, decision.verdict, decision.id)
    whole = (kind, *said, decision.author, decision.date, decision.reason, decision.expires)
    return hashlib.sha256(codec.encode(whole)).hexdigest()[:32]


def _span(c: Connection, portal: str, day: str, spans: Sequence[Row[Any]]) -> tuple[str, str, str | None]:
    """First and last day of the row that a decision known on ``day`` belongs to, and its body when a later audit wrote it."""
    for row in spans:
        if row.first_seen <= day <= row.last_seen:
            return row.first_seen, row.last_seen, row.body if day < row.last_seen else None
    for row in reversed(spans):
        if row.last_seen < day and not _audited_between(c, portal, row.last_seen, day):
            return row.first_seen, day, None
    return day, day, None


def _audited_between(c: Connection, portal: str, after: str, before: str) -> bool:
    """Whether an audit on a day between two days did not know it: had it known it, its row would reach that day."""
    between = (audits_.c.portal == portal, audits_.c.today > after, audits_.c.today < before)
    return bool(c.execute(select(func.count()).select_from(audits_).where(*between)).scalar_one())


def _stored(row: Row[Any]) -> StoredDecision:
    waiver = row.kind == WAIVER
    body = codec.decode(row.body, AuditedWaiver) if waiver else codec.decode(row.body, AuditedDecision)
    return StoredDecision(
        row.portal,
        row.kind,
        row.key,
        row.first_seen,
        row.last_seen,
        row.author,
        row.expires,
        body,
    )
