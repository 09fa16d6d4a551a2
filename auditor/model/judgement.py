"""Verdicts, and the audit document that all reports read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from auditor.model.inventory import Coverage, Obstacle
from auditor.model.page import PageKind
from auditor.model.portal import Level
from auditor.model.snapshot import Failure
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
    """One verdict about one subject. ``params`` feed the sentence in the report; they hold no prose."""

    rule: str
    code: str
    subject: str
    subject_name: str
    outcome: Outcome
    severity: Severity
    basis: tuple[Clause, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    points: float = 0.0
    fingerprint: str = ""


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
    """Points of 100. ``best`` counts every cant-tell as passed, ``worst`` as failed."""

    best: float
    worst: float
    passed: int
    failed: int
    warned: int
    cant_tell: int


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
class Audit:
    """The one document that reports read. Contains no clock time: equal input gives equal bytes.

    ``unjudged`` says why the portal as a whole could not be judged (see :mod:`auditor.sufficiency`), or is None.
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
