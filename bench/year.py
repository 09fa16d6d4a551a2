"""A year of nights over fifty counties, straight into the store: are its answers right, and do they stay fast?

    python bench/year.py [--nights 365] [--counties 50] [--faults 100] [--seed 1] [--postgres [URL]] [--folder DIR]

Each county follows a script (:mod:`bench.scripted`): faults appear, are mended, flap, are out of sight, come back; some nights
are not sound; new faults get a second look. After 30, 90, 180 and 365 nights the answers of the store are compared with the
script (every finding of every county; presence, differences and trends on days drawn by lot), and its size and the times of
questions are printed. ``--postgres``: in PostgreSQL instead of SQLite, at URL (an empty database) or on a server started for it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import Connection, func, select, text  # noqa: E402

from auditor.model import Audit  # noqa: E402
from auditor.model.fleet import Pass  # noqa: E402
from auditor.model.timeline import PRESENT  # noqa: E402
from auditor.store import Store, fleet_history, history, open_store  # noqa: E402
from auditor.store.findings import record  # noqa: E402
from auditor.store.schema import audit as audits_  # noqa: E402
from auditor.store.schema import episode as episodes_  # noqa: E402
from auditor.store.schema import finding as findings_  # noqa: E402
from bench.answers import check, check_fleet  # noqa: E402
from bench.scripted import County, audit_of, day_of, stored_of  # noqa: E402

T = TypeVar("T")
POINTS = (30, 90, 180, 365)
#: Each question is put to so many counties, so often each. The fastest counts of each county, the median of counties: other
#: work on the machine is not what is measured.
_ASKED, _TIMES = 7, 4


@dataclass(frozen=True)
class Measured:
    """After so many nights: rows and bytes of the store; milliseconds of one recording (lower quartile of the last 400) and of
    each question; how many answers were compared with the script."""

    nights: int
    rows: Mapping[str, int]
    size: int
    recording: float
    questions: Mapping[str, float]
    checked: int


def simulate(store: Store, counties: Sequence[County], points: Sequence[int]) -> Iterator[Measured]:
    """Record night after night; at each of ``points`` compare and measure. AssertionError for a wrong answer."""
    last: dict[str, Audit] = {}
    spent: list[float] = []
    for night in range(max(points)):
        for county in counties:
            spent += _record(store, county, night, last)
        if night + 1 in points:
            checked = sum(check(store, county, night + 1) for county in counties)
            checked += check_fleet(store, counties, night + 1)
            recording = quantiles(spent[-400:], n=4)[0] * 1000
            yield Measured(
                night + 1,
                store.read(_rows),
                size_of(store),
                recording,
                questions(store, counties, night + 1),
                checked,
            )


def _record(store: Store, county: County, night: int, last: dict[str, Audit]) -> Iterator[float]:
    for look in county.of_night(night):
        audit, stored = audit_of(county.code, look), stored_of(county.code, look)
        before = last.get(county.code)
        begun = time.perf_counter()
        store.do(lambda c: record(c, stored, audit, before, look.look))  # noqa: B023 - done before the next one
        yield time.perf_counter() - begun
        if look.sound and look.look is Pass.AUDIT:
            last[county.code] = audit


# ── fast? ─────────────────────────────────────────────────────────────────────────────────────────


def questions(store: Store, counties: Sequence[County], nights: int) -> dict[str, float]:
    """Milliseconds of each question."""
    today, month, year = day_of(nights - 1), day_of(max(0, nights - 31)), day_of(max(0, nights - 365))
    asked: dict[str, Callable[[Connection, str, str], object]] = {
        "findings there now": lambda c, code, fp: history.findings(c, code, PRESENT),
        "one finding": history.finding,
        "diff of 30 days": lambda c, code, fp: history.changes_between(c, code, month, today),
        "events of 30 days": lambda c, code, fp: history.timeline(c, code, month),
        "trend of a year": lambda c, code, fp: (
            history.trend(c, code, year),
            history.counts_on(c, code, [day_of(n) for n in range(nights)]),
        ),
        "last sound audit": lambda c, code, fp: history.last_sound(c, code),
        "fleet, 7 days": lambda c, code, fp: (
            fleet_history.fleet_standings(c, day_of(max(0, nights - 8))),
            fleet_history.fleet_trend(c, day_of(max(0, nights - 8))),
        ),
    }
    chosen = random.Random(nights).sample(list(counties), min(_ASKED, len(counties)))
    return {name: median(_timed(store, county, ask) for county in chosen) for name, ask in asked.items()}


def _timed(store: Store, county: County, ask: Callable[[Connection, str, str], object]) -> float:
    fingerprint, fastest = county.looks[0].listed[0], float("inf")
    for _ in range(_TIMES):
        begun = time.perf_counter()
        store.read(lambda c: ask(c, county.code, fingerprint))
        fastest = min(fastest, time.perf_counter() - begun)
    return fastest * 1000


def _rows(c: Connection) -> dict[str, int]:
    tables = (audits_, findings_, episodes_)
    return {each.name: c.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


def size_of(store: Store) -> int:
    """Bytes of the database with its indexes, as it lies on disk."""
    if store.is_server:
        return store.read(
            lambda c: int(c.execute(text("select pg_database_size(current_database())")).scalar_one())
        )
    pages = store.read(lambda c: int(c.execute(text("pragma page_count")).scalar_one()))
    return pages * store.read(lambda c: int(c.execute(text("pragma page_size")).scalar_one()))


# ── by hand ───────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _postgres(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    from tests.store.postgres import PostgresServer

    folder = Path(tempfile.mkdtemp(prefix="auditor-pg-"))  # a socket's path must be short
    server = PostgresServer(folder)
    try:
        server.create()
        server.start()
        yield server.fresh()
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def run(arguments: argparse.Namespace, folder: Path) -> None:
    counties = [
        County(n, arguments.nights, arguments.faults, arguments.seed) for n in range(arguments.counties)
    ]
    points = sorted({*(each for each in POINTS if each < arguments.nights), arguments.nights})
    print(
        f"{arguments.counties} counties, {arguments.nights} nights, about {arguments.faults} faults each",
        flush=True,
    )
    if arguments.postgres is None:
        with open_store(f"sqlite:///{folder}/year.db") as store:
            _report("SQLite", simulate(store, counties, points))
    else:
        with _postgres(arguments.postgres) as url, open_store(url) as store:
            _report("PostgreSQL", simulate(store, counties, points))


def _report(title: str, results: Iterator[Measured]) -> None:
    begun = time.perf_counter()
    for each in results:
        rows = ", ".join(f"{number} {name}s" for name, number in each.rows.items())
        print(
            f"{title}, {each.nights} nights: {each.size / 1e6:.1f} MB ({rows}); {each.checked} answers right"
        )
        times = "  ".join(f"{name} {ms:.1f}" for name, ms in each.questions.items())
        print(f"    ms: recording {each.recording:.1f}  {times}", flush=True)
    print(f"    {time.perf_counter() - begun:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--counties", type=int, default=50)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", nargs="?", const="", metavar="URL")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        run(arguments, arguments.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(arguments, Path(folder))


if __name__ == "__main__":
    main()
