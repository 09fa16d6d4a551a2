"""Runs the mutants: each is built, crawled over loopback, judged, and compared with the portal as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.mutations.kinds import BY_ID
from bench.mutations.model import Mutant, Result, Verdict
from bench.mutations.plan import Unsuitable
from bench.mutations.sites import load
from bench.mutations.undisturbed import Undisturbed, all_mutants, audit_of, undisturbed, verdicts_of


def run(
    cases: Sequence[str],
    number: int,
    *,
    kinds: frozenset[str] = frozenset(),
    workers: int = 0,
    on_result: Callable[[Result], None] = lambda _: None,
) -> tuple[Result, ...]:
    """Results of at most ``number`` mutants of every kind (of ``kinds`` only, when given) of every case."""
    count = workers or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        portals = list(pool.map(_undisturbed, cases))
        mutants = [m for m in all_mutants(portals, number) if not kinds or m.kind in kinds]
        before = {portal.case: portal.verdicts for portal in portals}
        results = []
        for result in pool.map(partial(_result, before), mutants):
            on_result(result)
            results.append(result)
    return tuple(results)


def _undisturbed(case: str) -> Undisturbed:
    with tempfile.TemporaryDirectory(prefix="undisturbed-") as folder:
        return undisturbed(case, Path(folder))


def _result(before: dict[str, frozenset[Verdict]], mutant: Mutant) -> Result:
    return audited(mutant, before[mutant.subject.case])


def audited(mutant: Mutant, before: frozenset[Verdict]) -> Result:
    """One mutant against the findings of the portal as it is."""
    kind, subject = BY_ID[mutant.kind], mutant.subject
    try:
        tree = kind.make(load(subject.case), subject)
    except Unsuitable as error:
        return Result(mutant, unsuitable=str(error))
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        after = verdicts_of(audit_of(tree, subject.case, Path(folder))[0])
    return Result(mutant, tuple(sorted(after - before)), tuple(sorted(before - after)), kind.expects(subject))
