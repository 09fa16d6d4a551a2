"""Who holds a task or a lease: a process, named so that it cannot be mistaken for a later one with the same number; and
processes that end with the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
_PR_SET_PDEATHSIG = 1
#: States of a process (proc(5)) that has ended and is only not buried yet.
_ENDED = frozenset("ZX")


@cache
def _of(pid: int) -> str:
    return f"{_machine()}:{pid}:{_started(pid) or '0'}"


def this_holder() -> str:
    """``host:pid:started`` of this process."""
    return _of(os.getpid())


def is_dead(holder: str) -> bool | None:
    """Whether the process of a holder has ended; None for one on another machine, or where that cannot be told."""
    try:
        machine, number, started = holder.rsplit(":", 2)
        pid = int(number)
    except ValueError:
        return None
    if machine != _machine() or pid <= 0:
        return None
    if not _PROC.joinpath("self/stat").exists():
        return None if _answers(pid) else True
    return _started(pid) != started


def end_with_parent(expected: int | None = None, number: signal.Signals = signal.SIGKILL) -> None:
    """The kernel sends ``number`` to this process when the thread that started it ends. ``expected``: its process, as it told
    us; when that has ended already, this process ends now."""
    with suppress(AttributeError, OSError):  # no Linux: whoever can must look for his parent himself
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number))
    if expected is not None and os.getppid() != expected:
        os._exit(int(number) + 128)


def _machine() -> str:
    """The machine's name and its boot: numbers of processes begin anew with each boot."""
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()[:8]
    except OSError:
        boot = ""
    return f"{socket.gethostname()}.{boot}" if boot else socket.gethostname()


def _started(pid: int) -> str:
    """When a living process was started, in ticks since the boot; "" for one that has ended."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name in brackets may hold anything
    return "" if fields[0] in _ENDED else fields[19]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
