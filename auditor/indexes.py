"""Items of the national index computed from findings. Pure.

(PROFILES fills this; the judge calls ``evaluate`` with all verdicts, passed ones too, before their fingerprints change.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.facts import Facts
from auditor.model import AuditedIndicator, Finding


def evaluate(
    indicators: Sequence[Any], facts: Facts, findings: Sequence[Finding]
) -> tuple[AuditedIndicator, ...]:
    """Each indicator as it came out, in the order of the index."""
    return ()
