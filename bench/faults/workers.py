"""Processes that do runs one after another, and who looks after them: one that hangs or dies is told of and replaced.

Each process has a home, a folder for temporary files and a working directory of its own, in which nothing may be left behind.
Baselines lie in files, so that every process may use what one has made.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench.faults.draw import case_of, draw, is_direct
from bench.faults.faults import FAULTS
from bench.faults.trial import TIME_LIMIT, Baseline, Trial, baseline_of, run_trial
from bench.result import ROOT

_PLAN = "plan.txt"


@dataclass(frozen=True, slots=True)
class Task:
    """A run by its number; with a negative ``seed`` the baseline of ``case``."""

    seed: int = -1
    case: str = ""
    is_direct: bool = False


def bases_of(seeds: Sequence[int]) -> list[Task]:
    """The baselines that the runs need."""
    wanted = {(case_of(seed), is_direct(seed, FAULTS)) for seed in seeds}
    return [Task(case=case, is_direct=direct) for case, direct in sorted(wanted)]


# ── in the process ────────────────────────────────────────────────────────────────────────────────


def do(task: Task, work: Path, quiet: Sequence[Path], *, keeps: bool = False) -> Trial | None:
    """``work`` is the folder of the campaign. A run in which something was found leaves ``work/run-<seed>`` behind; with
    ``keeps`` every run does."""
    base = _base_file(work, task) if task.seed < 0 else _base_file(work, _base_of(task.seed))
    folder = work / (f"run-{task.seed}" if task.seed >= 0 else f"base-{task.case}-{task.is_direct:d}")
    if task.seed < 0:
        base.write_bytes(pickle.dumps(baseline_of(task.case, folder, is_direct=task.is_direct)))
        shutil.rmtree(folder)
        return None
    baseline: Baseline = pickle.loads(base.read_bytes())
    plan = draw(task.seed, baseline.targets, FAULTS)
    folder.mkdir()
    (folder / _PLAN).write_text(str(plan), "utf-8")
    trial = run_trial(plan, baseline, folder, quiet)
    if not trial.faults_found and not keeps:
        shutil.rmtree(folder)
    return trial


def _base_of(seed: int) -> Task:
    return Task(case=case_of(seed), is_direct=is_direct(seed, FAULTS))


def _base_file(work: Path, task: Task) -> Path:
    return work / f"base-{task.case}-{task.is_direct:d}.pickle"


def _work(link: Connection, work: Path, home: Path) -> None:
    quiet = settle(home)
    with (home / "stacks.txt").open("w") as stacks:
        faulthandler.enable(stacks)
        while (task := link.recv()) is not None:
            link.send(do(task, work, quiet))


def settle(home: Path) -> tuple[Path, ...]:
    """Make ``home`` this process's home, with folders for temporary files and to stand in; gives those that have to stay
    as they are."""
    folders = tuple(home / name for name in ("home", "tmp", "cwd"))
    for folder in folders:
        folder.mkdir(parents=True)
    os.environ.update(HOME=str(folders[0]), TMPDIR=str(folders[1]), PYTHONDONTWRITEBYTECODE="1")
    os.environ.pop("XDG_CACHE_HOME", None)
    sys.dont_write_bytecode = True
    tempfile.tempdir = None
    sys.path.insert(0, str(ROOT))
    os.chdir(folders[2])
    return folders


# ── outside ───────────────────────────────────────────────────────────────────────────────────────


class _Worker:
    def __init__(self, work: Path) -> None:
        self.work = work
        self.home = Path(tempfile.mkdtemp(prefix="worker-", dir=work))
        context = multiprocessing.get_context("spawn")
        self.link, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, work, self.home), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.since = 0.0

    def give(self, task: Task) -> None:
        self.task, self.since = task, time.monotonic()
        self.link.send(task)

    def is_late(self) -> bool:
        return self.task is not None and time.monotonic() - self.since > TIME_LIMIT

    def end(self) -> str:
        """End the process; the stacks of its threads, when it is at work."""
        if self.task is not None and self.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGABRT)
        else:
            with suppress(OSError):
                self.link.send(None)
        self.process.join(5)
        self.process.kill()
        file = self.home / "stacks.txt"
        return file.read_text("utf-8", "replace") if file.is_file() else ""


def done(tasks: Sequence[Task], work: Path, count: int) -> Iterator[Trial]:
    """The runs as they end, by ``count`` processes. A process that hangs is ended, one that died is replaced; both give a run
    with a crash."""
    waiting = list(reversed(tasks))
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.task for worker in workers):
            while waiting and len(workers) < count:
                workers.append(_Worker(work))
            for worker in workers:
                if worker.task is None and waiting:
                    worker.give(waiting.pop())
            ready = wait([worker.link for worker in workers if worker.task], timeout=1.0)
            for worker in list(workers):
                if worker.link in ready or worker.is_late():
                    trial = _answer(worker, late=worker.link not in ready)
                    if worker.task is not None:
                        workers.remove(worker)
                    if trial is not None:
                        yield trial
    finally:
        for worker in workers:
            worker.end()


def _answer(worker: _Worker, *, late: bool) -> Trial | None:
    """What a worker has done; with its task still set when it is no use any more."""
    task = worker.task
    assert task is not None
    if not late:
        with suppress(EOFError, OSError):
            trial: Trial | None = worker.link.recv()
            worker.task = None
            return trial
    seconds = time.monotonic() - worker.since
    stacks = worker.end()
    if task.seed < 0:
        raise RuntimeError(f"no baseline of {task.case}:\n{stacks}")
    crash = f"{stacks}\n{'hangs' if late else 'the process died'} in run {task.seed}"
    plan = worker.work / f"run-{task.seed}" / _PLAN
    told = plan.read_text("utf-8") if plan.is_file() else ""
    return Trial(task.seed, told, case_of(task.seed), (), {}, crash=crash, seconds=seconds)
