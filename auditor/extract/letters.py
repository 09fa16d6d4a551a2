"""Letters and questions of the public with their answers, as lists and pages of interaction columns show them."""

from __future__ import annotations

from auditor.extract.dom import Dom
from auditor.extract.zones import ZoneMap
from auditor.model import Item, Letter


def read_letters(
    page: Dom, zones: ZoneMap, url: str, title: str, items: tuple[Item, ...]
) -> tuple[Letter, ...]:
    """The letters that a page shows: rows of a list of letters, or the one letter of its own page."""
    return ()
