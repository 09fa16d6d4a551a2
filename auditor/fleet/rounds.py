"""Shards through the engine until none of their portals waits any more. What the store says counts, not what a process says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet import restarts
from auditor.fleet.executors import EngineAway
from auditor.fleet.scene import Scene, give_up
from auditor.fleet.spec import Again, Look, make_spec, write_spec
from auditor.fleet.work import STOP_GRACE, ShardEnd, run_shard
from auditor.model.fleet import Shard, Task, TaskState
from auditor.store.engine import PATIENCE

_GLANCE = 0.5
#: What a shard says by its exit code, besides 0 (see :mod:`auditor.fleet.shard`).
_ENVIRONMENT = 2
#: So long a shard that could not start anything waits before it is started again (seconds, times the starts in vain).
_PAUSE = 2.0
#: Somebody who lives has all that is left: he is waited for as long as anything moves, and then so long (seconds).
_LOCKED_PAUSE, _LOCKED = 5.0, 900.0


@dataclass(slots=True)
class _Run:
    """A shard on its way. ``before``: see :func:`restarts.failed_before`; ``barren``: starts in a row after which nothing had
    moved, since ``still``."""

    shard: Shard
    before: Mapping[str, int]
    moved: int = -1
    barren: int = 0
    still: float = 0.0
    not_before: float = 0.0


@dataclass(slots=True)
class _Round:
    """One look, or one batch of tries again, on the engine. ``again``: False for suspects, who get one chance."""

    scene: Scene
    look: Look
    orders: Mapping[str, Again]
    again: bool = True
    waiting: list[_Run] = field(default_factory=list)
    running: dict[Future[ShardEnd], _Run] = field(default_factory=dict)
    away_since: float | None = None

    def through(self, shards: Iterable[Shard]) -> None:
        before = restarts.failed_before(self.scene.tasks(self.look.kind))
        self.waiting = [_Run(shard, before) for shard in shards]
        try:
            while self.waiting or self.running:
                self._submit()
                done = wait(self.running, _GLANCE, FIRST_COMPLETED).done if self.running else set()
                if not self.running:
                    time.sleep(_GLANCE)
                self.scene.tick()
                for future in done:
                    self._ended(self.running.pop(future), future)
        except BaseException:
            self._stop()
            raise

    def _submit(self) -> None:
        """All that may start now. An engine that is away is asked again and again, for as long as one waits for a store."""
        now = time.monotonic()
        for run in [each for each in self.waiting if each.not_before <= now]:
            tasks = _tasks_of(self.scene, run.shard, self.look)
            left = restarts.left_of(run.shard, tasks, run.before) if self.again else run.shard
            if left is None:
                self.waiting.remove(run)
                continue
            run.shard, run.moved = left, restarts.moved(tasks)
            try:
                path = _write(self.scene, run.shard, self.look, self.orders)
                work = partial(run_shard, command=tuple(self.scene.command))
                future = self.scene.opened.executor.submit(work, str(path))
            except EngineAway as error:
                self._away(error)
                return
            self.waiting.remove(run)
            self.away_since = None
            self.running[future] = run

    def _away(self, error: EngineAway) -> None:
        now = time.monotonic()
        self.away_since = self.away_since or now
        if now - self.away_since > PATIENCE:
            raise AuditorError(
                f"Dask 调度器 {PATIENCE:.0f} 秒内没有恢复（{error}）。请重新启动它，再运行 auditor fleet resume"
            ) from error

    def _ended(self, run: _Run, future: Future[ShardEnd]) -> None:
        end = _end_of(future)
        if end is not None and end.code == _ENVIRONMENT:
            raise AuditorError(_plain(end.last_line) or "分片进程无法运行")
        tasks = _tasks_of(self.scene, run.shard, self.look)
        if end is not None:
            self.scene.dead.update(_holders(tasks, end))
            if not self.again:
                return
        if self._comes_again(run, restarts.moved(tasks), end):
            self.waiting.append(run)
        else:
            _give_up(self.scene, tasks, end)

    def _comes_again(self, run: _Run, moved: int, end: ShardEnd | None) -> bool:
        """Whether the shard is started once more, for what is left of it, and when."""
        now = time.monotonic()
        if moved > run.moved:
            run.barren, run.still, run.not_before = 0, now, now
            return True
        run.barren += 1
        run.still = run.still or now
        if end is not None and end.code == 0:
            run.not_before = now + _LOCKED_PAUSE
            return now - run.still < _LOCKED
        run.not_before = now + _PAUSE * run.barren
        return run.barren < restarts.MOST_BARREN

    def _stop(self) -> None:
        """The sign is taken away, here and on every machine; then what runs is given its time to end in good order."""
        self.scene.stop()
        wait(self.running, STOP_GRACE + 15)


def work_off(
    scene: Scene, shards: Sequence[Shard], look: Look, orders: Mapping[str, Again] | None = None
) -> None:
    """Every portal of the shards is sealed, failed or given up afterwards. AuditorError when the machine or the store forbids
    to go on; Stopped, WindowOver as the night is told. Shards have ended in either case. ``orders``: what is peculiar to
    some portals, by code."""
    orders = orders or {}
    _Round(scene, look, orders).through(shards)
    for wave in restarts.alone(shards, scene.tasks(look.kind)):
        _Round(scene, look, orders, again=False).through(wave)
        for shard in wave:
            _give_up(scene, _tasks_of(scene, shard, look), None)


def _tasks_of(scene: Scene, shard: Shard, look: Look) -> tuple[Task, ...]:
    wanted = restarts.codes(shard)
    return tuple(task for task in scene.tasks(look.kind) if task.portal in wanted)


def _write(scene: Scene, shard: Shard, look: Look, orders: Mapping[str, Again]) -> Path:
    """A spec of its own for each start: a shard of an earlier start may still be at work on another machine."""
    told = replace(look, dead=tuple(sorted(scene.dead)))
    spec = make_spec(scene.record.register, shard, scene.night, scene.out, told, orders)
    number = 1
    while (path := scene.folder / f"{look.kind}-{shard.number}-{number}.json").exists():
        number += 1
    return write_spec(path, spec)


def _end_of(future: Future[ShardEnd]) -> ShardEnd | None:
    """None when nobody can tell: the worker or the scheduler was lost."""
    try:
        return future.result()
    except (Exception, CancelledError):  # noqa: BLE001 - each engine has exceptions of its own for that
        return None


def _holders(tasks: Iterable[Task], end: ShardEnd) -> set[str]:
    """Those of running tasks that were the process that ended."""
    return {
        task.holder
        for task in tasks
        if task.state is TaskState.RUNNING and task.holder.startswith(end.holder)
    }


def _give_up(scene: Scene, tasks: Iterable[Task], end: ShardEnd | None) -> None:
    """Portals whose process died again and again, or that somebody keeps locked."""
    locked = end is not None and end.code == 0
    failure, detail = ("locked", "") if locked else ("crashed", _plain(end.last_line) if end else "")
    give_up(scene, (task for task in tasks if restarts.is_open(task)), failure, detail)


def _plain(line: str) -> str:
    return line.removeprefix("错误：")
