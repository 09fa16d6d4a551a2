"""What earlier crawls of the same portal saw, and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """An item of a column: the day on which a crawl first saw it, and the date that it bore then (ISO)."""

    column: str
    item: str
    title: str
    first_seen: str
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """How far a column's list was read on a day: down to the date ``oldest``, or ``whole``."""

    column: str
    day: str
    oldest: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Sightings and reads of earlier crawls, sorted. Empty on the first night."""

    sightings: tuple[Sighting, ...] = ()
    reads: tuple[ColumnRead, ...] = ()
