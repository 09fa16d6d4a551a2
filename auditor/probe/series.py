"""Looks at a home page over time: ``probes.jsonl``, one line each. Written by ``auditor probe``, read before judging."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError
from auditor.model import Probe

SERIES = "probes.jsonl"
#: A look every minute for a quarter of a year; older lines are left out when reading.
_MAX_LINES = 130_000


def append(path: Path, probe: Probe) -> None:
    """Add one line in one write under a lock, so that looks of several jobs never mix. AuditorError names the cure.

    A line that an earlier write left unfinished (a full disk) is ended first, so that it spoils only itself.
    """
    line = codec.encode(probe) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            if not _ends_well(stream.fileno()):
                line = b"\n" + line
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise AuditorError(
            f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限，或用 --series 指定其他文件"
        ) from error


def read_series(path: Path) -> tuple[Probe, ...]:
    """All looks by time; lines that cannot be read are left out. Empty when there is no such file."""
    try:
        lines = path.read_bytes().splitlines()[-_MAX_LINES:]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    looks = (look for line in lines if line.strip() and (look := _look(line)) is not None)
    return tuple(sorted(looks, key=lambda look: look.at))


def _look(line: bytes) -> Probe | None:
    try:
        return codec.decode(line, Probe)
    except ValueError:
        return None


def _ends_well(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size == 0 or os.pread(handle, 1, size - 1) == b"\n"
