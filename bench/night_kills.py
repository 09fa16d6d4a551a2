"""Nights over an invented world in which shards, judges, workers, schedulers and nights are killed (-9) at random moments.

After ``auditor fleet resume`` every county must be sealed exactly once, and the findings must equal those of an undisturbed
night. ``python bench/night_kills.py --rounds 30`` runs the campaign and prints a table; any difference ends it with code 1.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from auditor.model.fleet import NightState  # noqa: E402
from auditor.store import nights, open_store  # noqa: E402
from bench.rehearsal import Cluster, Outcome, Rehearsal, outcome, rehearsal  # noqa: E402
from bench.world import Running, start  # noqa: E402

ENGINES = ("pool", "dask", "scheduler")
#: What of these can be killed where.
KILLABLE = {
    "pool": ("shard", "judge", "night"),
    "dask": ("shard", "judge", "night", "worker"),
    "scheduler": ("shard", "judge", "night", "worker", "scheduler"),
}
_PATIENCE = 600.0


# ── killing ───────────────────────────────────────────────────────────────────────────────────────


def victims(night: int, what: str, cluster: Cluster | None = None) -> list[psutil.Process]:
    """Processes of that kind that work for a night now."""
    roots = [night, *(each.pid for each in (cluster.workers if cluster else ()))]
    if what == "night":
        return _living([night])
    if what == "scheduler":
        return _living([cluster.scheduler.pid] if cluster and cluster.scheduler else [])
    below = [process for root in _living(roots) for process in root.children(recursive=True)]
    words = {"shard": "auditor.cli shard", "judge": "auditor.fleet.judging", "worker": "multiprocessing"}[
        what
    ]
    return [process for process in below if words in _command(process)]


def _living(pids: Sequence[int]) -> list[psutil.Process]:
    found = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def kill(
    process: subprocess.Popen[str], what: str, random_: random.Random, cluster: Cluster | None = None
) -> bool:
    """One of them, as the kernel does it when memory runs out. False when there is none (any more)."""
    found = victims(process.pid, what, cluster)
    if not found:
        return False
    with suppress(psutil.NoSuchProcess):
        random_.choice(found).kill()
        return True
    return False


def disturbed(scene: Rehearsal, planned: Sequence[tuple[float, str]], seed: int = 1) -> tuple[list[str], int]:
    """A night with kills: (seconds after the one before, whom). Resumed until it is over; who was killed, how often resumed."""
    random_, killed, resumed = random.Random(seed), list[str](), 0
    night, due = scene.begin(), list(planned)
    end = time.monotonic() + _PATIENCE
    at = time.monotonic() + (due[0][0] if due else 0)
    while True:
        assert time.monotonic() < end, "the night does not end"
        if night.poll() is not None:
            begun = _is_begun(scene)
            if begun and not _is_unfinished(scene):
                return killed, resumed
            assert resumed < 20, (scene.folder / "night.log").read_text()[-2000:]
            night = scene.resume() if begun else scene.begin()
            resumed += 1
        if due and time.monotonic() >= at:
            if kill(night, due[0][1], random_, scene.cluster):
                killed.append(due.pop(0)[1])
                at = time.monotonic() + (due[0][0] if due else 0)
            else:
                at = time.monotonic() + 0.2
        if scene.cluster is not None:
            scene.cluster.mend(scene.environment)
        time.sleep(0.05)


def _is_begun(scene: Rehearsal) -> bool:
    """Killed before its first transaction a night has left nothing: it is begun as if for the first time."""
    with open_store(scene.environment["AUDITOR_STORE"]) as store:
        return store.read(nights.last_night) is not None


def _is_unfinished(scene: Rehearsal) -> bool:
    return outcome(scene.out, scene.url).state is NightState.RUNNING


def plan(random_: random.Random, engine: str) -> list[tuple[float, str]]:
    """One to three kills: often just after the last, when things are being mended."""
    number = random_.choice((1, 1, 2, 3))
    return [(random_.uniform(0.2, 8.0), random_.choice(KILLABLE[engine])) for _ in range(number)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--counties", type=int, default=8)
    parser.add_argument("--backends", type=int, default=4)
    parser.add_argument("--interval", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="night-kills-")))
        world = stack.enter_context(
            start(asked.counties, asked.backends, interval=asked.interval, folder=folder / "world")
        )
        with rehearsal(world, folder / "undisturbed") as scene:
            disturbed(scene, ())
            expected = outcome(scene.out)
        print(
            f"undisturbed: {expected.sealed} sealed, {sum(len(p[1]) for p in expected.portals.values())} findings"
        )
        return _campaign(asked, world, folder, expected)


def _campaign(asked: argparse.Namespace, world: Running, folder: Path, expected: Outcome) -> int:
    bad = 0
    print(f"{'round':>5} {'engine':<10} {'killed':<28} {'resumed':>7} {'seconds':>8}  result")
    for number in range(asked.rounds):
        engine = asked.engines[number % len(asked.engines)]
        random_ = random.Random(f"{asked.seed}/{number}")
        begun = time.monotonic()
        with rehearsal(world, folder / str(number), engine) as scene:
            killed, resumed = disturbed(scene, plan(random_, engine), number)
            wrong = outcome(scene.out).differs(expected)
        bad += bool(wrong)
        verdict = "as undisturbed" if not wrong else f"DIFFERS: {', '.join(wrong)}"
        print(
            f"{number + 1:>5} {engine:<10} {' '.join(killed):<28} {resumed:>7} {time.monotonic() - begun:>8.1f}  {verdict}",
            flush=True,
        )  # fmt: skip
        shutil.rmtree(folder / str(number))
    print(f"{asked.rounds - bad} of {asked.rounds} rounds as undisturbed")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
