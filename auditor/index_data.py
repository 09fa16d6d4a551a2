"""Indexes: how the points of a score are dealt out, and the items of the national index. Data in ``rules/indexes``.

(PROFILES fills this; the judge already uses these names: ``Index.groups``, ``Index.indicators``, ``load_index``.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """``weight`` of 100 points, ``requirements`` are the rows of the register whose verdicts count here."""

    id: str
    title: str
    weight: float
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    groups: tuple[ScoreGroup, ...] = ()
    indicators: tuple[Any, ...] = ()


@cache
def load_index(name: str) -> Index:
    """The index ``rules/indexes/<name>.yml``. AuditorError names file and line."""
    return Index()
