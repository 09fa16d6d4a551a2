"""Letters and signs for the state of a field and for what became of a finding; the words are in ``words.yml``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from reports.site.digest import Course
from reports.wording import bundled

#: State of a field (``reports.view.FIELD_STATES``) → its letter in ``CountyHead.states``. "-" is a field that the
#: county's catalog does not have.
LETTERS = {
    "missing": "m",
    "empty": "e",
    "stale": "s",
    "unsure": "u",
    "cant-tell": "c",
    "present": "p",
    "not-required": "n",
}
NONE = "-"


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state as the legend explains it. ``sign`` stands in the cell."""

    sign: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Band:
    """A class of scores, by the lower end of the range. ``id`` is its style class."""

    id: str
    least: float
    name: str


@dataclass(frozen=True, slots=True)
class SiteWords:
    """``tails``: ends of a portal's name that say no more than that it is one, longest first."""

    states: dict[str, StateWords]
    courses: dict[str, StateWords]
    bands: tuple[Band, ...]
    vetoed: Band
    unjudged: Band
    unaudited: Band
    unreadable: Band
    tails: tuple[str, ...]


@cache
def words() -> SiteWords:
    """Signs, names and bands of the site."""
    return msgspec.convert(bundled(Path(__file__).with_name("words.yml")), SiteWords)


def course(one: Course) -> StateWords:
    return words().courses[one.value]


def band_of(worst: float) -> Band:
    """The best class whose least points a score surely has."""
    return next((band for band in words().bands if worst >= band.least), words().bands[-1])


def counted(states: str) -> list[tuple[str, int]]:
    """How often each state occurs, in the order of the legend."""
    count = Counter(states)
    return [(letter, count[letter]) for letter in words().states if count[letter]]
