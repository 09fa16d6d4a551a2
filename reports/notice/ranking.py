"""Places of portals whose scores are ranges: what could not be told may move a portal, and the place says how far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from reports.notice.digest import CountyDigest


@dataclass(frozen=True, slots=True)
class Placed:
    """A portal with the best and the worst place that it can have, equal when its place is certain; None for a portal with
    a veto, which has no place whatever its points."""

    county: CountyDigest
    first: int | None = None
    last: int | None = None

    @property
    def text(self) -> str:
        if self.first is None:
            return "—"
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def ranked(counties: Sequence[CountyDigest]) -> tuple[Placed, ...]:
    """The judged portals by the lower end of their score, then those with a veto.

    A portal's best place is taken with all that could not be told in its favour and against the others, its worst the other
    way round. Scores are compared as they are shown, with one decimal.
    """
    judged = [county for county in counties if county.judged]
    running = sorted((c for c in judged if not c.vetoed), key=_order)
    worsts = sorted(-round(county.worst, 1) for county in running)
    bests = sorted(-round(county.best, 1) for county in running)
    places = [
        Placed(
            county,
            first=1 + bisect_left(worsts, -round(county.best, 1)),
            # Itself is among those whose best is above its worst, unless its score is one figure.
            last=1 + bisect_left(bests, -round(county.worst, 1)) - (_spread(county) > 0),
        )
        for county in running
    ]
    return (*places, *(Placed(county) for county in sorted((c for c in judged if c.vetoed), key=_order)))


def _spread(county: CountyDigest) -> float:
    return round(county.best, 1) - round(county.worst, 1)


def _order(county: CountyDigest) -> tuple[float, float, str, str]:
    return (-round(county.worst, 1), -round(county.best, 1), county.name, county.code)
