"""Published names ↔ entries of the standard."""

from __future__ import annotations

from auditor.match.ladder import match_names
from auditor.match.presence import match_standard

__all__ = ["match_names", "match_standard"]
