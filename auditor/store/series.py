"""Looks at home pages over time, and what the watchers of a night were told."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from auditor import codec
from auditor.model import Probe
from auditor.model.fleet import Alarm
from auditor.store.schema import alarm as alarms_
from auditor.store.schema import probe as probes_
from auditor.store.values import insert_new, plain


def add_probe(c: Connection, portal: str, probe: Probe) -> None:
    """A look at the same second as one that is there already is that one."""
    row = {
        "portal": portal,
        "at": probe.at,
        "ok": not probe.failure,
        "ms": -1 if probe.failure else round(probe.seconds * 1000),
        "reason": plain(probe.failure, 64),
        "body": codec.encode(probe).decode(),
    }
    insert_new(c, probes_, [row])


def probes(c: Connection, portal: str, since: str = "") -> tuple[Probe, ...]:
    """By time, from ``since`` (ISO day or time) on."""
    query = (
        select(probes_.c.body).where(probes_.c.portal == portal, probes_.c.at >= since).order_by(probes_.c.at)
    )
    return tuple(codec.decode(body, Probe) for body in c.scalars(query))


def put_alarms(c: Connection, night: str, alarms: Iterable[Alarm]) -> None:
    """The alarms of a night in their order, in place of those that it had."""
    c.execute(delete(alarms_).where(alarms_.c.night == night))
    rows = [
        {
            "night": night,
            "number": number,
            "kind": alarm.kind,
            "portal": alarm.portal,
            "params": codec.encode(alarm.params).decode(),
        }
        for number, alarm in enumerate(alarms)
    ]
    if rows:
        c.execute(insert(alarms_), rows)


def alarms(c: Connection, night: str) -> tuple[Alarm, ...]:
    query = select(alarms_).where(alarms_.c.night == night).order_by(alarms_.c.number)
    return tuple(
        Alarm(
            row.kind, row.portal, codec.decode(row.params, tuple[tuple[str, str], ...]) if row.params else ()
        )
        for row in c.execute(query)
    )
