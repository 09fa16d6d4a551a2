"""What became of the findings of a portal over the nights, as it is asked for and shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.fleet import KnownFinding, Standing, StoredAudit
from auditor.model.reporting import TrendPoint

#: Standings of faults that were there in the last look that could tell.
PRESENT = frozenset({Standing.UNCONFIRMED, Standing.CONFIRMED, Standing.FLAPPING})


@dataclass(frozen=True, slots=True)
class Episode:
    """One unbroken presence of a finding, in days (ISO). ``ended`` is the day of the first look that no longer listed it, ""
    while it lasts; ``how`` is ``mended`` or ``unseen``. ``looks`` counts the looks that saw it."""

    began: str
    ended: str = ""
    how: str = ""
    looks: int = 1


class Course(StrEnum):
    """What became of a finding on a day, or between two days. RETURNED: it had been there before. PASSED_BY: it came and went
    between the two days. PERSISTING: it was there on both."""

    APPEARED = "appeared"
    RETURNED = "returned"
    MENDED = "mended"
    UNSEEN = "unseen"
    PASSED_BY = "passed-by"
    PERSISTING = "persisting"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a finding on a day."""

    day: str
    course: Course
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PortalChanges:
    """A portal at the end of one day beside the end of a later one. ``findings`` stand with their course, but the persisting,
    which are only counted."""

    portal: str
    before: str
    after: str
    findings: tuple[tuple[Course, KnownFinding], ...]
    persisting: int

    def of(self, course: Course) -> tuple[KnownFinding, ...]:
        return tuple(finding for each, finding in self.findings if each is course)


@dataclass(frozen=True, slots=True)
class FleetDay:
    """All portals on one day. ``portals`` counts those with a sound audit, ``unsound`` those with audits none of which is
    sound; the figures are sums over the sound ones, ``best`` and ``worst`` their means."""

    day: str
    portals: int
    unsound: int
    best: float
    worst: float
    failed: int
    warned: int
    cant_tell: int


@dataclass(frozen=True, slots=True)
class PortalStandings:
    """How many findings of a portal stand how, and what happened since a day. ``day`` is that of its last sound audit ("" when
    there is none in the store)."""

    portal: str
    name: str
    day: str
    best: float
    worst: float
    standings: tuple[tuple[Standing, int], ...]
    appeared: int = 0
    returned: int = 0
    mended: int = 0
    unseen: int = 0

    def count(self, *of: Standing) -> int:
        return sum(number for standing, number in self.standings if standing in of)

    @property
    def present(self) -> int:
        return self.count(*PRESENT)


@dataclass(frozen=True, slots=True)
class PortalHistory:
    """A portal over a span of days. ``audits`` are all in it, ``trend`` its complete looks with the number of faults that were
    there at the end of that day; ``open`` and ``unseen`` are findings as they stand now."""

    portal: str
    name: str
    since: str
    until: str
    audits: tuple[StoredAudit, ...]
    trend: tuple[tuple[TrendPoint, int], ...]
    open: tuple[KnownFinding, ...]
    unseen: tuple[KnownFinding, ...]
    changes: PortalChanges


@dataclass(frozen=True, slots=True)
class FleetHistory:
    """All portals over a span of days."""

    since: str
    until: str
    days: tuple[FleetDay, ...]
    portals: tuple[PortalStandings, ...]
