"""Whether a night saw the whole of a portal: what it read, held against what it usually reads there. Pure.

A night that suddenly sees half the columns is a failed night, not a bad county. Its audit is kept, but nothing in the history
of findings follows from it until a second look has seen the same (:func:`settled`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from auditor.fleet.limits import Floors, limits
from auditor.model import Audit
from auditor.model.fleet import StoredAudit
from auditor.sufficiency import read_share


class Doubt(StrEnum):
    """Why an audit that could be judged does not count for history. Besides these a doubt may be the kind of failure for
    which a portal could not be judged at all."""

    FEWER_COLUMNS = "fewer-columns"
    FEWER_PAGES = "fewer-pages"
    LESS_READ = "less-read"


@dataclass(frozen=True, slots=True)
class Usual:
    """What a portal usually shows: medians of its last sound audits. ``audits`` is how many these are, 0 for a portal that
    is new. ``read`` is the share of navigation pages read in the last of them, None when that is not at hand."""

    audits: int = 0
    columns: float = 0.0
    pages: float = 0.0
    read: float | None = None


def usual(earlier: Sequence[StoredAudit], last: Audit | None = None, floors: Floors | None = None) -> Usual:
    """From earlier audits, the newest first, and the document of the last sound one.

    An audit that was doubted and then accepted began a new time: what stood before it is not usual any more.
    """
    known: list[StoredAudit] = []
    for each in earlier:
        if not each.sound or each.unjudged:
            continue
        known.append(each)
        if each.doubt or len(known) == (floors or limits().floors).audits:
            break
    if not known:
        return Usual()
    return Usual(
        audits=len(known),
        columns=median(each.columns for each in known),
        pages=median(each.pages for each in known),
        read=None if last is None else read_share(last.coverage),
    )


def doubt_of(audit: Audit, usual: Usual, floors: Floors | None = None) -> str:
    """Why an audit that was judged is to be doubted; "" when it is sound, and for a portal with no history."""
    floor = floors or limits().floors
    if not usual.audits:
        return ""
    coverage = audit.coverage
    if _fell(coverage.columns_fetched, usual.columns, floor.columns, floor.least_columns):
        return Doubt.FEWER_COLUMNS
    if _fell(coverage.pages - coverage.failed, usual.pages, floor.pages, floor.least_pages):
        return Doubt.FEWER_PAGES
    if usual.read is not None and read_share(coverage) < floor.read_share * usual.read:
        return Doubt.LESS_READ
    return ""


def settled(audit: Audit, first: Audit, floors: Floors | None = None) -> bool:
    """True when a second look saw no more than the first doubtful one: then it is the portal that has changed.

    It saw the same when the first, held against it, is not doubtful, and neither is it when held against the first.
    """
    if audit.unjudged or first.unjudged:
        return False
    return not doubt_of(audit, _as_usual(first), floors) and not doubt_of(first, _as_usual(audit), floors)


def _as_usual(audit: Audit) -> Usual:
    coverage = audit.coverage
    return Usual(1, coverage.columns_fetched, coverage.pages - coverage.failed, read_share(coverage))


def _fell(now: int, then: float, share: float, least: int) -> bool:
    return now < share * then and then - now >= least
