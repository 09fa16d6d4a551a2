"""What all parts of a night share: where it works, with whom, and how it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from auditor.errors import AuditorError, ExitCode
from auditor.fleet.executors import Opened
from auditor.fleet.record import NightRecord, night_folder
from auditor.fleet.work import COMMAND
from auditor.model.fleet import Night, Pass, Task
from auditor.store import Store, nights
from auditor.store.engine import PATIENCE
from auditor.store.troubles import trouble_of

T = TypeVar("T")

#: One attempt at the store takes at most so long, so that a night that waits for it still hears Ctrl-C (seconds).
_ATTEMPT = 3.0


class Stopped(Exception):
    """The night was asked to stop; it can be resumed."""


class WindowOver(Exception):
    """The time that the night was given is over."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a night may have to end early. ``ends``: the end of its window."""

    asked: threading.Event
    lost: threading.Event
    ends: datetime | None = None

    def check(self, now: datetime) -> None:
        if self.lost.is_set():
            raise AuditorError(
                "另一个进程接管了这一夜（本进程停顿太久）。本进程已停止；请用 auditor fleet status 查看进度"
            )
        if self.asked.is_set():
            raise Stopped
        if self.ends is not None and now >= self.ends:
            raise WindowOver


@dataclass(frozen=True, slots=True)
class Scene:
    """A night that runs. ``stop`` takes away the sign that its shards watch; ``watch`` tells people how it goes; ``dead`` are
    holders of tasks whose processes are known to have ended."""

    store: Store
    night: Night
    record: NightRecord
    out: Path
    opened: Opened
    halt: Halt
    stop: Callable[[], None]
    watch: Callable[[], None]
    command: Sequence[str] = COMMAND
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    dead: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        return night_folder(self.out, self.night.id)

    def tick(self) -> None:
        """Once in every loop. Raises what ends the night early."""
        self.watch()
        self.halt.check(self.clock())

    def wait_until(self, moment: datetime) -> None:
        while self.clock() < moment:
            self.tick()
            time.sleep(min(0.5, max(0.0, (moment - self.clock()).total_seconds())))

    def do(self, work: Callable[[Connection], T]) -> T:
        """As ``store.do``, but it hears Ctrl-C while the store is away."""
        return self._patiently(lambda store: store.do(work))

    def read(self, work: Callable[[Connection], T]) -> T:
        return self._patiently(lambda store: store.read(work))

    def _patiently(self, attempt: Callable[[Store], T]) -> T:
        short, begun = Store(self.store.engine, _ATTEMPT), time.monotonic()
        while True:
            try:
                return attempt(short)
            except AuditorError as error:
                if not _passes(self.store, error) or time.monotonic() - begun > PATIENCE:
                    raise
                self.halt.check(self.clock())

    def tasks(self, look: Pass) -> tuple[Task, ...]:
        return self.read(lambda c: nights.tasks(c, self.night.id, look))


def give_up(scene: Scene, tasks: Iterable[Task], failure: str, detail: str = "") -> None:
    """These portals are not asked again tonight. What was sealed meanwhile stays sealed."""
    listed, now = tuple(tasks), scene.clock()

    def work(c: Connection) -> None:
        for task in listed:
            nights.fail_task(
                c,
                task.night,
                task.portal,
                task.look,
                task.holder,
                failure,
                detail or task.detail,
                now,
                give_up=True,
            )

    if listed:
        scene.do(work)


def _passes(store: Store, error: AuditorError) -> bool:
    cause = error.__cause__
    trouble = trouble_of(cause, store.engine.url) if isinstance(cause, Exception) else None
    return trouble is not None and trouble.passes


def window_end(night: Night, now: datetime) -> datetime | None:
    """When the window of a night closes. A night that is taken up after that was asked for, so it is given its time."""
    if night.plan is None or night.plan.window is None:
        return None
    ends = datetime.fromisoformat(night.plan.begins) + timedelta(seconds=night.plan.window)
    return ends if now < ends else None


@contextmanager
def heard() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C or SIGTERM: stop in good order. The second one ends this process at once; what belongs to it
    ends with it, and the night can be resumed as after a power cut."""
    asked = threading.Event()

    def hear(number: int, _frame: object) -> None:
        if asked.is_set():
            os._exit(ExitCode.NOT_JUDGED)
        asked.set()
        print("正在停止：等各分片收尾（再按一次 Ctrl-C 立即结束）……", file=sys.stderr, flush=True)

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, hear) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
