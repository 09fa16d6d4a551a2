"""One command measured from outside: wall time, CPU with all its children, memory of all its processes over time."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.result import ROOT
from bench.speed.server import counts

#: Seconds between two looks at the memory; the first comes sooner, for those that are soon done.
_GLANCE, _FIRST = 0.25, 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """``seconds`` of wall time; ``cpu`` seconds of the command and its children; ``memory``: MB of all its processes
    (resident, what they share counted once) by the clock, four values a second; ``peak`` is the greatest of them, or what the
    kernel noted of a single process between two looks; ``code`` is the exit code. ``pages`` are the different pages that
    the server gave it, ``asked`` how many it gave; both 0 when there is no server."""

    seconds: float
    cpu: float
    memory: tuple[float, ...]
    peak: float
    code: int
    pages: int = 0
    asked: int = 0

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds

    @property
    def each(self) -> float:
        """Milliseconds of CPU for a page."""
        return 1000 * self.cpu / max(1, self.pages)


def run(
    command: Sequence[str],
    *,
    address: str = "",
    folder: Path = ROOT,
    environ: Mapping[str, str] | None = None,
    output: Path | None = None,
) -> Run:
    """Run a command to its end in ``folder``. ``address``: the server whose count belongs to it. Its standard output goes to
    ``output``, or nowhere. Raises OSError when it cannot be started."""
    if address:
        counts(address)
    with (output or Path(os.devnull)).open("wb") as sink:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.DEVNULL,
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.over.set()
    watch.join()
    # What was never waited for (a browser's processes) is only in what the watch saw.
    cpu = max(used.ru_utime + used.ru_stime, watch.cpu)
    told = counts(address) if address else None
    pages, asked = (told.pages, told.asked) if told else (0, 0)
    return Run(seconds, cpu, tuple(watch.memory), watch.peak, process.returncode, pages, asked)


class _Watch(threading.Thread):
    """Looks at a process and its descendants until ``over``. ``cpu``: seconds that each was last seen to have used, added up."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.memory: list[float] = []
        self.peak = 0.0
        self._pid = pid
        self._cpu: dict[int, float] = {}

    @property
    def cpu(self) -> float:
        return sum(self._cpu.values())

    def run(self) -> None:
        pause = _FIRST
        while not self.over.wait(pause):
            pause = _GLANCE
            resident = 0.0
            processes = self._processes()
            for process in processes:
                try:
                    with process.oneshot():
                        times = process.cpu_times()
                        # Of several processes, what they share counts once; finding that out takes longer.
                        alone = len(processes) == 1
                        resident += process.memory_info().rss if alone else process.memory_full_info().pss
                except psutil.Error:
                    continue
                self._cpu[process.pid] = times.user + times.system
            if resident:
                self.memory.append(resident / 2**20)
                self.peak = max(
                    self.peak, self.memory[-1], _high_water(self._pid) if len(processes) == 1 else 0
                )

    def _processes(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self._pid)
            return [first, *first.children(recursive=True)]
        except psutil.Error:
            return []


def _high_water(pid: int) -> float:
    """The most MB that a process had resident so far. The kernel's figure for a process that was waited for is of no use: it
    begins with what its parent had when it was started."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(line.split()[1]) / 1024
