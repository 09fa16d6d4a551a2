"""Nights over more and more counties, and a store that fills night after night."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

from auditor.store import open_store
from bench.night import audits_of, run_night
from bench.scale.curve import Curve, Point
from bench.scale.portal import Incomplete
from bench.scripted import County
from bench.world import start
from bench.year import simulate

#: Seconds between two requests to a back-end: so short that the processor is the bound.
_INTERVAL = 0.02
_WORKERS = 2
_FAULTS = 100


def by_counties(sizes: Sequence[int]) -> Curve:
    """One ``auditor fleet run`` for each size, on an empty folder."""
    what = (
        f"A night by `auditor fleet run` through the process pool with {_WORKERS} workers, each county on a back-end of its own, "
        "with its second look, its planning and its end. Memory is what all processes hold together (PSS)."
    )
    return Curve("Counties", "county", what, tuple(map(_night, sizes)))


def _night(counties: int) -> Point:
    with tempfile.TemporaryDirectory(prefix="scale-night-") as temporary:
        folder = Path(temporary)
        with start(counties, counties, interval=_INTERVAL, folder=folder / "world") as world:
            code, seconds, cpu, memory = run_night(world, "pool", folder / "out", _WORKERS, "on")
        sealed = len(audits_of(folder / "out"))
    if code != 0 or sealed != counties:
        raise Incomplete(f"{sealed} of {counties} counties sealed, exit code {code}")
    return Point(counties, cpu, memory, seconds)


def by_nights(sizes: Sequence[int], counties: int) -> Curve:
    """One store; at each size all questions are asked and every answer is compared with the script."""
    with (
        tempfile.TemporaryDirectory(prefix="scale-year-") as folder,
        open_store(f"sqlite:///{folder}/year.db") as store,
    ):
        made = [County(number, max(sizes), _FAULTS, 1) for number in range(counties)]
        stamps = [(0, process_time())]
        points = []
        for each in simulate(store, made, sizes):
            stamps.append((each.nights, process_time()))
            asked = median(each.questions.values())
            points.append((each.nights, each.size / 1e6, asked, each.recording))
    spent = [late - stamps[0][1] for _, late in stamps[1:]]
    what = (
        f"{counties} invented counties with about {_FAULTS} faults each, recorded night after night into one SQLite store; at "
        "each point all questions are asked and all answers compared. Recording a county's audit took "
        f"{points[0][3]:.1f} ms at the first point and {points[-1][3]:.1f} ms at the last, a question {points[0][2]:.1f} and "
        f"{points[-1][2]:.1f} ms (median of all questions)."
    )
    found = tuple(
        Point(nights, cpu, size, cpu) for (nights, size, _, _), cpu in zip(points, spent, strict=True)
    )
    return Curve("Nights", "night", what, found, memory="store on disk")
