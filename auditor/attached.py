"""What a report shows beside its audit: what earlier runs of the portal found, and pictures of failing places.

Earlier runs are the folders beside a run, by their ids; only those that were judged in the same way (profile, level, scope)
can be held beside it. One that cannot be read any more is left out: it takes nothing from the report of today.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from auditor import codec, outputs
from auditor.comparison import compare
from auditor.errors import AuditorError
from auditor.evidence.store import pictures_of
from auditor.model import Attachments, Audit, TrendPoint

#: So many earlier runs are drawn: two years of months, or most of a month of nights.
_RUNS = 24


def attachments(folder: Path, audit: Audit) -> Attachments:
    """For the audit of the run ``folder``; empty where there is neither an earlier run nor a picture."""
    points: deque[TrendPoint] = deque(maxlen=_RUNS)
    last: Audit | None = None
    for run, earlier in _earlier(folder, audit):
        points.append(_point(run, earlier))
        last = earlier
    if last is None:
        return Attachments(pictures=pictures_of(folder, audit))
    return Attachments(
        diff=compare(last, audit),
        trend=(*points, _point(folder.name, audit)),
        pictures=pictures_of(folder, audit),
    )


def _earlier(folder: Path, audit: Audit) -> Iterator[tuple[str, Audit]]:
    """Audits of the runs before ``folder``, the oldest first."""
    here = folder.resolve() / outputs.AUDIT
    found = sorted(here.parent.parent.glob(f"*/{outputs.AUDIT}"), key=outputs.by_run)
    before = [path for path in found if outputs.by_run(path) < outputs.by_run(here)]
    for path in before[-_RUNS:]:
        try:
            earlier = codec.decode_audit(path.read_bytes(), str(path))
        except (AuditorError, OSError):
            continue
        if not earlier.unjudged and _judged_as(earlier) == _judged_as(audit):
            yield path.parent.name, earlier


def _judged_as(audit: Audit) -> tuple[str, ...]:
    return (audit.portal.code, audit.profile, audit.portal.level, audit.scope)


def _point(run: str, audit: Audit) -> TrendPoint:
    score = audit.score
    return TrendPoint(audit.today, score.best, score.worst, score.failed, score.warned, score.cant_tell, run)
