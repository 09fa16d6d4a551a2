"""What can be changed in a fixture portal, whichever builder of ``fixtures`` makes it.

A change is made to the plan of a portal, not to its markup, so that menus, breadcrumbs, site maps, interfaces and
articles all agree with it: what the auditor then says can be compared with what was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
#: Files of one or several cases: ``<case>/pages/…`` and ``<case>/site.json``.
Tree = dict[str, bytes]


class Unsuitable(Exception):
    """This change cannot be made to this column, for a reason of the plan or of its templates."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A column of a plan. ``rows``: it is a list and has some; ``text``: it is one text. ``fixed``: a template names it, so it
    cannot be taken out or renamed everywhere. ``days`` are those of its rows (ISO). ``leaf``: no column is below
    it."""

    key: str
    name: str
    url: str
    rows: bool
    text: bool
    fixed: bool = False
    days: tuple[str, ...] = ()
    leaf: bool = True


class Site(Protocol):
    """A portal; every change gives another one. Raises :class:`Unsuitable`."""

    @property
    def case(self) -> str:
        """Name of its folder below ``fixtures/html``."""

    def spots(self) -> tuple[Spot, ...]:
        """All columns that have an address of their own."""

    def without(self, key: str) -> Site:
        """The column, all below it and every place that names or links it are gone."""

    def named(self, key: str, name: str) -> Site:
        """The column keeps its address and is called ``name`` everywhere."""

    def emptied(self, key: str) -> Site:
        """The list has no row, the text no words."""

    def older(self, key: str, days: int) -> Site:
        """All rows are so many days older; with a negative number, younger."""

    def newest(self, key: str, day: date) -> Site:
        """The newest row bears this day."""

    def elsewhere(self, key: str, url: str) -> Site:
        """Wherever the column was linked, its name now leads to an address outside."""

    def tree(self) -> Tree:
        """All files of the case, and of the one whose pages it shares."""


def shifted(day: str, days: int) -> str:
    """The day (ISO) so many days earlier."""
    return (date.fromisoformat(day) - timedelta(days)).isoformat()


def joined(parts: Iterable[tuple[str, Mapping[str, bytes]]]) -> Tree:
    """Files of several cases as one tree."""
    return {f"{case}/{name}": body for case, files in parts for name, body in files.items()}
