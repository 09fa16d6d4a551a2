"""Counts what was left out, without keeping it: reason, pattern, how many, one example."""

from __future__ import annotations

from auditor.crawl.traps import SHOWN_ELSEWHERE, example_of
from auditor.model import Cut

#: Beyond so many patterns the others of a reason are counted together, under an empty pattern.
MAX_PATTERNS = 100
#: So many addresses are told apart; what comes after is counted at every mention.
_TOLD_APART = 100_000


class Cuts:
    """Each address counts once."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[int, str]] = {}
        self._known: set[int] = set()

    def copy(self) -> Cuts:
        other = Cuts()
        other._counts, other._known = dict(self._counts), set(self._known)
        return other

    def note(self, reason: str, pattern: str, url: str) -> None:
        mark = hash((reason, url))
        if mark in self._known:
            return
        if len(self._known) < _TOLD_APART:
            self._known.add(mark)
        place = (reason, pattern)
        if place not in self._counts and len(self._counts) >= MAX_PATTERNS:
            place = (reason, "")
        count, example = self._counts.get(place, (0, ""))
        self._counts[place] = (count + 1, example_of(example, url))

    def all(self) -> tuple[Cut, ...]:
        """By reason, then by pattern."""
        return tuple(
            Cut(reason, pattern, count, example, hides=reason not in SHOWN_ELSEWHERE)
            for (reason, pattern), (count, example) in sorted(self._counts.items())
        )
