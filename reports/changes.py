"""What became of findings since an earlier audit: the mark of each, and those that are mended or out of sight. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model import Finding
from auditor.model.judgement import Score
from auditor.model.reporting import AuditDiff, Change, FindingDelta
from reports import wording
from reports.text import clean, number
from reports.verify_text import why

#: The changes in the report's words, in the order in which people read them.
NAMES = {
    Change.NEW: "新增",
    Change.CHANGED: "变化",
    Change.PERSISTING: "持续",
    Change.MENDED: "已整改",
    Change.UNKNOWN: "未能复核",
}
_HELP = {
    Change.NEW: "上次没有，本次发现",
    Change.CHANGED: "上次已有，本次情况或证据有变化",
    Change.PERSISTING: "上次已有，本次仍在",
    Change.MENDED: "上次有，本次已符合要求",
    Change.UNKNOWN: "上次有，本次不能确认是否整改",
}
#: What makes two audits hard to compare.
_DIFFERING = {
    "rules": "规则版本",
    "profile": "检查口径",
    "catalog": "标准目录",
    "coverage": "读取范围",
    "level": "网站级别",
    "scope": "检查对象",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings took one course. ``key`` is a value of :class:`Change`."""

    key: str
    name: str
    help: str
    number: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the earlier audit that is not in the list any more, as it was then worded."""

    sentence: str
    title: str
    severity: str
    units: str
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The comparison. ``differing`` are words for what makes it hard; ``mended`` and ``unknown`` stand gravest first."""

    before: str
    after: str
    score_before: str
    score_after: str
    differing: tuple[str, ...]
    counts: tuple[Count, ...]
    mended: tuple[Gone, ...]
    unknown: tuple[Gone, ...]


def changes_of(diff: AuditDiff | None) -> Changes | None:
    """The comparison in words; None without one."""
    if diff is None:
        return None
    return Changes(
        before=clean(diff.before, 20),
        after=clean(diff.after, 20),
        score_before=_score(diff.score_before),
        score_after=_score(diff.score_after),
        differing=tuple(_DIFFERING.get(one) or clean(one, 40) for one in diff.differing),
        counts=tuple(
            Count(change.value, name, _HELP[change], len(diff.of(change))) for change, name in NAMES.items()
        ),
        mended=_gone(diff, diff.of(Change.MENDED)),
        unknown=_gone(diff, diff.of(Change.UNKNOWN)),
    )


def marks_of(diff: AuditDiff | None) -> dict[str, Change]:
    """Which change each finding of the present audit went through, by fingerprint."""
    if diff is None:
        return {}
    return {delta.fingerprint: delta.change for delta in diff.deltas if delta.after is not None}


def _gone(diff: AuditDiff, deltas: Sequence[FindingDelta]) -> tuple[Gone, ...]:
    found = [(delta.before, delta.reason) for delta in deltas if delta.before is not None]
    found.sort(key=lambda pair: -pair[0].severity.rank)
    return tuple(_one(finding, reason, diff.before) for finding, reason in found)


def _one(finding: Finding, reason: str, day: str) -> Gone:
    words = wording.words_for(finding, day)
    return Gone(
        sentence=words.sentence,
        title=words.title,
        severity=finding.severity.value,
        units="、".join(clean(unit, 40) for unit in finding.units),
        fingerprint=clean(finding.fingerprint, 40),
        reason=why(reason) if reason else "",
    )


def _score(score: Score) -> str:
    worst, best = number(score.worst), number(score.best)
    return best if worst == best else f"{worst} – {best}"
