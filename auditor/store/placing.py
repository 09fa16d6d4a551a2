"""Puts run folders into an output folder all at once: they are unpacked beside it, then renamed into place.

Each rename is noted before it is done, so that what a killed program left half-way is undone by the next one. The folder
for that is ``<out>/.restore``; whoever works in it holds a lock on it, which ends with the process.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError
from auditor.store.portable import FileEntry

STAGING = ".restore"
_FILES, _JOURNAL, _PURPOSE = "files", "journal.jsonl", "purpose.json"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a restore was to fill: the store as it is shown to people."""

    store: str


@dataclass(frozen=True, slots=True)
class _Move:
    """A rename: ``inode`` stays the same, and tells what we put there from what somebody else did."""

    path: str
    inode: int


class Staging:
    """Files on their way into ``out``."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / STAGING
        self._files = self.folder / _FILES

    def add(self, entry: FileEntry, content: Callable[[FileEntry], Iterable[bytes]]) -> None:
        """Unpack a file, or link it to the one that it is the same as (copy it where links are impossible)."""
        path = self._files / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.same:
            try:
                os.link(self._files / entry.same, path)
            except OSError:
                shutil.copyfile(self._files / entry.same, path)
            return
        with path.open("xb") as stream:
            for chunk in content(entry):
                stream.write(chunk)

    def place(self) -> int:
        """Rename everything into place; may be repeated. AuditorError when something is there already."""
        os.sync()
        moved = 0
        with (self.folder / _JOURNAL).open("ab") as journal:
            for path in self._waiting():
                source, target = self._files / path, self.out / path
                if os.path.lexists(target):
                    raise occupied(target)
                journal.write(codec.encode(_Move(path, source.lstat().st_ino)) + b"\n")
                journal.flush()
                target.parent.mkdir(exist_ok=True)
                source.rename(target)
                moved += 1
        os.sync()
        return moved

    def undo(self) -> None:
        """Take back what was renamed, and only that."""
        with suppress(FileNotFoundError):
            lines = (self.folder / _JOURNAL).read_bytes().splitlines()
            for line in lines:
                with suppress(ValueError, FileNotFoundError):  # the last line may be half
                    move = codec.decode(line, _Move)
                    target = self.out / move.path
                    if target.lstat().st_ino == move.inode:
                        target.rename(self._files / move.path)
                    with suppress(OSError):  # others have something in it
                        target.parent.rmdir()

    def _waiting(self) -> Iterator[str]:
        if self._files.is_dir():
            for code in sorted(os.listdir(self._files)):
                for name in sorted(os.listdir(self._files / code)):
                    yield f"{code}/{name}"


@contextmanager
def staging(out: Path, purpose: Purpose, was_filled: Callable[[], bool]) -> Iterator[Staging]:
    """A place to unpack into. Whatever fails inside leaves ``out`` as it was, and so does what a killed predecessor left,
    unless ``was_filled`` says that the store has its rows: then the folders belong to them.

    When nobody can tell (the store is away) all stays as it is, for the next one to decide.
    """
    staged = Staging(out)
    with _locked(staged.folder):
        _clean_up(staged, purpose, was_filled)
        try:
            (staged.folder / _PURPOSE).write_bytes(codec.encode_pretty(purpose))
            yield staged
        except BaseException:
            with suppress(AuditorError):
                _take_back(staged, was_filled)
            raise
        shutil.rmtree(staged.folder, ignore_errors=True)


def _take_back(staged: Staging, was_filled: Callable[[], bool]) -> None:
    if (staged.folder / _JOURNAL).exists() and not was_filled():
        staged.undo()
    shutil.rmtree(staged.folder, ignore_errors=True)


def occupied(path: Path) -> AuditorError:
    return AuditorError(f"{path} 已经存在，没有改动它。请用 --out 指定没有这些检查结果的目录")


def _clean_up(staged: Staging, purpose: Purpose, was_filled: Callable[[], bool]) -> None:
    note = staged.folder / _PURPOSE
    if (staged.folder / _JOURNAL).exists():
        try:
            before = codec.decode(note.read_bytes(), Purpose)
        except (OSError, ValueError):
            before = purpose
        if before != purpose:
            raise AuditorError(
                f"上一次恢复（到 {before.store}）没有完成，请先用同样的 --store 和 --out 再运行一次 auditor restore"
            )
        if not was_filled():
            staged.undo()
    for left in staged.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AuditorError(f"{folder.parent} 正在由另一个 auditor restore 恢复；请等它结束") from None
        yield
    finally:
        os.close(handle)
