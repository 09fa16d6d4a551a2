"""What an inspector answered to the checklist: duties that no crawler can see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ManualVerdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    OPEN = "open"  # not looked at


@dataclass(frozen=True, slots=True)
class ManualAnswer:
    """One row of the checklist, filled in. ``severity`` is that of the row, ``date`` ISO."""

    id: str
    requirement: str
    title: str
    verdict: ManualVerdict
    note: str = ""
    evidence: str = ""
    author: str = ""
    date: str = ""
    severity: str = "minor"
