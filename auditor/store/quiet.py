"""Whether anybody works with a store just now: those who do hold leases that beat."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from auditor.errors import AuditorError
from auditor.model.fleet import Lease
from auditor.store import leases
from auditor.store.engine import Store

#: Whether the holder of a lease is dead; None when nobody can tell from here (it is on another machine).
IsDead = Callable[[str], bool | None]


@dataclass(frozen=True, slots=True)
class Watch:
    """How a lease is watched: the pause between two looks (seconds), clock, sleep and mouth."""

    pause: float = 5.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda line: None


def refuse_while_running(store: Store, is_dead: IsDead, watch: Watch) -> None:
    """AuditorError when a lease is alive. One whose holder nobody knows is watched until it beats, or until it has stood
    still for so long that it counts as abandoned."""
    seen: dict[str, leases.Watched] = {}
    while True:
        now = watch.clock()
        open_ = [lease for lease in store.read(leases.leases) if not _is_over(lease, is_dead, store)]
        told = bool(seen)
        before, seen = seen, {lease.name: leases.watch(seen.get(lease.name), lease, now) for lease in open_}
        if any(name in before and before[name].lease != seen[name].lease for name in seen):
            raise _running(store)
        if all(one.abandoned for one in seen.values()):
            return
        if not told:
            watch.say(f"另一台机器可能正在使用 {store.url}，确认中（最多 {leases.HOLDS:.0f} 秒）")
        watch.sleep(watch.pause)


def _is_over(lease: Lease, is_dead: IsDead, store: Store) -> bool:
    dead = is_dead(lease.holder)
    if dead is False:
        raise _running(store)
    return bool(dead)


def _running(store: Store) -> AuditorError:
    return AuditorError(
        f"正在用 {store.url} 检查（夜间任务没有结束）。请等它结束，或先停止它，再转移；没有改动任何内容"
    )
