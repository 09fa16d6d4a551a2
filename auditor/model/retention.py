"""What of the runs of a fleet is kept, and what may go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.fleet import StoredAudit


class Kept(StrEnum):
    """Why a run stays. NEWEST: the last of its portal; RUNS: one of the last sound ones; YOUNG: not old enough; WAIVER, NOTICE:
    an open finding rests on it, which somebody tolerates or has told an office of."""

    NEWEST = "newest"
    RUNS = "runs"
    YOUNG = "young"
    WAIVER = "waiver"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Retention:
    """``days``: runs of the last so many days stay; ``runs``: so many sound runs of each portal stay, whatever their age."""

    days: int
    runs: int


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """``going`` are runs that may be deleted, ``kept`` how many stay for which reason; ``held`` are those that stay only because
    something open rests on them. ``freed`` are the bytes on disk that deleting gives back: what runs that stay share with
    them does not count. ``nights`` and ``probes`` are how many lines of old nights and looks at home pages may go from the
    store."""

    today: str
    going: tuple[StoredAudit, ...]
    kept: tuple[tuple[Kept, int], ...]
    held: tuple[tuple[Kept, StoredAudit], ...]
    freed: int = 0
    nights: int = 0
    probes: int = 0
