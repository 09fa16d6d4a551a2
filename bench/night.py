"""A night over 300 invented counties on 40 back-ends, through the process pool and through a Dask cluster of two workers.

    python bench/night.py [--counties 300] [--backends 40] [--interval 2] [--executor pool|dask|both] [--keep FOLDER]

The counties are served on loopback under their own host names by one process (``bench/world``), which writes down every request
with the time at which it came. Each engine runs ``auditor fleet run`` once, on an empty folder. Printed for each, and checked:

* every county sealed, and, for both engines, the same findings (and the same bytes of audit.json);
* rate: over any 11 requests in a row to a back-end, 10 intervals divided by the time that they took, at most 1.05;
* share of what politeness allows: (requests - 1) x interval / (time from the first to the last), of each lane, at least 0.95;
* CPU per request over all processes of the night, and the peak of their memory (PSS, so shared pages count once).

What fits on two hyper-threads: a county asks about 34 requests, so a lane of 300 / 40 = 7.5 counties lasts 255 intervals. At
2 s that is 9 minutes, in which 300 counties may use 2 x 510 CPU seconds: 100 ms for each request. It needs about 30. At 0.5 s
the processor, not politeness, would be the bound. ``--counties 12 --backends 4 --interval 0.5`` takes a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.world import Request, Running, read_log, start  # noqa: E402

NIGHT = "2026-06-15"
WINDOW = 10
MOST_RATE, LEAST_SHARE = 1.05, 0.95


@dataclass(frozen=True, slots=True)
class Lane:
    """What a back-end saw. ``rate``: the most over any window, 1 = what politeness allows; ``gap``: the shortest time between
    two requests, in intervals; ``share`` of what politeness allows."""

    backend: str
    requests: int
    rate: float
    gap: float
    share: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One night of one engine. Times in seconds, memory in MB."""

    executor: str
    code: int
    seconds: float
    cpu: float
    memory: float
    sealed: int
    requests: int
    lanes: tuple[Lane, ...]
    findings: int

    @property
    def rate(self) -> float:
        return max((lane.rate for lane in self.lanes), default=0.0)

    @property
    def share(self) -> float:
        return min((lane.share for lane in self.lanes), default=0.0)


def lane_of(backend: str, requests: Sequence[Request], interval: float) -> Lane:
    """Figures of one back-end from the server's log."""
    times = [each.t for each in requests]
    spans = [late - early for early, late in zip(times, times[WINDOW:], strict=False)]
    gaps = [late - early for early, late in pairwise(times)]
    first = _first_look(requests)
    took = first[-1].t - first[0].t
    return Lane(
        backend=backend,
        requests=len(times),
        rate=WINDOW * interval / min(spans) if spans else 0.0,
        gap=min(gaps) / interval if gaps else 0.0,
        share=(len(first) - 1) * interval / took if took else 1.0,
        seconds=took,
    )


def _first_look(requests: Sequence[Request]) -> Sequence[Request]:
    """Up to the second time that a host is asked for its robots.txt: there a later look, or another try, begins, and between
    looks a lane may rest."""
    seen: set[str] = set()
    for at, each in enumerate(requests):
        if each.path == "/robots.txt":
            if each.host in seen:
                return requests[:at]
            seen.add(each.host)
    return requests


def lanes_of(requests: Sequence[Request], interval: float) -> tuple[Lane, ...]:
    of: dict[str, list[Request]] = defaultdict(list)
    for each in requests:
        of[each.backend].append(each)
    return tuple(lane_of(backend, mine, interval) for backend, mine in sorted(of.items()))


class Memory(threading.Thread):
    """The peak of what a process and all that it started hold together, looked at every two seconds."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak, self._pid, self._over = 0.0, pid, threading.Event()

    def run(self) -> None:
        while not self._over.wait(2):
            self.peak = max(self.peak, sum(map(_pss, family(self._pid))))

    def close(self) -> float:
        self._over.set()
        self.join(10)
        return self.peak


def family(root: int) -> set[int]:
    """A process and its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _pss(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)


def run_night(
    world: Running, executor: str, out: Path, workers: int, confirm: str
) -> tuple[int, float, float, float]:
    """Exit code, seconds, CPU seconds, peak memory of one ``auditor fleet run``."""
    command = [
        sys.executable, "-m", "auditor.cli", "fleet", "run", str(world.register), "--out", str(out),
        "--workers", str(workers), "--executor", executor, "--night", NIGHT, "--today", world.today.isoformat(),
        "--browser", "never", "--confirm", confirm,
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "AUDITOR_STORE"}
    used, began = _cpu(), time.monotonic()
    night = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr)
    memory = Memory(night.pid)
    memory.start()
    try:
        code = night.wait()
    except KeyboardInterrupt:
        code = night.wait()
    return code, time.monotonic() - began, _cpu() - used, memory.close()


def _cpu() -> float:
    """CPU seconds of all processes that were started here, ended and were waited for by their parents."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def audits_of(out: Path) -> dict[str, bytes]:
    """County → its first sealed audit document."""
    found = sorted(out.glob("*/*/audit.json"), key=lambda path: path.parent.name, reverse=True)
    return {path.parts[-3]: path.read_bytes() for path in found if "attempt" not in path.parent.name}


def findings_of(document: bytes) -> frozenset[tuple[str, str]]:
    return frozenset((each["fingerprint"], each["outcome"]) for each in json.loads(document)["findings"])


def one(executor: str, arguments: argparse.Namespace, folder: Path) -> tuple[Outcome, dict[str, bytes]]:
    out = folder / "out"
    if folder.is_dir() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: a night is compared with nothing older")
    with start(
        arguments.counties,
        arguments.backends,
        interval=arguments.interval,
        folder=folder,
        seed=arguments.seed,
    ) as world:
        code, seconds, cpu, memory = run_night(world, executor, out, arguments.workers, arguments.confirm)
    requests = tuple(each for each in read_log(folder / "requests.jsonl") if each.backend)
    audits = audits_of(out)
    lanes = lanes_of(requests, arguments.interval)
    findings = sum(len(findings_of(document)) for document in audits.values())
    return Outcome(executor, code, seconds, cpu, memory, len(audits), len(requests), lanes, findings), audits


def tell(outcome: Outcome, counties: int) -> bool:
    """Print a night; True when it keeps what it promises."""
    lanes = outcome.lanes
    print(f"── {outcome.executor}: exit code {outcome.code}, {outcome.seconds:.0f} s")
    if not lanes:
        print("nothing was asked")
        return False
    worst = min(lanes, key=lambda lane: lane.share)
    print(f"counties sealed        {outcome.sealed} of {counties}, {outcome.findings} findings")
    print(
        f"requests               {outcome.requests}, {outcome.requests / max(1, outcome.sealed):.1f} a county"
    )
    print(f"rate of a back-end     {outcome.rate:.3f} at most (limit {MOST_RATE}); shortest gap "
          f"{min(lane.gap for lane in lanes):.3f} intervals")  # fmt: skip
    print(
        f"share of politeness    {outcome.share:.3f} at least ({worst.backend}, {worst.seconds:.0f} s), "
        f"{mean(lane.share for lane in lanes):.3f} on average (limit {LEAST_SHARE})"
    )
    each = outcome.cpu * 1000 / max(1, outcome.requests)
    print(f"CPU                    {outcome.cpu:.1f} s, {each:.1f} ms a request, "
          f"{outcome.cpu / outcome.seconds:.2f} cores busy")  # fmt: skip
    print(f"memory (PSS)           {outcome.memory:.0f} MB at most, all processes of the night")
    return (
        outcome.code == 0
        and outcome.sealed == counties
        and outcome.rate <= MOST_RATE
        and outcome.share >= LEAST_SHARE
    )


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    """Print how far two engines agree; True when they found the same."""
    differing = [
        code
        for code in sorted({*one, *other})
        if code not in one or code not in other or findings_of(one[code]) != findings_of(other[code])
    ]
    bytes_ = sum(one[code] == other.get(code) for code in one)
    print(f"── same findings in {len(one) - len(differing)} of {len(one)} counties, same bytes in {bytes_}")
    if differing:
        print(f"differing: {' '.join(differing[:10])}")
    return not differing


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--counties", type=int, default=300)
    made.add_argument("--backends", type=int, default=40)
    made.add_argument("--interval", type=float, default=2.0)
    made.add_argument("--workers", type=int, default=2)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--executor", choices=("pool", "dask", "both"), default="both")
    made.add_argument("--confirm", choices=("on", "off"), default="on")
    made.add_argument("--keep", type=Path, help="folder for results and logs, kept")
    made.add_argument("--json", type=Path, help="write the figures there")
    return made


def main() -> int:
    arguments = parser().parse_args()
    engines = ("pool", "dask") if arguments.executor == "both" else (arguments.executor,)
    with tempfile.TemporaryDirectory(prefix="bench-night-") as temporary:
        folder = arguments.keep or Path(temporary)
        nights = [one(engine, arguments, folder / engine) for engine in engines]
        told = [tell(outcome, arguments.counties) for outcome, _ in nights]
        good = all(told)
        if len(nights) == 2:
            good = same(nights[0][1], nights[1][1]) and good
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(outcome) for outcome, _ in nights], indent=1), "utf-8")
    print("all promises kept" if good else "NOT all promises kept")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
