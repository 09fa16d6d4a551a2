"""What reports take in besides the findings of one audit: earlier audits, pictures, what an office need not mend now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.judgement import AuditedPortal, Finding, Score


class Change(StrEnum):
    """What became of a finding from one audit to the next. UNKNOWN: it is gone from the list, and nobody can tell that
    it was mended (its pages were not read this time, its rule was not run)."""

    NEW = "new"
    CHANGED = "changed"
    PERSISTING = "persisting"
    MENDED = "mended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FindingDelta:
    """One finding in two audits. ``before`` is None for a new one, ``after`` for one that is mended or unknown;
    ``reason`` says why it is unknown."""

    fingerprint: str
    change: Change
    before: Finding | None = None
    after: Finding | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuditDiff:
    """Two audits of one portal, by their days. ``differing`` names what makes them hard to compare (``rules``, ``profile``,
    ``catalog``, ``coverage``, ``level``, ``scope``); ``deltas`` stand in the order of :class:`Change`, the grave ones first."""

    portal: AuditedPortal
    before: str
    after: str
    score_before: Score
    score_after: Score
    deltas: tuple[FindingDelta, ...]
    differing: tuple[str, ...] = ()

    def of(self, change: Change) -> tuple[FindingDelta, ...]:
        return tuple(delta for delta in self.deltas if delta.change is change)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One earlier audit of the portal, in the order of days. ``run`` names its folder."""

    day: str
    best: float
    worst: float
    failed: int
    warned: int
    cant_tell: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class Attachments:
    """What a report may show beside its audit. ``pictures`` are PNG files by their SHA-256 (``Audit.shots`` names them)."""

    diff: AuditDiff | None = None
    trend: tuple[TrendPoint, ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()
