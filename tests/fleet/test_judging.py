"""The judging child: what it answers, and that whatever becomes of it is one portal's failure."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet.failures import Lasts, kind
from auditor.fleet.folders import Stage, stage
from auditor.fleet.judges import Judges
from auditor.fleet.judging import Judged, is_disk_full
from auditor.model.fleet import Pass, Task
from tests.harness import Run


def with_judges(work: Callable[[Judges], Awaitable[Judged]], **options: float) -> Judged:
    async def go() -> Judged:
        judges = Judges(**options)
        try:
            return await work(judges)
        finally:
            await judges.close()

    return asyncio.run(go())


@pytest.fixture
def sealed(demo: Run, tmp_path: Path) -> Path:
    """A run that was crawled and not judged yet."""
    folder = tmp_path / "out" / "qinghe" / demo.folder.name
    shutil.copytree(demo.folder, folder)
    (folder / "audit.json").unlink()
    return folder


def test_it_judges_as_the_command_does(demo: Run, sealed: Path) -> None:
    judged = with_judges(lambda judges: judges.judge(sealed))
    assert judged.failure == ""
    assert judged.requests > 50
    assert (sealed / "audit.json").read_bytes() == demo.data


def test_a_run_that_cannot_be_judged_is_a_failure_and_the_child_goes_on(sealed: Path, tmp_path: Path) -> None:
    async def work(judges: Judges) -> Judged:
        missing = await judges.judge(tmp_path / "nothing")
        assert missing.failure == "judging-failed"
        assert missing.detail
        return await judges.judge(sealed)

    assert with_judges(work).failure == ""


def test_a_child_that_is_killed_is_replaced(sealed: Path) -> None:
    async def work(judges: Judges) -> Judged:
        await judges.warm()
        assert judges._child is not None
        os.kill(judges._child.pid, signal.SIGKILL)
        await asyncio.sleep(0.1)
        return await judges.judge(sealed)

    assert with_judges(work).failure == ""


def test_a_portal_on_which_two_children_end_is_tried_again_later(sealed: Path) -> None:
    class Doomed(Judges):
        async def _started(self) -> asyncio.subprocess.Process:
            child = await super()._started()
            child.kill()
            return child

    async def work() -> Judged:
        judges = Doomed()
        try:
            return await judges.judge(sealed)
        finally:
            await judges.close()

    judged = asyncio.run(work())
    assert judged.failure == "crashed"
    assert kind(judged.failure).lasts is Lasts.TRANSIENT


def test_a_judgement_that_hangs_is_ended(sealed: Path) -> None:
    judged = with_judges(lambda judges: judges.judge(sealed), patience=0.05)
    assert judged.failure == "judging-failed"
    assert "终止" in judged.detail


def test_a_full_disk_is_known_by_its_cause() -> None:
    full = AuditorError("无法写入")
    full.__cause__ = OSError(errno.ENOSPC, "full")
    assert is_disk_full(full)
    assert not is_disk_full(AuditorError("无法写入"))
    assert not is_disk_full(OSError(errno.ENOENT, "gone"))


def test_what_an_earlier_attempt_left_decides_what_is_done(demo: Run, sealed: Path) -> None:
    first = Task("n", "qinghe", Pass.AUDIT, "b", 1, 0, attempt=1)
    failed = Task("n", "qinghe", Pass.AUDIT, "b", 1, 0, attempt=2, failure="timeout")
    unread = Task("n", "qinghe", Pass.AUDIT, "b", 1, 0, attempt=2, failure="judging-failed")
    assert stage(sealed.with_name("new"), first) is Stage.NEW
    assert stage(sealed, first) is Stage.SEALED
    assert stage(sealed, failed) is Stage.SEALED
    (sealed / "audit.json").write_bytes(demo.data)
    assert stage(sealed, first) is Stage.JUDGED
    assert stage(sealed, failed) is Stage.NEW
    assert sealed.with_name(f"{sealed.name}-attempt1").is_dir()
    again = sealed.with_name("again")
    shutil.copytree(demo.folder / "snapshot", again / "snapshot")
    assert stage(again, unread) is Stage.NEW
