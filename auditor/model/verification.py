"""What became of the findings of a notice when their pages were looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.judgement import AuditedPortal, Finding


class Mending(StrEnum):
    """MENDED: looked at again, and it is gone. UNMENDED: looked at again, and it is still there. UNCHECKED: nobody can
    tell, and the reason says why."""

    MENDED = "mended"
    UNMENDED = "unmended"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class VerifiedFinding:
    """One finding of the notice. ``reason`` is the code of why it could not be checked ("" otherwise), ``place`` the address
    that stood in the way; ``after`` the finding as it came out now, None when it is no longer listed."""

    fingerprint: str
    mending: Mending
    before: Finding
    after: Finding | None = None
    reason: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """``verify.json``. ``before`` and ``after`` are the days (ISO) of the two audits, ``run`` names the folder of the new
    one. ``findings`` stand in the order of the notice; ``fresh`` counts those that do not comply now and did not then, which
    are not held against the notice. ``differing`` as in :class:`~auditor.model.reporting.AuditDiff`; ``unjudged`` says why
    the portal as a whole could not be judged this time."""

    schema: str
    portal: AuditedPortal
    profile: str
    before: str
    after: str
    findings: tuple[VerifiedFinding, ...]
    fresh: int = 0
    differing: tuple[str, ...] = ()
    unjudged: str | None = None
    run: str = ""

    def of(self, mending: Mending) -> tuple[VerifiedFinding, ...]:
        return tuple(each for each in self.findings if each.mending is mending)
