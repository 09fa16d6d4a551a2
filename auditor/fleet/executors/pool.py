"""Shards on this machine. Each is a process of its own, so threads of the standard library wait for them.

``ProcessPoolExecutor`` would put one more process between the night and each shard, and when one of those dies it ends all
others: a killed worker must cost one shard, not all.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from auditor.fleet.executors import Engine, Opened, processors


@contextmanager
def opened(engine: Engine) -> Iterator[Opened]:
    slots = engine.workers or processors()
    with ThreadPoolExecutor(slots, thread_name_prefix="shard") as executor:
        yield Opened(executor, slots)
