"""Locks of this machine on files below the output folder. They end with the process that holds them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from auditor.errors import AuditorError


class Lock(NamedTuple):
    """``descriptor`` of the open file; ``ours``: False while another process holds the lock."""

    descriptor: int
    ours: bool


@contextmanager
def locked(path: Path) -> Iterator[Lock]:
    """Try for the lock on ``path`` once, and hold it until the end of the block. AuditorError when the file cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise AuditorError(
            f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限，或用 --out 指定其他目录"
        ) from error
    try:
        yield Lock(descriptor, _taken(descriptor))
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
