"""Verdicts, and the audit document that all reports read."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as value
from enum import StrEnum
from typing import Any

from auditor.model.document import Organ
from auditor.model.interaction import FormTarget, InteractionForm, LetterStatistics, Survey
from auditor.model.inventory import Coverage, Obstacle
from auditor.model.media import MediaSurvey
from auditor.model.page import PageKind
from auditor.model.portal import Level
from auditor.model.search import SearchEngine
from auditor.model.snapshot import Failure, Purpose
from auditor.model.standard import Candidate, Clause, StandardMatch


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    CANT_TELL = "cant-tell"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """Ordered from mild to grave; compare with :meth:`at_least`."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding can be seen. ``quote`` are the words judged; ``body_sha256`` identifies the page as crawled."""

    url: str
    quote: str = ""
    body_sha256: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict about one subject. ``params`` feed the sentence in the report; they hold no prose.

    ``requirements`` are rows of the register (R01–R44), the first is the one it counts under; ``group`` is the part of
    the score that it belongs to. ``field`` is the id of a field's entry, ``organ`` the name of the organ it concerns,
    ``units`` who must mend it (empty: nobody is named for it). ``occurrences`` counts the places of one cause.
    """

    rule: str
    code: str
    subject: str
    subject_name: str
    outcome: Outcome
    severity: Severity
    basis: tuple[Clause, ...] = ()
    params: dict[str, Any] = value(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    points: float = 0.0
    fingerprint: str = ""
    requirements: tuple[str, ...] = ()
    group: str = ""
    field: str | None = None
    organ: str | None = None
    units: tuple[str, ...] = ()
    occurrences: int = 1


@dataclass(frozen=True, slots=True)
class AuditedColumn:
    """A column as the audit document shows it. ``items`` counts the rows of the first list page."""

    id: str
    url: str
    name: str
    path: tuple[str, ...]
    kind: PageKind
    items: int | None
    total: int | None
    newest: str | None
    empty: bool | None
    stale: bool | None
    limit_days: int | None
    entry: str | None
    undated: int = 0
    freshness: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str
    rules_version: str
    catalog_edition: str
    catalog_rows: int = 0
    catalog_verified: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Points of 100. ``best`` counts every cant-tell as passed, ``worst`` as failed. ``vetoed`` are the indicators that
    make the portal fail whatever its points, ``may_veto`` those of which that cannot be told."""

    best: float
    worst: float
    passed: int
    failed: int
    warned: int
    cant_tell: int
    vetoed: tuple[str, ...] = ()
    may_veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartScore:
    """Score of a part of the verdicts. ``dimension``: group, field, organ or unit; ``id`` within it ("" for verdicts that
    nobody is named for). ``weight`` are the points of a group (0 elsewhere), ``lost`` the points that its findings cost the
    whole; ``best`` and ``worst`` are of 100, None when nothing in it was judged."""

    dimension: str
    id: str
    title: str
    weight: float
    lost: float
    best: float | None
    worst: float | None
    passed: int
    failed: int
    warned: int
    cant_tell: int


class IndicatorKind(StrEnum):
    VETO = "veto"
    SCORED = "scored"


class IndicatorState(StrEnum):
    TRIGGERED = "triggered"
    CLEAR = "clear"
    CANT_TELL = "cant-tell"
    UNVERIFIED = "unverified"  # its wording was not read: ``computed`` is shown, and counts for nothing


@dataclass(frozen=True, slots=True)
class AuditedIndicator:
    """An item of a national index as it came out. ``computed`` is what its wording gives where that decides
    nothing; ``findings`` are the fingerprints that it rests on, ``reason`` says why no rule can tell."""

    id: str
    title: str
    kind: IndicatorKind
    state: IndicatorState
    doc: str
    clause: str
    text: str
    verified: bool
    computed: IndicatorState | None = None
    findings: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuditedRule:
    """A rule that was run. ``title`` names its failing state."""

    id: str
    code: str
    title: str
    severity: Severity
    requirements: tuple[str, ...]
    passed: int
    reported: int


@dataclass(frozen=True, slots=True)
class AuditedPortal:
    code: str
    name: str
    url: str
    level: Level


@dataclass(frozen=True, slots=True)
class AuditedDecision:
    """What a person decided about a published name. ``state``: applied, expired, gone (no such name any more)
    or moved (it stands elsewhere now)."""

    name: str
    path: tuple[str, ...] | None
    verdict: str
    id: str | None
    title: str | None
    author: str
    date: str
    reason: str
    expires: str | None
    state: str


@dataclass(frozen=True, slots=True)
class AuditedRequest:
    """A request that no visitor's path needs: a query put to the search, a look at where a form is sent. ``body`` is what was
    sent as a form; ``elapsed_ms`` as in :class:`~auditor.model.snapshot.Fetch`."""

    purpose: Purpose
    method: str
    url: str
    body: str = ""
    status: int | None = None
    failure: Failure | None = None
    elapsed_ms: int = 0


class WaiverState(StrEnum):
    """APPLIED: it holds today; EXPIRED: its day is over; LAPSED: the finding is no longer the one that was waived; UNUSED: no
    finding fits it."""

    APPLIED = "applied"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class AuditedWaiver:
    """A finding that a person decided to tolerate until a day. It stays in the list and in the score; it is only left out
    of what makes a run fail and of notices. ``subject`` "" and ``url`` "" fit all; ``fingerprints`` are those it fits."""

    rule: str
    subject: str
    url: str
    author: str
    date: str
    reason: str
    clause: str
    expires: str
    state: WaiverState
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditedShot:
    """A picture of the place that a finding is about, as the snapshot holds it. ``file`` lies below the run folder,
    ``taken`` is when the page was fetched (ISO 8601); ``reason`` says why there is no picture, then ``file`` is ""."""

    fingerprint: str
    url: str
    taken: str
    file: str = ""
    sha256: str = ""
    width: int = 0
    height: int = 0
    reason: str = ""


class Scope(StrEnum):
    """What was audited."""

    PORTAL = "portal"
    NEW_MEDIA = "newmedia"


@dataclass(frozen=True, slots=True)
class Audit:
    """The one document that reports read. Contains no clock time: equal input gives equal bytes.

    ``plan`` is the document that the profile quotes. ``unjudged`` says why the portal as a whole could not be judged
    (see :mod:`auditor.sufficiency`), or is None. ``passed`` are the fingerprints of all verdicts that passed, sorted: only they
    prove that a fault of an earlier audit was mended.
    """

    schema: str
    tool: Tool
    portal: AuditedPortal
    profile: str
    profile_title: str
    today: str
    unjudged: str | None
    coverage: Coverage
    columns: tuple[AuditedColumn, ...]
    standard: tuple[StandardMatch, ...]
    site: dict[str, Any]
    findings: tuple[Finding, ...]
    score: Score
    decisions: tuple[AuditedDecision, ...] = ()
    rules: tuple[AuditedRule, ...] = ()
    parts: tuple[PartScore, ...] = ()
    indicators: tuple[AuditedIndicator, ...] = ()
    organs: tuple[Organ, ...] = ()
    plan: str = ""
    engines: tuple[SearchEngine, ...] = ()
    asked: tuple[AuditedRequest, ...] = ()
    dialogs: tuple[InteractionForm, ...] = ()
    targets: tuple[FormTarget, ...] = ()
    surveys: tuple[Survey, ...] = ()
    letters: tuple[LetterStatistics, ...] = ()
    media: MediaSurvey | None = None
    scope: Scope = Scope.PORTAL
    waivers: tuple[AuditedWaiver, ...] = ()
    shots: tuple[AuditedShot, ...] = ()
    passed: tuple[str, ...] = ()

    @property
    def waived(self) -> frozenset[str]:
        """Fingerprints that a waiver holds for today."""
        return frozenset(f for w in self.waivers if w.state is WaiverState.APPLIED for f in w.fingerprints)
