"""Was enough read to speak of the portal at all? Below this, every verdict is withheld and the exit code is 3."""

from __future__ import annotations

from enum import StrEnum

from auditor.model import Coverage


class Unjudged(StrEnum):
    """Why a portal as a whole could not be judged."""

    NOTHING_READ = "nothing-read"
    NO_COLUMNS = "no-columns"
    BLOCKED = "blocked"
    INTERRUPTED = "interrupted"
    BELOW_FLOOR = "below-floor"


#: Nothing shows that what was read is the portal at all.
NO_PORTAL = frozenset({Unjudged.NOTHING_READ, Unjudged.NO_COLUMNS})


def unjudged(coverage: Coverage, floor: float) -> Unjudged | None:
    """``floor`` is the share of navigation pages (0–1) that must have been read."""
    if coverage.pages <= coverage.failed:
        return Unjudged.NOTHING_READ
    if coverage.columns_fetched == 0:
        return Unjudged.NO_COLUMNS
    if coverage.reason in (Unjudged.BLOCKED, Unjudged.INTERRUPTED):
        return Unjudged(coverage.reason)
    return Unjudged.BELOW_FLOOR if read_share(coverage) < floor else None


def read_share(coverage: Coverage) -> float:
    """Share of the known navigation pages that were read, 0–1."""
    known = coverage.columns_fetched + len(coverage.obstacles)
    return coverage.columns_fetched / max(1, known)
