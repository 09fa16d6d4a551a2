"""Published names ↔ entries of the standard."""

from __future__ import annotations

from auditor.match.asked import asked
from auditor.match.context import crumbs
from auditor.match.ladder import match_names
from auditor.match.presence import match_standard
from auditor.match.rungs import Thresholds

__all__ = ["Thresholds", "asked", "crumbs", "match_names", "match_standard"]
