"""Which of the placed faults strikes which request: counts what it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from bench.faults.model import Greeting, Placed, Play

Deed = TypeVar("Deed")


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that strikes: its place among the placed, how many requests it has seen with this one, and how many of them
    for the same target."""

    name: str
    place: int
    number: int
    nth: int
    play: Play


class Strikes:
    """Not for several threads. Every placed fault counts every request that fits it, also those that another one hits."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._plays = [
            (place, each, each.fault.deed) for place, each in enumerate(placed) if callable(each.fault.deed)
        ]
        self._greetings = [
            (each, each.fault.deed) for each in placed if isinstance(each.fault.deed, Greeting)
        ]
        self._seen: Counter[tuple[int, str]] = Counter()
        self._connections = 0

    def at(self, target: str) -> Strike | None:
        """The first fault that hits this request."""
        found: Strike | None = None
        for place, each, play in self._plays:
            if urlsplit(target).path in each.fault.pages:
                found = found or Strike(each.fault.name, place, 1, 1, play)
                continue
            if not each.fits(target):
                continue
            self._seen[place, ""] += 1
            self._seen[place, target] += 1
            total, own = self._seen[place, ""], self._seen[place, target]
            if found is None and each.times.hits(own if each.each else total):
                found = Strike(each.fault.name, place, total, own, play)
        return found

    def greeting(self) -> tuple[str, Greeting] | None:
        """The fault that hits this connection, with its name."""
        self._connections += 1
        hits = ((p.fault.name, deed) for p, deed in self._greetings if p.times.hits(self._connections))
        return next(hits, None)


def deed_of(placed: Sequence[Placed], kind: type[Deed]) -> Deed | None:
    """The first deed of a kind among the placed faults."""
    return next((each.fault.deed for each in placed if isinstance(each.fault.deed, kind)), None)
