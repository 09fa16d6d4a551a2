"""Organs and villages of the portal: which it names, where each has its place, which blocks stand there."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.extract.records import Records
from auditor.model import Column, Entry, Organ


def published_organs(
    records: Records, columns: Sequence[Column], entries: Sequence[Entry]
) -> tuple[Organ, ...]:
    """Departments, townships and their villages, sorted by kind and name."""
    return ()
