"""Two nights at once: the second is refused with one clear error, whoever is dead is followed, whoever was followed stops."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet.guard import NIGHT, only_night, sign_of_life
from auditor.fleet.holders import is_dead, this_holder
from auditor.fleet.night import resume_night, run_night
from auditor.model.fleet import NightState
from auditor.store import Store, leases, open_store
from tests.fleet.nights import (
    DAY,
    asked,
    begun,
    codes,
    night_process,
    place,
    register,
    sealed_once,
    stored,
    until,
)

ELSEWHERE = "another-machine.0badcafe:12:34"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/auditor.db") as opened:
        yield opened


@contextmanager
def guarded(store: Store, out: Path, holder: str = "") -> Iterator[threading.Event]:
    with only_night(store, out, holder or this_holder(), is_dead) as lost:
        yield lost


def test_a_second_night_is_refused_and_a_killed_one_resumed(tmp_path: Path) -> None:
    """On one machine, as cron would start it while somebody runs it by hand."""
    out, path = tmp_path / "out", register(tmp_path)
    first = night_process("run", path, "--out", out, "--night", DAY, seconds=60)
    try:
        until(lambda: begun(out))
        for what in (["run", path], ["resume"]):
            second = night_process(*what, "--out", out)
            _, errors = second.communicate(timeout=30)
            assert second.returncode == 2
            assert errors == (
                f"错误：{out} 中已有一夜在运行（进程 {first.pid}）。请等它结束，或用 auditor fleet status 查看进度\n"
            )
    finally:
        first.kill()
        first.communicate()
    result = resume_night(place(out))
    assert result.closed is not None
    assert result.closed.state is NightState.DONE
    assert sealed_once(out) == dict.fromkeys(codes(), 1)


def test_one_night_at_a_time_in_a_store(store: Store, tmp_path: Path) -> None:
    """The same database and another output folder: the lease refuses, whose process lives."""
    with guarded(store, tmp_path / "one"), pytest.raises(AuditorError, match="已有一夜在运行"):  # noqa: SIM117
        with guarded(store, tmp_path / "two", holder=f"{this_holder()}1"):
            pass
    with guarded(store, tmp_path / "two", holder=f"{this_holder()}1"):
        pass


def test_the_lease_of_a_dead_process_is_taken_at_once(store: Store, tmp_path: Path) -> None:
    machine = this_holder().rsplit(":", 2)[0]
    store.do(lambda c: leases.take(c, NIGHT, f"{machine}:4194303:1"))
    begun_ = time.monotonic()
    with guarded(store, tmp_path):
        assert time.monotonic() - begun_ < 2


def test_the_lease_of_a_silent_machine_is_taken_after_a_while(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(leases, "HOLDS", 1.5)
    store.do(lambda c: leases.take(c, NIGHT, ELSEWHERE))
    with guarded(store, tmp_path):
        held = store.read(lambda c: leases.lease(c, NIGHT))
        assert held is not None
        assert held.holder == this_holder()
    assert capsys.readouterr().err.count("正在确认它是否已停止") == 1
    assert store.read(lambda c: leases.lease(c, NIGHT)) is None


def test_another_machine_that_lives_is_left_alone(store: Store, tmp_path: Path) -> None:
    store.do(lambda c: leases.take(c, NIGHT, ELSEWHERE))
    threading.Timer(0.5, lambda: store.do(lambda c: leases.beat(c, ELSEWHERE, (NIGHT,)))).start()
    with pytest.raises(AuditorError, match=r"已有一夜在运行（another-machine"), guarded(store, tmp_path):
        pass


def test_a_night_whose_lease_was_taken_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stood still for too long, as a machine does that was put to sleep: nobody runs its portals twice."""
    monkeypatch.setattr(leases, "BEAT", 0.2)
    monkeypatch.setenv("PRETEND", json.dumps({"seconds": 2}))
    out = tmp_path / "out"

    def seize() -> None:
        until(lambda: begun(out))
        with open_store(f"sqlite:///{out}/auditor.db") as opened:
            while (seen := opened.read(lambda c: leases.lease(c, NIGHT))) is not None:
                if opened.do(lambda c, seen=seen: leases.seize(c, NIGHT, seen, ELSEWHERE)):  # type: ignore[misc]
                    return

    thread = threading.Thread(target=seize)
    thread.start()
    with pytest.raises(AuditorError, match="另一个进程接管了这一夜"):
        run_night(place(out), asked(register(tmp_path)))
    thread.join()
    assert stored(out)[0].state is NightState.RUNNING


def test_the_sign_of_life_is_touched_and_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.fleet.guard._TOUCH", 0.05)
    with sign_of_life(tmp_path) as stop:
        sign = tmp_path / "running"
        before = sign.stat().st_mtime_ns
        until(lambda: sign.stat().st_mtime_ns != before)
        stop()
        time.sleep(0.2)
        assert not sign.exists()


def test_ctrl_c_stops_in_good_order(tmp_path: Path) -> None:
    """What was begun is left to be resumed; the user is told how."""
    out, path = tmp_path / "out", register(tmp_path)
    night = night_process("run", path, "--out", out, "--night", DAY, seconds=1)
    until(lambda: begun(out))
    os.kill(night.pid, signal.SIGINT)
    _, errors = night.communicate(timeout=30)
    assert night.returncode == 3, errors
    assert f"auditor fleet resume --out {out}" in errors
    assert stored(out)[0].state is NightState.RUNNING
    resumed = night_process("resume", "--out", out)
    resumed.communicate(timeout=60)
    assert resumed.returncode == 0
    assert sealed_once(out) == dict.fromkeys(codes(), 1)
