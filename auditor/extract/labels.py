"""What a page states as label and value: rows of two-column tables, definition lists, lines of the form “label：value”."""

from __future__ import annotations

from auditor.extract.dom import Dom
from auditor.extract.zones import ZoneMap

#: So many pairs of one page are kept, each value clipped to so many characters.
MAX_PAIRS, MAX_VALUE = 80, 200


def read_pairs(page: Dom, zones: ZoneMap) -> tuple[tuple[str, str], ...]:
    """(label, value) in the order of the page; labels without their colon and spaces."""
    return ()
