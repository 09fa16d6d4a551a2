"""Several processes that do the same thing at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

_PATIENCE = 60


def race(runner: Callable[..., Any], number: int, *arguments: Any) -> list[Any]:
    """What ``runner(index, ready, *arguments)`` gave in each process, by index. ``ready()`` returns once all have called it."""
    # As with real shards nothing is shared with this process, but what each would import is imported once.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["alembic.command", "psycopg", "auditor.store.engine", runner.__module__])
    barrier, answers = context.Barrier(number), context.Queue()
    processes = [
        context.Process(target=_run, args=(runner, index, barrier, answers, arguments))
        for index in range(number)
    ]
    for process in processes:
        process.start()
    try:
        found = dict(answers.get(timeout=_PATIENCE) for _ in processes)
    finally:
        for process in processes:
            process.join(5)
            process.kill()
    for answer in found.values():
        assert not isinstance(answer, BaseException), answer
    return [found[index] for index in range(number)]


def _run(
    runner: Callable[..., Any], index: int, barrier: Barrier, answers: Queue[Any], arguments: tuple[Any, ...]
) -> None:
    try:
        answers.put((index, runner(index, lambda: barrier.wait(_PATIENCE), *arguments)))
    except BaseException as error:  # noqa: BLE001 - told to the test, which fails
        answers.put((index, RuntimeError(repr(error))))
