"""One night at a time: a lock on the output folder for this machine, a lease in the store for all machines."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet.locks import locked
from auditor.fleet.record import FLEET
from auditor.fleet.work import SIGN
from auditor.model.fleet import Lease
from auditor.store import Store, leases

NIGHT = "night:running"
_LOCK = "lock"
#: The sign of life is touched so often (seconds).
_TOUCH = 5.0
#: So long the end of a night waits for a store to give the lease back to; without, it expires.
_FAREWELL = 5.0

IsDead = Callable[[str], bool | None]


@contextmanager
def only_night(store: Store, out: Path, holder: str, is_dead: IsDead) -> Iterator[threading.Event]:
    """Nobody else runs a night in this store or this folder meanwhile. AuditorError when somebody does. The event is set when
    somebody took the lease over, because we stood still for too long: stop then."""
    lost = threading.Event()
    with _locked(out):
        _take(store, holder, is_dead)

        def beat() -> None:
            try:
                if not store.do(lambda c: leases.beat(c, holder, (NIGHT,))):
                    lost.set()
            except AuditorError:
                pass  # the store is away; whoever needs it says so

        try:
            with repeated(leases.BEAT, beat):
                yield lost
        finally:
            with suppress(AuditorError):
                Store(store.engine, _FAREWELL).do(lambda c: leases.release(c, holder, (NIGHT,)))


@contextmanager
def sign_of_life(folder: Path) -> Iterator[Callable[[], None]]:
    """Shows those who run shards that the night lives (see :mod:`auditor.fleet.work`). The value takes the sign away: stop."""
    sign = folder / SIGN
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sign.touch()
    except OSError as error:
        raise AuditorError(f"无法写入 {sign}：{error.strerror or error}。请检查磁盘空间和目录权限") from error

    def touch() -> None:
        with suppress(OSError):
            os.utime(sign)

    def stop() -> None:
        with suppress(OSError):
            sign.unlink()

    try:
        with repeated(_TOUCH, touch):
            yield stop
    finally:
        stop()


@contextmanager
def repeated(seconds: float, work: Callable[[], None]) -> Iterator[None]:
    """``work`` every so often, in a thread of its own: whatever the main thread waits for, it goes on."""
    over = threading.Event()

    def loop() -> None:
        while not over.wait(seconds):
            work()

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(seconds)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    with locked(out / FLEET / _LOCK) as lock:
        if not lock.ours:
            raise AuditorError(
                f"{out} 中已有一夜在运行（进程 {_read(lock.descriptor)}）。请等它结束，或用 auditor fleet status 查看进度"
            )
        with suppress(OSError):
            os.ftruncate(lock.descriptor, 0)
            os.pwrite(lock.descriptor, str(os.getpid()).encode(), 0)
        yield


def _read(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "未知"


def _take(store: Store, holder: str, is_dead: IsDead) -> None:
    """Our lease, or that of one who is dead: known to be, or silent for as long as a lease holds."""
    seen: leases.Watched | None = None
    while store.do(lambda c: leases.take(c, NIGHT, holder)) is None:
        found = store.do(lambda c: leases.lease(c, NIGHT))
        if found is None:
            continue
        dead = is_dead(found.holder)
        before, seen = seen, leases.watch(seen, found, time.monotonic())
        if dead is False or (before is not None and before.lease != found):
            raise AuditorError(
                f"已有一夜在运行（{found.holder}，存储 {store.url}）。请等它结束，或用 auditor fleet status 查看进度"
            )
        if (dead or seen.abandoned) and _seized(store, found, holder):
            return
        if before is None and not dead:
            _tell(
                f"另一台机器上的一夜（{found.holder}）没有释放，正在确认它是否已停止（约 {leases.HOLDS:.0f} 秒）"
            )
        time.sleep(0 if dead else 1)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _seized(store: Store, found: Lease, holder: str) -> bool:
    return store.do(lambda c: leases.seize(c, NIGHT, found, holder)) is not None
