"""From a number to a run: which portal, which faults, where and when. Pure; the same number draws the same run."""

from __future__ import annotations

import glob
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from auditor.model import Purpose
from bench.faults.model import ALWAYS, Aim, Deaf, Fault, Greeting, Placed, Times

#: How often a case is drawn. The two of three hundred pages cost most and show most: nearly nothing is wrong with them.
CASES: Mapping[str, int] = {
    "beihe": 2,
    "chuannan": 4,
    "donghu": 1,
    "fushan": 4,
    "haitan": 1,
    "huaiyu": 2,
    "jianhe": 3,
    "jianhe-ly": 3,
    "jianhe-ty": 2,
    "linjiang": 4,
    "lvping": 2,
    "nanling": 3,
    "qinghe": 3,
    "wenhe": 3,
    "xiezhen": 2,
    "xishan": 4,
}
#: How often a page is drawn, by what it was asked for: what much hangs on, more often.
_WEIGHTS = {
    Purpose.HOME: 0.14,
    Purpose.NAVIGATION: 0.46,
    Purpose.LIST_PAGE: 0.14,
    Purpose.ARTICLE: 0.20,
    Purpose.SOFT_404_PROBE: 0.02,
    Purpose.SEARCH_RESULT: 0.04,
}
_FILES = frozenset({Purpose.ATTACHMENT, Purpose.DOCUMENT})
_DATA = frozenset({Purpose.PART, Purpose.SEARCH, Purpose.FORM_TARGET})


@dataclass(frozen=True, slots=True)
class Target:
    """What an undisturbed crawl asked: path with query, and what for."""

    path: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. ``is_direct``: the portal answers under an address of this machine, with names and TLS of its own."""

    seed: int
    case: str
    placed: tuple[Placed, ...]

    @property
    def is_direct(self) -> bool:
        return any(each.fault.is_direct for each in self.placed)

    def __str__(self) -> str:
        faults = "; ".join(f"{p.fault.name} on {p.path}{_shown(p.times)}" for p in self.placed)
        return f"{self.case}: {faults}"


def _shown(times: Times) -> str:
    parts = [
        f"after {times.after}" if times.after else "",
        f"every {times.every}" if times.every > 1 else "",
        f"{times.count} times" if times.count else "",
    ]
    return "".join(f", {part}" for part in parts if part)


def case_of(seed: int) -> str:
    """The portal of a run, known before anything was asked of it."""
    return Random(f"case {seed}").choices([*CASES], [*CASES.values()])[0]


def is_direct(seed: int, faults: Sequence[Fault]) -> bool:
    """Whether the run resolves and connects by itself, known before anything was asked of the portal."""
    return _first(seed, faults).is_direct


def draw(seed: int, targets: Sequence[Target], faults: Sequence[Fault]) -> Plan:
    """``targets`` are those of :func:`case_of`. Every fault comes first in equally many of any ``len(faults)`` runs in a row;
    a second and a third join it now and then."""
    chance = Random(f"run {seed}")
    chosen = [_first(seed, faults)]
    if not chosen[0].is_direct:
        joined = chance.choices((0, 1, 2), (6, 3, 1))[0]
        chosen += chance.sample([each for each in faults if not each.is_direct], min(joined, len(faults) - 1))
    placed = tuple(dict.fromkeys(_placed(fault, targets, chance) for fault in chosen))
    return Plan(seed, case_of(seed), placed)


def _first(seed: int, faults: Sequence[Fault]) -> Fault:
    turn, place = divmod(seed, len(faults))
    return Random(f"turn {turn}").sample(list(faults), len(faults))[place]


def _placed(fault: Fault, targets: Sequence[Target], chance: Random) -> Placed:
    aim = chance.choice(fault.aims)
    if not callable(fault.deed):
        return Placed(fault, "*", _times_of_site(fault, chance))
    if aim is Aim.PAGE:
        return _on_pages(fault, targets, chance)
    if aim in (Aim.FILE, Aim.DATA):
        kinds = _FILES if aim is Aim.FILE else _DATA
        fitting = [each.path for each in targets if each.purpose in kinds]
        if not fitting:
            return _on_pages(fault, targets, chance)
        # Of an interface each query is another address: counted apart, none would ever come through.
        return Placed(fault, _glob(fitting, chance), _times(chance), each=aim is Aim.FILE)
    path = {Aim.ROBOTS: "/robots.txt", Aim.SITE: "*"}[aim]
    return Placed(fault, path, _times(chance), each=chance.random() < 0.5)


def _times_of_site(fault: Fault, chance: Random) -> Times:
    """A server goes deaf at some moment; what it does to each connection it does to all, or to some."""
    if isinstance(fault.deed, Deaf):
        return Times(after=chance.choice((0, 1, 5, 20, 40)))
    if isinstance(fault.deed, Greeting):
        return chance.choice((ALWAYS, Times(every=2), Times(every=5), Times(after=5), Times(count=2)))
    return ALWAYS


def _on_pages(fault: Fault, targets: Sequence[Target], chance: Random) -> Placed:
    pages = [each for each in targets if each.purpose in _WEIGHTS]
    weights = {purpose: _WEIGHTS[purpose] for purpose in dict.fromkeys(each.purpose for each in pages)}
    purpose = chance.choices([*weights], [*weights.values()])[0]
    path = chance.choice([each.path for each in pages if each.purpose is purpose])
    wide = chance.random()
    if wide < 0.12:
        return Placed(fault, "*", _times(chance), each=chance.random() < 0.5)
    if wide < 0.3:
        folder = posixpath.dirname(urlsplit(path).path).rstrip("/")
        return Placed(fault, f"{glob.escape(folder)}/*", _times(chance), each=chance.random() < 0.5)
    return Placed(fault, glob.escape(path), _times(chance))


def _glob(paths: Sequence[str], chance: Random) -> str:
    """One of them, or all of its kind in its folder: pages there are another fault's."""
    path = chance.choice(paths)
    if chance.random() < 0.5:
        return glob.escape(path)
    before, _, query = path.partition("?")
    if query:
        return f"{glob.escape(before)}*"
    folder, suffix = posixpath.dirname(before).rstrip("/"), posixpath.splitext(before)[1]
    return f"{glob.escape(folder)}/*{glob.escape(suffix)}" if suffix else glob.escape(path)


def _times(chance: Random) -> Times:
    return chance.choices(
        (
            ALWAYS,
            Times(count=1),
            Times(count=2),
            Times(count=3),
            Times(every=2),
            Times(every=3),
            Times(after=chance.randint(1, 60)),
        ),
        (50, 10, 8, 6, 8, 6, 12),
    )[0]
