"""Menus, headers and footers that stand in files of their own."""

from __future__ import annotations

from auditor.extract.family import DataSource, PageSource
from auditor.model import PageReading, Part


def include_parts(page: PageSource) -> tuple[Part, ...]:
    """Files that hold a piece of the page's surroundings."""
    return ()


def read_include(data: DataSource) -> PageReading | None:
    """What such a file puts into the page."""
    return None
