"""Engines that shards run on: anything with the face of ``concurrent.futures.Executor``.

``pool`` runs them on this machine; ``dask`` on a cluster of Dask distributed, of this machine or of many.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass


class EngineAway(Exception):
    """The engine cannot be reached at the moment; what ran on it may run on or not."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What to run shards on. ``workers`` None: as many as there are processors, or as the cluster has. ``browser``: shards
    give pages to a browser; ``must`` says that they cannot do without. ``out`` and ``server`` are what workers on other
    machines must share: the output folder, a database server."""

    kind: str = "pool"
    workers: int | None = None
    scheduler: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    browser: bool = False
    must: bool = False
    out: str = "out"
    server: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """``slots``: so many shards run at the same time."""

    executor: Executor
    slots: int


@contextmanager
def open_executor(engine: Engine) -> Iterator[Opened]:
    """The engine, ready for shards; its library is imported only here. AuditorError when it cannot be had."""
    module = importlib.import_module(f"auditor.fleet.executors.{engine.kind}")
    with module.opened(engine) as opened:
        yield opened


def processors() -> int:
    """Those that this process may use, not those of the machine."""
    return max(1, len(os.sched_getaffinity(0)))
