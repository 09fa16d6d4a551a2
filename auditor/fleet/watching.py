"""Whoever runs a night tells how it goes: a page and figures below ``<out>/fleet``, and a bar or a line on stderr.

Telling never holds up the night: what cannot be read or written this time is told the next time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from sqlalchemy import Connection, select

from auditor import outputs
from auditor.errors import AuditorError
from auditor.fleet.metrics import metrics
from auditor.fleet.progress import progress_of
from auditor.model.fleet_progress import NightProgress
from auditor.store import Store, nights, series
from auditor.store.engine import Waits
from auditor.store.schema import portal as portals_
from reports.fleet_status import look_line, render_status, times

FOLDER, PAGE, METRICS = "fleet", "status.html", "metrics.prom"
#: Seconds between two looks at the store, and between two lines where nobody watches.
_EVERY, _LINE_EVERY = 5.0, 300.0


def utc_now() -> datetime:
    return datetime.now(UTC)


def look(store: Store, night: str | None, now: datetime) -> NightProgress | None:
    """How far a night has come, the last one without ``night``; None when there is none."""

    def work(c: Connection) -> NightProgress | None:
        found = nights.last_night(c) if night is None else nights.night(c, night)
        if found is None:
            return None
        tasks, alarms = nights.tasks(c, found.id), series.alarms(c, found.id)
        return progress_of(found, tasks, now, alarms, _names(c))

    return store.read(work)


def _names(c: Connection) -> Mapping[str, str]:
    return {row.code: row.name for row in c.execute(select(portals_.c.code, portals_.c.name))}


def write_status(out: Path, progress: NightProgress) -> tuple[Path, Path]:
    """The page and the figures, each by rename; gives their paths."""
    folder = out / FOLDER
    page = outputs.write(folder / PAGE, render_status(progress).encode("utf-8", "replace"))
    return page, outputs.write(folder / METRICS, metrics(progress))


class _Mouth(Protocol):
    def say(self, progress: NightProgress) -> None: ...
    def close(self) -> None: ...


class Watcher:
    """Called in the loop of a night as often as one likes; looks at the store every few seconds. A context manager: at its end
    it looks once more, so that the page says how the night ended."""

    def __init__(
        self,
        store: Store,
        night: str,
        out: Path,
        *,
        every: float = _EVERY,
        clock: Callable[[], datetime] = utc_now,
        timer: Callable[[], float] = time.monotonic,
        mouth: _Mouth | None = None,
    ) -> None:
        # its own patience: none, and it says nothing about an outage; the night itself does both
        self._store = Store(store.engine, patience=0.0, waits=Waits(say=lambda _: None))
        self._night, self._out, self._every = night, out, every
        self._clock, self._timer = clock, timer
        self._last: float | None = None
        self._mouth: _Mouth = mouth or (_Bar() if sys.stderr.isatty() else _Lines(timer))
        self.progress: NightProgress | None = None

    def tick(self, force: bool = False) -> None:
        """Tell how far the night is, unless that was told a moment ago. Raises nothing for a store or a disk that fails."""
        now = self._timer()
        if not force and self._last is not None and now - self._last < self._every:
            return
        self._last = now
        try:
            progress = look(self._store, self._night, self._clock())
            if progress is not None:
                self.progress = progress
                self._mouth.say(progress)
                write_status(self._out, progress)
        except AuditorError:
            return

    def close(self) -> None:
        self.tick(force=True)
        self._mouth.close()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Lines:
    """A line now and then, for logs; one when something ended or was given up."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._last: float | None = None
        self._state: Any = None

    def say(self, progress: NightProgress) -> None:
        now, state = self._timer(), (progress.state, progress.audits.given_up, len(progress.counts))
        if self._last is None or now - self._last >= _LINE_EVERY or state != self._state:
            self._last, self._state = now, state
            print(_summary(progress), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Nothing is open."""


class _Bar:
    """A bar for each look; it stands until the night ends."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._ids: dict[str, Any] = {}
        self._bars.start()

    def say(self, progress: NightProgress) -> None:
        from rich.markup import escape

        for counts in progress.counts:
            if counts.look not in self._ids:
                self._ids[counts.look] = self._bars.add_task("", total=None)
            text = escape(f"{look_line(counts)}；{times(progress)}")
            self._bars.update(
                self._ids[counts.look], completed=counts.settled, total=counts.total or None, description=text
            )

    def close(self) -> None:
        self._bars.stop()


def _summary(progress: NightProgress) -> str:
    return f"夜间检查 {progress.id}：{'；'.join(map(look_line, progress.counts))}。{times(progress)}"
