"""Likeness of names in one batch. The only module that knows rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

#: How many of the likest texts are kept for each query: enough for several aliases of one entry to stand in front.
KEEP = 12


def likest(queries: Sequence[str], texts: Sequence[str], floor: float) -> list[list[tuple[int, float]]]:
    """For each query the positions in ``texts`` with their ratio (0–100, at least ``floor``), best first.

    Ties keep the order of ``texts``. ``ratio`` and not ``WRatio``: on four-character titles partial scores call
    every part of a name a match.
    """
    found = []
    for query in queries:
        hits = process.extract(query, texts, scorer=fuzz.ratio, score_cutoff=floor, limit=KEEP)
        found.append([(index, round(float(score), 1)) for _, score, index in hits])
    return found
