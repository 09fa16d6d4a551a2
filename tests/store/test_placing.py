"""Backups and restores that are interrupted, killed or run twice: nothing is left half-way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.store import placing
from auditor.store import restore as restoring
from auditor.store.backup import back_up
from auditor.store.restore import restore
from tests.store.archives import NOW, archive

__all__ = ["archive"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_backup_leaves_nothing(archive: Path, tmp_path: Path, error: Any) -> None:
    out = tmp_path / "first"

    def stop(done: int) -> None:
        if done == 3:
            raise error

    with pytest.raises((KeyboardInterrupt, AuditorError)):
        back_up(f"sqlite:///{out}/auditor.db", tmp_path / "to/b.zip", NOW, out, stop)
    assert not list((tmp_path / "to").iterdir())


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_restore_leaves_nothing(
    archive: Path, tmp_path: Path, error: Any, store_url: str
) -> None:
    out = tmp_path / "new"

    def stop(done: int) -> None:
        if done == 3:
            raise error

    with pytest.raises((KeyboardInterrupt, AuditorError)):
        restore(archive, store_url, out, stop)
    assert not list(out.iterdir())
    assert restoring.filled_table(store_url) is None
    assert restore(archive, store_url, out).folders == 4


def test_a_restore_that_fails_while_placing_takes_all_back(
    archive: Path, tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real = tmp_path / "new", Path.rename
    moved: list[Path] = []

    def rename(self: Path, target: Path) -> Path:
        if placing.STAGING in str(self) and len(moved) == 2:
            moved.append(self)
            raise OSError(5, "Input/output error")
        moved.append(self)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(AuditorError, match="无法写入"):
        restore(archive, store_url, out)
    assert len(moved) == 5  # two there, one failed, two back
    assert not list(out.iterdir())
    assert restoring.filled_table(store_url) is None


def _die(*_: object, **__: object) -> Any:
    os._exit(9)


@pytest.mark.parametrize("moment", ["before", "placing", "placed", "committed"])
def test_a_killed_restore_is_undone_or_done_by_the_next(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    out = tmp_path / "new"
    url = f"sqlite:///{out}/auditor.db"
    if (child := os.fork()) == 0:
        try:
            _restore_and_die(archive, url, out, moment)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (out / placing.STAGING).exists()
    if moment == "committed":
        with pytest.raises(AuditorError, match="不是空的"):
            restore(archive, url, out)
        assert len(list(out.glob("*/*/audit.json"))) == 4
    else:
        if moment != "before":
            with pytest.raises(AuditorError, match="上一次恢复"):  # whose are the folders that are there?
                restore(archive, f"sqlite:///{tmp_path}/another.db", out)
        assert restore(archive, url, out).folders == 4
    assert not (out / placing.STAGING).exists()


def _restore_and_die(archive: Path, url: str, out: Path, moment: str) -> None:
    """In a child process that ends as by kill -9."""
    place, rename, moved = placing.Staging.place, Path.rename, 0

    def die_third(self: Path, target: Path) -> Path:
        nonlocal moved
        moved += 1
        return _die() if moved == 3 else rename(self, target)

    with pytest.MonkeyPatch.context() as patch:
        if moment == "placing":
            patch.setattr(Path, "rename", die_third)
        if moment == "placed":
            patch.setattr(placing.Staging, "place", lambda self: (place(self), _die()))
        if moment == "committed":
            patch.setattr(shutil, "rmtree", _die)
        restore(archive, url, out, lambda done: _die() if moment == "before" and done == 5 else None)


def test_two_restores_at_once(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    url = f"sqlite:///{out}/auditor.db"
    with (
        placing.staging(out, placing.Purpose("x"), lambda: False),
        pytest.raises(AuditorError, match="另一个 auditor restore"),
    ):
        restore(archive, url, out)
    assert restore(archive, url, out).folders == 4
