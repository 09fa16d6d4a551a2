"""A campaign: many runs, each a portal with faults drawn from a number, compared with its undisturbed audit.

``python -m bench.faults run --seed N`` repeats one run and shows what was found; ``python -m bench.faults campaign`` does many
and ends with code 1 when anything was found that must not be.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.faults.report import as_json, fault_table, markdown, summary
from bench.faults.trial import Trial
from bench.faults.workers import Task, bases_of, do, done, settle
from bench.result import write_json, write_section

FIRST, RUNS, QUICK = 0, 1000, 60
#: A run waits more than it computes.
WORKERS = 4


def campaign(seeds: Sequence[int], work: Path, workers: int, keep: Path) -> Iterator[Trial]:
    """The runs as they end; what is needed to look into those in which something was found is moved to ``keep``."""
    for _ in done(bases_of(seeds), work, workers):
        pass
    for trial in done([Task(seed) for seed in seeds], work, workers):
        if trial.faults_found:
            _keep(trial, work / f"run-{trial.seed}", keep / str(trial.seed))
        yield trial


def _keep(trial: Trial, folder: Path, keep: Path) -> None:
    shutil.rmtree(keep, ignore_errors=True)
    keep.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        shutil.move(folder, keep)
    keep.mkdir(exist_ok=True)
    (keep / "run.txt").write_text(shown(trial), "utf-8")


def shown(trial: Trial) -> str:
    """What a person wants to know of a run."""
    found = trial.comparison
    lines = [
        f"{trial.seed}  {trial.plan}",
        f"  repeat: python -m bench.faults run --seed {trial.seed}",
        *(f"  {line}" for line in trial.faults_found),
        *(f"  excused: {wrong}" for wrong in found.excused),
        f"  struck {dict(trial.struck)}; {trial.pages} pages; {trial.unjudged or 'judged'}; "
        f"{'silent' if found.is_silent else 'told' if found.told else 'as ever'}; {len(found.cleared)} cleared",
    ]
    if trial.crash:
        lines += ["", trial.crash]
    return "\n".join(lines) + "\n"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def run_campaign(args: argparse.Namespace) -> int:
    """``args`` as made by :func:`add_arguments`; 1 when something was found that must not be."""
    seeds = args.only or range(args.seed, args.seed + (QUICK if args.quick else args.runs))
    started, trials = time.monotonic(), list[Trial]()
    keep = args.keep.resolve()
    with _folder() as work:
        for trial in campaign(seeds, work, args.workers, keep):
            trials.append(trial)
            if trial.faults_found:
                print(shown(trial), flush=True)
            elif args.verbose or len(trials) % 50 == 0:
                print(
                    f"{len(trials)} of {len(seeds)}: {trial.seed} {trial.plan}", file=sys.stderr, flush=True
                )
    trials.sort(key=lambda trial: trial.seed)
    result = summary(trials, time.monotonic() - started)
    print(markdown(result, trials))
    if args.json:
        write_json(args.json, as_json(result, trials))
    if args.write:
        write_section(args.write, "campaign", markdown(result, trials))
        write_section(args.write, "faults", fault_table())
    return 1 if result.bad else 0


def run_one(args: argparse.Namespace) -> int:
    """One run in this process; its output is kept. 1 when something was found that must not be."""
    keep = args.keep.resolve() / str(args.seed)
    with _folder() as work:
        quiet = settle(work / "self")
        for base in bases_of([args.seed]):
            do(base, work, quiet)
        trial = do(Task(args.seed), work, quiet, keeps=True)
        assert trial is not None
        _keep(trial, work / f"run-{args.seed}", keep)
    print(shown(trial))
    print(f"kept in {keep}")
    return 1 if trial.faults_found else 0


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = commands.add_parser("run", help="repeat one run")
    many = commands.add_parser("campaign", help="many runs")
    for parser in (one, many):
        parser.add_argument("--seed", type=int, default=FIRST, help="number of the (first) run")
        parser.add_argument("--keep", type=Path, default=Path("out/faults"), help="where runs are kept")
    many.add_argument("--runs", type=int, default=RUNS)
    many.add_argument("--only", type=int, nargs="+", metavar="N", help="these runs and no others")
    many.add_argument("--quick", action="store_true", help=f"{QUICK} runs")
    many.add_argument("--workers", type=int, default=WORKERS)
    many.add_argument("--json", type=Path, help="figures for programs")
    many.add_argument("--write", type=Path, help="rewrite the section of a document")
    many.add_argument("--verbose", action="store_true", help="a line for every run")
    one.set_defaults(command=run_one)
    many.set_defaults(command=run_campaign)
