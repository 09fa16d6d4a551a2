"""Counts over a labelled set."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """``cases``: things labelled. ``wanted``: answers that the labels ask for, ``given``: answers given, ``right``: given answers
    that were wanted. ``held``: labelled before any result was seen."""

    name: str
    source: str
    cases: int
    wanted: int
    given: int
    right: int
    held: bool = False
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def tally(
    name: str,
    source: str,
    cases: int,
    wanted: Iterable[Hashable],
    given: Iterable[Hashable],
    held: bool = False,
) -> Tally:
    """Compare two sets of answers; an answer is any value that says what it is about."""
    asked, found = set(wanted), set(given)
    wrong = tuple(sorted(f"{sign} {each}" for sign, rest in (("lacks", asked - found), ("extra", found - asked))
                         for each in rest))  # fmt: skip
    return Tally(name, source, cases, len(asked), len(found), len(asked & found), held, wrong)
