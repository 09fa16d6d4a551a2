"""Pages of responsible units: what they have to mend, county by county. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.site import page
from reports.site.digest import FindingDigest
from reports.site.page import Frame


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A finding of a unit, with its county. ``page`` is the stem of the county's page; ``report`` relative to ``units/``,
    "" without one."""

    page: str
    code: str
    county: str
    report: str
    finding: FindingDigest


@dataclass(frozen=True, slots=True)
class UnitHead:
    """A unit with the counts of all its pages."""

    name: str
    page: str
    counties: int
    failed: int
    warned: int
    cant_tell: int

    @property
    def total(self) -> int:
        return self.failed + self.warned + self.cant_tell


@dataclass(frozen=True, slots=True)
class UnitView:
    """One page of a unit; ``part`` of ``parts``, from 1."""

    head: UnitHead
    rows: tuple[UnitRow, ...]
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class UnitsView:
    """One page of the list of units. ``nobody`` counts the findings for which no unit is named."""

    heads: tuple[UnitHead, ...]
    total: int
    nobody: int
    part: int = 1
    parts: int = 1


def part_path(stem: str, part: int) -> str:
    """``units/<stem>.html``, from the second page on ``units/<stem>-2.html``."""
    return f"units/{stem}.html" if part == 1 else f"units/{stem}-{part}.html"


def unit_page(view: UnitView) -> bytes:
    """A page of one unit, its findings by county."""
    name = view.head.name
    groups = [
        (code, list(rows))
        for code, rows in groupby(view.rows, key=lambda row: (row.code, row.page, row.county))
    ]
    return page.render(
        Frame(part_path(view.head.page, view.part), name, "责任单位问题清单"),
        "unit.html",
        view=view,
        groups=groups,
        others=_others(view.head.page, view.part, view.parts),
    )


def units_page(view: UnitsView) -> bytes:
    """A page of the list of units."""
    return page.render(
        Frame(part_path("index", view.part), "责任单位", f"共 {view.total} 个单位"),
        "units.html",
        script=True,
        view=view,
        others=_others("index", view.part, view.parts),
    )


def _others(stem: str, part: int, parts: int) -> Sequence[tuple[int, str]]:
    """(number, address or "" for the page itself) of all pages, when there are several."""
    if parts < 2:
        return ()
    return [
        (one, "" if one == part else part_path(stem, one).removeprefix("units/"))
        for one in range(1, parts + 1)
    ]
