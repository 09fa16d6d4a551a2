"""A night from end to end with shards that only pretend to crawl: what is done again, what is given up, when it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.fleet.night import Place, resume_night, retry_failed, run_night
from auditor.model.fleet import NightState, TaskState
from tests.fleet.nights import DAY, asked, begun, codes, place, register, sealed_once, states, stored


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda **what: monkeypatch.setenv("PRETEND", json.dumps(what))


def test_a_quiet_night(tmp_path: Path) -> None:
    out = tmp_path / "out"
    plans = []
    result = run_night(place(out), asked(register(tmp_path)), plans.append)
    assert result.closed is not None
    assert (result.closed.state, result.closed.sealed, result.closed.given_up) == (NightState.DONE, 8, ())
    night, tasks = stored(out)
    assert (night.id, night.state, night.today) == (DAY, NightState.DONE, DAY)
    assert night.plan == plans[0]
    assert {task.run for task in tasks} == {night.run}
    assert sorted(each["portal"] for each in begun(out)) == sorted(codes())
    assert len({each["pid"] for each in begun(out)}) == 2
    assert DAY in (out / "fleet" / "status.html").read_text()
    assert not (out / ".fleet" / DAY / "running").exists()


def test_the_same_night_is_not_begun_twice(tmp_path: Path) -> None:
    run_night(place(tmp_path / "out"), asked(register(tmp_path)))
    with pytest.raises(AuditorError, match="这一夜已经运行过"):
        run_night(place(tmp_path / "out"), asked(register(tmp_path)))
    with pytest.raises(AuditorError, match="没有需要续跑的一夜"):
        resume_night(place(tmp_path / "out"))


@pytest.mark.parametrize("again", [resume_night, retry_failed])
def test_where_no_night_ever_ran_nothing_is_made(tmp_path: Path, again: Callable[[Place], object]) -> None:
    with pytest.raises(AuditorError, match="没有找到存储"):
        again(place(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


def test_a_poisonous_portal_takes_nobody_with_it(tmp_path: Path, pretend: Any) -> None:
    """It kills its process three times, the last time alone; all others are sealed, once."""
    out, (ill, *well) = tmp_path / "out", codes()
    pretend(poison=[ill])
    result = run_night(place(out), asked(register(tmp_path)))
    assert result.closed is not None
    assert result.closed.state is NightState.PARTIAL
    assert [(task.portal, task.failure) for task in result.closed.given_up] == [(ill, "crashed")]
    assert sealed_once(out) == dict.fromkeys(well, 1)
    tries = [each for each in begun(out) if each["portal"] == ill]
    assert [each["attempt"] for each in tries] == [1, 2, 3]
    assert tries[-1]["with"] == 1


def test_what_failed_is_tried_again_with_more_patience(tmp_path: Path, pretend: Any) -> None:
    out, slow = tmp_path / "out", codes()[2]
    pretend(fail={slow: "timeout"}, times=1)
    result = run_night(place(out, speed=2000), asked(register(tmp_path)))
    assert result.closed is not None
    assert result.closed.state is NightState.DONE
    assert [each["patience"] for each in begun(out) if each["portal"] == slow] == [1.0, 2.0]


def test_what_is_given_up_can_be_asked_for_again(tmp_path: Path, pretend: Any) -> None:
    out, gone = tmp_path / "out", codes()[1]
    pretend(fail={gone: "bad-target"})
    result = run_night(place(out, speed=2000), asked(register(tmp_path)))
    assert result.closed is not None
    assert [task.failure for task in result.closed.given_up] == ["bad-target"]
    pretend()
    again = retry_failed(place(out))
    assert again.closed is not None
    assert again.closed.state is NightState.DONE
    assert stored(out)[0].state is NightState.DONE
    assert sealed_once(out) == dict.fromkeys(codes(), 1)


def test_a_machine_that_cannot_go_on_stops_the_night(tmp_path: Path, pretend: Any) -> None:
    out = tmp_path / "out"
    pretend(refuse="磁盘已满，无法写入 out")
    with pytest.raises(AuditorError, match="磁盘已满，无法写入 out"):
        run_night(place(out), asked(register(tmp_path)))
    assert stored(out)[0].state is NightState.RUNNING
    assert states(out) == {TaskState.WAITING: 8}
    with pytest.raises(AuditorError, match="没有运行完"):
        run_night(place(out), asked(register(tmp_path)))
    (out / "well").touch()
    result = resume_night(place(out))
    assert result.closed is not None
    assert result.closed.state is NightState.DONE


def test_a_shard_that_never_gets_anywhere_is_given_up(tmp_path: Path) -> None:
    out = tmp_path / "out"
    broken = place(out)
    result = run_night(
        type(broken)(broken.out, broken.url, broken.engine, ("/bin/false",), broken.clock),
        asked(register(tmp_path)),
    )
    assert result.closed is not None
    assert {task.failure for task in result.closed.given_up} == {"crashed"}
    assert len(result.closed.given_up) == 8


def test_the_window_of_a_night_closes(tmp_path: Path, pretend: Any) -> None:
    """The clock runs so fast that the night's hours pass in seconds: what was not reached comes first in the next one."""
    out = tmp_path / "out"
    pretend(seconds=3)
    fast = place(out, speed=20000)
    ends = fast.clock().astimezone().timestamp() + 7 * 3600
    from datetime import datetime

    from auditor.preparation import CHINA

    until = datetime.fromtimestamp(ends, CHINA).strftime("%H:%M")
    result = run_night(fast, asked(register(tmp_path), until=until))
    assert result.closed is not None
    assert result.closed.state is NightState.PARTIAL
    assert {task.failure for task in result.closed.given_up} == {"no-time"}


def test_a_night_that_nobody_resumed_ends_when_the_next_one_begins(tmp_path: Path, pretend: Any) -> None:
    from dataclasses import replace
    from datetime import date

    out, path = tmp_path / "out", register(tmp_path)
    pretend(refuse="磁盘已满")
    with pytest.raises(AuditorError):
        run_night(place(out), asked(path))
    (out / "well").touch()
    run_night(place(out), replace(asked(path), day=date(2026, 6, 16)))
    from auditor.store import nights, open_store

    with open_store(f"sqlite:///{out}/auditor.db") as store:
        found = store.read(nights.nights)
    assert [(night.id, night.state) for night in found] == [
        ("2026-06-16", NightState.DONE),
        ("2026-06-15", NightState.PARTIAL),
    ]


def test_nothing_is_due(tmp_path: Path) -> None:
    path = register(tmp_path)
    path.write_text(path.read_text().replace("defaults:\n", "defaults:\n  schedule: paused\n"))
    plans = []
    assert run_night(place(tmp_path / "out"), asked(path), plans.append).night is None
    assert len(plans[0].excluded) == 8
