"""What the site of a fleet keeps of each county: small values, all text in them already clean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model import Level, Outcome, Scope, Severity

#: Value of ``schema`` in ``counties/<page>.json``.
COUNTY_SCHEMA = "portal-auditor/site-county/1"


class Course(StrEnum):
    """What became of a finding over the runs that are kept, in the order in which people read them.

    FLAPPING: it was there, was gone, and was there again. FIRST: it is there, and no earlier run could tell. UNKNOWN: it
    was there, and this run cannot tell. UNDECIDED: no run could tell.
    """

    NEW = "new"
    FLAPPING = "flapping"
    PERSISTING = "persisting"
    FIRST = "first"
    UNKNOWN = "unknown"
    UNDECIDED = "undecided"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class RunDigest:
    """One audit of a county. ``run`` names its folder; ``judged`` is False when no score may be given. The counts are
    those of its list of findings."""

    run: str
    day: str
    judged: bool
    best: float
    worst: float
    passed: int
    failed: int
    warned: int
    cant_tell: int
    pages: int
    unread: int
    complete: bool
    profile: str
    rules: str
    edition: str
    vetoed: tuple[str, ...] = ()
    may_veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingDigest:
    """One finding over the runs. ``marks`` has a letter for each run, oldest first: P there, A not there, U nobody can
    tell. ``since`` is the first day of its last unbroken presence, ``gone`` the first day without it ("" while it is there or
    nobody knows). ``now``: the newest audit lists it; ``anchor`` is then its id in that county's report."""

    fingerprint: str
    rule: str
    title: str
    sentence: str
    outcome: Outcome
    severity: Severity
    units: tuple[str, ...]
    course: Course
    marks: str
    since: str
    gone: str
    now: bool
    waived: bool
    anchor: str

    @property
    def owed(self) -> bool:
        """Somebody still has to look at it: it is there, or nobody can tell that it is not."""
        return self.now or not self.gone


@dataclass(frozen=True, slots=True)
class FieldSet:
    """The fields that a catalog has, in its order: ids and titles side by side."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An ``audit.json`` that could not be read. ``place`` is below the output folder."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class CountyHead:
    """What the pages about all counties need of one. ``key`` is the name of its folder, ``page`` that of its page without
    ending; ``states`` has a letter for each of ``fields`` (see ``reports.site.states``). ``counts`` goes by the newest run:
    ``mended`` counts what that run found mended."""

    key: str
    page: str
    code: str
    name: str
    url: str
    level: Level
    scope: Scope
    runs: tuple[RunDigest, ...]
    fields: FieldSet
    states: str
    new: int
    flapping: int
    persisting: int
    mended: int
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def last(self) -> RunDigest:
        return self.runs[-1]


@dataclass(frozen=True, slots=True)
class CountyDigest:
    """All that the site tells of a county: ``counties/<page>.json``."""

    schema: str
    head: CountyHead
    findings: tuple[FindingDigest, ...]
