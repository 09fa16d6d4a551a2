"""Watches what a run does to the machine: what it writes and where, whom it connects to, what it starts, how much memory.

Python tells an audit hook of every file opened for writing, every connection and every process, whatever library asks. A hook
cannot be taken away again, so there is one for the process, and it speaks only while a :class:`Watch` is on. What children write
no hook sees: for them the folders in which programs like to leave things are compared before and after.
"""

from __future__ import annotations

import os
import re
import resource
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Events that change the file system, and which of their arguments are paths.
_CHANGES: Mapping[str, tuple[int, ...]] = {
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.utime": (0,),
    "sqlite3.connect": (0,),
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_STARTS = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"})
_LOCAL = frozenset({"", "127.0.0.1", "::1", "localhost", "None"})
_MEGABYTE = 1024


@dataclass(eq=False)
class Watch:
    """What happened that should not have. ``roots`` are the folders that may be written to, ``peers`` the addresses that may be
    connected to, ``names`` those that may be looked up."""

    roots: tuple[str, ...]
    peers: frozenset[tuple[str, int]] = frozenset()
    names: frozenset[str] = frozenset()
    written: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._opened(*arguments)
        elif event in _CHANGES:
            for position in _CHANGES[event]:
                self._changed(event, arguments[position])
        elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            self._sent(event, arguments[1])
        elif event in _NAMES:
            self._looked_up(str(arguments[0]))
        elif event in _STARTS and str(arguments[0]) != sys.executable:
            self.started.append(f"{event} {arguments[0]}")

    def _opened(self, path: object, _mode: object, flags: object) -> None:
        if isinstance(flags, int) and flags & _WRITING:
            self._changed("open", path)

    def _changed(self, event: str, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a descriptor of what was opened before
        where = os.path.abspath(os.fsdecode(path))
        if where != os.devnull and not any(
            where == root or where.startswith(root + os.sep) for root in self.roots
        ):
            self.written.append(f"{event} {where}")

    def _sent(self, event: str, address: object) -> None:
        if isinstance(address, tuple) and (str(address[0]), int(address[1])) not in self.peers:
            self.connected.append(f"{event} {address[0]}:{address[1]}")

    def _looked_up(self, name: str) -> None:
        if name not in _LOCAL and name not in self.names:
            self.connected.append(f"lookup {name}")


_watch: Watch | None = None
_hooked = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is not None:
        _watch.note(event, arguments)


@contextmanager
def watching(watch: Watch) -> Iterator[Watch]:
    """The watch is on within; one at a time in a process."""
    global _watch, _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    _watch = watch
    try:
        yield watch
    finally:
        _watch = None


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def tree(folders: Sequence[Path]) -> Mapping[str, tuple[int, int]]:
    """(size, time of change in ns) of everything below, by path; what vanishes meanwhile is left out."""
    found: dict[str, tuple[int, int]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            with suppress(OSError):
                status = path.lstat()
                found[str(path)] = (status.st_size if path.is_file() else 0, status.st_mtime_ns)
    return found


def changes(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    """Paths that are new, gone or other than before."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


# ── memory ────────────────────────────────────────────────────────────────────────────────────────


def forget_peak() -> float:
    """The kernel measures the peak of this process anew from here; gives the megabytes that it holds now."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak_megabytes()


def peak_megabytes() -> float:
    """The peak of this process since :func:`forget_peak`; where the kernel cannot tell, since its start."""
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / _MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
