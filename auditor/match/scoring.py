"""Likeness of names in one batch. The only module that knows rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

#: How many of the likest texts are kept for each query: enough for several aliases of one entry to stand in front.
KEEP = 12
#: Queries scored at a time, so that the matrix stays small whatever the number of names.
_CHUNK = 1024


def likest(queries: Sequence[str], texts: Sequence[str], floor: float) -> list[list[tuple[int, float]]]:
    """For each query the positions in ``texts`` with their ratio (0–100, at least ``floor``), best first.

    Ties keep the order of ``texts``. ``ratio`` and not ``WRatio``: on four-character titles partial scores call
    every part of a name a match.
    """
    found: list[list[tuple[int, float]]] = []
    for start in range(0, len(queries), _CHUNK):
        chunk = queries[start : start + _CHUNK]
        scores = process.cdist(chunk, texts, scorer=fuzz.ratio, score_cutoff=floor, dtype=np.float32)
        found.extend(_best(row, floor) for row in scores)
    return found


def _best(row: np.ndarray, floor: float) -> list[tuple[int, float]]:
    hits = np.flatnonzero(row >= max(floor, 1e-6))
    ordered = hits[np.argsort(-row[hits], kind="stable")][:KEEP]
    return [(int(index), round(float(row[index]), 1)) for index in ordered]
