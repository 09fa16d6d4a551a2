"""Opens the store and runs transactions in it, patiently: a database that is away for a while loses nothing.

Every change is a function that may be run again: when the connection breaks during a commit nobody can tell whether it
took place, so ``work`` is repeated and must come to the same end.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine

from auditor.errors import AuditorError
from auditor.store import address, connecting, migrate
from auditor.store.troubles import DatabaseErrors, Trouble, trouble_of

T = TypeVar("T")

#: How long work waits for a database that is gone or locked (seconds).
PATIENCE = 600.0
#: A wait longer than this is told, once per outage.
_SILENT = 5.0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Waits:
    """How an outage is waited for: the first and the longest pause between two attempts (seconds), clock and mouth."""

    first: float = 0.2
    longest: float = 15.0
    clock: Callable[[], float] = time.monotonic
    say: Callable[[str], None] = _say

    def pause(self, attempt: int) -> float:
        """Doubles; spread, so that many shards do not all knock at the same moment."""
        return float(min(self.longest, self.first * 2 ** min(attempt, 20)) * random.uniform(0.6, 1.0))


class Store:
    """One database, used from any thread; not across a fork without exec. ``url`` is for messages: no password.

    ``do`` and ``read`` raise AuditorError when the database stays away for longer than ``patience`` seconds, refuses us,
    has no space, or when the store is closed while they wait.
    """

    def __init__(self, engine: Engine, patience: float = PATIENCE, waits: Waits | None = None) -> None:
        self.engine = engine
        self.url = address.shown(engine.url)
        self.patience = patience
        self._waits = waits or Waits()
        self._closing = threading.Event()
        self._telling = threading.Lock()
        self._told = False
        self._process = os.getpid()

    @property
    def is_server(self) -> bool:
        """PostgreSQL, which other machines reach; otherwise a file."""
        return self.engine.dialect.name == "postgresql"

    def do(self, work: Callable[[Connection], T]) -> T:
        """``work`` in one transaction, repeated while the database is gone or locked: it must be idempotent."""
        return self._patiently(lambda: self._once(work, connecting.WRITING))

    def read(self, work: Callable[[Connection], T]) -> T:
        """As :meth:`do` for work that only reads: all of it sees the same moment, and no writer is held up."""
        return self._patiently(lambda: self._once(work, connecting.READING))

    def close(self) -> None:
        """Ends waits, too. Harmless when repeated."""
        self._closing.set()
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _once(self, work: Callable[[Connection], T], mode: connecting.Mode) -> T:
        if os.getpid() != self._process:  # a fork shares sockets with its parent: leave them to it
            self.engine.dispose(close=False)
            self._process = os.getpid()
        with connecting.transaction(self.engine, mode) as connection:
            return work(connection)

    def _patiently(self, attempt: Callable[[], T]) -> T:
        begun, tries = self._waits.clock(), 0
        while True:
            try:
                result = attempt()
            except DatabaseErrors as error:
                trouble = trouble_of(error, self.engine.url)
                if trouble is None:
                    raise
                self._wait(trouble, self._waits.clock() - begun, tries, error)
                tries += 1
            else:
                if tries:
                    self._tell_back()
                return result

    def _wait(self, trouble: Trouble, waited: float, tries: int, error: Exception) -> None:
        """Returns when it is time for the next attempt. AuditorError when there will be none."""
        if not trouble.passes or waited >= self.patience or self._closing.is_set():
            since = f"（已等待 {waited:.0f} 秒）" if waited >= _SILENT else ""
            raise AuditorError(f"存储 {self.url} {trouble.what}{since}：{trouble.cure}") from error
        pause = min(self._waits.pause(tries), max(0.05, self.patience - waited))
        if waited + pause > _SILENT:
            self._tell(trouble)
        self._closing.wait(pause)

    def _tell(self, trouble: Trouble) -> None:
        with self._telling:
            if not self._told:
                self._told = True
                self._waits.say(
                    f"存储 {self.url} {trouble.what}，正在等待（最多 {self.patience:.0f} 秒），恢复后继续"
                )

    def _tell_back(self) -> None:
        with self._telling:
            if self._told:
                self._told = False
                self._waits.say(f"存储 {self.url} 已恢复")


def open_store(
    url: str, *, patience: float = PATIENCE, create: bool = True, waits: Waits | None = None
) -> Store:
    """Opens the store at ``url`` and brings its tables up to date. ``create=False``: refuses where there is none yet.

    AuditorError for an address that is wrong, a database that refuses us or is newer than this program.
    """
    where = address.parse(url)
    if where.get_backend_name() == "sqlite":
        connecting.prepare_file(where, create)
    store = Store(connecting.make_engine(where), patience, waits)
    try:
        store._patiently(lambda: migrate.upgrade(store.engine, create=create))
    except BaseException:
        store.close()
        raise
    return store
