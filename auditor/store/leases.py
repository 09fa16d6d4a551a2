"""Leases: the right to work on something, over all processes and machines that share the store.

No clock of anybody is compared with another's: a lease beats while its holder lives, and whoever has watched it stand
still for long enough, by his own clock, seizes it in the very state in which he saw it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from auditor.model.fleet import Lease
from auditor.store.schema import lease as leases_
from auditor.store.values import chunks, insert_new

#: A holder beats so often (seconds).
BEAT = 10.0
#: A lease that stood still for so long under somebody's eyes may be seized (seconds): several beats are missing.
HOLDS = 60.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A lease of somebody else as last seen, at ``at`` of the watcher's monotonic clock, and for how many seconds it has
    stood still. A gap between two looks counts for two beats at most: while the store was away nobody could beat."""

    lease: Lease
    at: float
    still: float = 0.0

    @property
    def abandoned(self) -> bool:
        return self.still >= HOLDS


def watch(before: Watched | None, lease: Lease, now: float) -> Watched:
    """One more look at a lease: ``Watched.abandoned`` tells when it may be seized."""
    if before is None or before.lease != lease:
        return Watched(lease, now)
    return Watched(lease, now, before.still + min(now - before.at, 2 * BEAT))


def take(c: Connection, name: str, holder: str) -> Lease | None:
    """The lease when it was free or is the holder's own; None when somebody else has it."""
    insert_new(c, leases_, [{"name": name, "holder": holder, "beat": 0}])
    found = lease(c, name)
    return found if found is not None and found.holder == holder else None


def seize(c: Connection, name: str, seen: Lease, holder: str) -> Lease | None:
    """Takes over a lease that stands exactly as it was ``seen``; None when it beat or changed hands since."""
    c.execute(
        update(leases_)
        .where(leases_.c.name == name, leases_.c.holder == seen.holder, leases_.c.beat == seen.beat)
        .values(holder=holder, beat=seen.beat + 1)
    )
    found = lease(c, name)
    return found if found is not None and found.holder == holder else None


def beat(c: Connection, holder: str, names: Iterable[str]) -> frozenset[str]:
    """Shows that the holder lives; which of the names it still holds. The others were seized: stop working on them."""
    held: set[str] = set()
    for some in chunks(sorted(set(names))):
        mine = (leases_.c.holder == holder, leases_.c.name.in_(some))
        c.execute(update(leases_).where(*mine).values(beat=leases_.c.beat + 1))
        held.update(c.scalars(select(leases_.c.name).where(*mine)))
    return frozenset(held)


def release(c: Connection, holder: str, names: Iterable[str]) -> None:
    """Gives back what the holder has of these; what was seized from it stays with its new holder."""
    for some in chunks(sorted(set(names))):
        c.execute(delete(leases_).where(leases_.c.holder == holder, leases_.c.name.in_(some)))


def lease(c: Connection, name: str) -> Lease | None:
    row = c.execute(select(leases_).where(leases_.c.name == name)).one_or_none()
    return None if row is None else Lease(row.name, row.holder, row.beat)


def leases(c: Connection) -> tuple[Lease, ...]:
    """All, by name."""
    rows = c.execute(select(leases_).order_by(leases_.c.name))
    return tuple(Lease(row.name, row.holder, row.beat) for row in rows)
