"""The worker's side of a shard: starts ``auditor shard`` in a process group of its own and waits for it.

A night cannot reach into the machines that work for it. It keeps a file beside the specs and touches it; whoever runs a shard
sees there that the night stopped (the file is gone) or died (nobody touches it any more). Removing a file needs no space, so a
night can stop its shards on a full disk too.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from auditor.confined import ROOT
from auditor.fleet.holders import this_holder

#: There while the night runs; touched every few seconds.
SIGN = "running"
#: A night that nobody has touched for so long is dead (seconds; the attributes of shared folders may lag by a minute).
SIGN_PATIENCE = 300.0
#: So long a shard may take to stop in good order (seconds).
STOP_GRACE = 60.0
#: What a shard is started with; the path of its spec follows.
COMMAND = (sys.executable, "-P", "-m", "auditor.cli", "shard")
#: The process that a shard was started by, so that it sees whether it was orphaned before it could ask to be told.
PARENT = "AUDITOR_PARENT"

_GLANCE = 0.5
_TAIL = 4000


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """How a shard process ended: its exit code (negative: the signal) and the last line that it wrote. ``holder``: how the
    text by which it held tasks began (:mod:`auditor.fleet.holders`)."""

    code: int
    last_line: str = ""
    holder: str = ""


@dataclass(slots=True)
class _Sign:
    """Whether the night still runs, by our own clock: the times that another machine writes are only compared."""

    path: Path
    clock: Callable[[], float]
    seen: int = 0
    since: float = field(default=0.0)

    def is_gone(self) -> bool:
        try:
            touched = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return True
        except OSError:
            touched = self.seen  # a shared folder that is away for a moment: the night may well run on
        if touched != self.seen or not self.since:
            self.seen, self.since = touched, self.clock()
        return self.clock() - self.since > SIGN_PATIENCE


@dataclass(slots=True)
class _Output:
    """What a shard writes, kept in a log as far as the disk allows, its end also in memory."""

    pipe: int
    log: Path
    tail: bytes = b""

    def read(self, seconds: float) -> None:
        """Waits at most ``seconds`` for output; returns at once at its end, which is mostly that of the process."""
        if select.select([self.pipe], [], [], seconds)[0]:
            data = os.read(self.pipe, 65536)
            if not data:
                time.sleep(0.02)
                return
            self.tail = (self.tail + data)[-_TAIL:]
            with suppress(OSError), self.log.open("ab") as stream:
                stream.write(data)

    def drain(self) -> None:
        while select.select([self.pipe], [], [], 0)[0] and (data := os.read(self.pipe, 65536)):
            self.tail = (self.tail + data)[-_TAIL:]
            with suppress(OSError), self.log.open("ab") as stream:
                stream.write(data)

    @property
    def last_line(self) -> str:
        lines = self.tail.decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


def run_shard(spec: str, command: Sequence[str] = COMMAND, grace: float = STOP_GRACE) -> ShardEnd:
    """Runs in a worker; gives how the shard ended. When the night stops or is gone, the shard is asked to end, then made to."""
    path = Path(spec)
    sign = _Sign(path.parent / SIGN, time.monotonic)
    if sign.is_gone():
        return ShardEnd(3)
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            process = subprocess.Popen(
                [*command, spec],
                stdin=subprocess.DEVNULL,
                stdout=pipe,
                stderr=pipe,
                start_new_session=True,
                env=_environment(),
            )
        output = _Output(reading, path.with_suffix(".log"))
        try:
            _wait(process.pid, sign, output, grace)
        finally:
            _kill(process.pid, signal.SIGKILL)  # what it left behind: judging children, browsers
            process.wait()
        output.drain()
        return ShardEnd(process.returncode, output.last_line, _holder(process.pid))
    finally:
        os.close(reading)


def _holder(pid: int) -> str:
    """How a process of this machine begins the text by which it holds things, without the time of its start."""
    return f"{this_holder().rsplit(':', 2)[0]}:{pid}:"


def _environment() -> dict[str, str]:
    paths = [str(ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), PARENT: str(os.getpid())}


def _wait(pid: int, sign: _Sign, output: _Output, grace: float) -> None:
    """Until the process has ended. It stays to be reaped, so that its group cannot be another's by then."""
    asked: float | None = None
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        output.read(_GLANCE)
        if asked is None and sign.is_gone():
            asked = time.monotonic()
            _kill(pid, signal.SIGTERM)
        elif asked is not None and time.monotonic() - asked > grace:
            _kill(pid, signal.SIGKILL)


def _kill(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
