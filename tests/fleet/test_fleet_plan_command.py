"""``auditor fleet plan`` and ``auditor fleet template``: from a first night without a store to nights with a history."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor.commands import fleet_plan
from auditor.commands.fleet_plan import begin_of
from auditor.fleet.register import read_register
from auditor.fleet.tonight import plan_tonight
from auditor.model.fleet import Night, NightState, Pass, Task
from auditor.preparation import CHINA
from auditor.store import Store, nights, open_store
from tests.fleet.invented import FRIDAY
from tests.harness import call_auditor, files_below
from tests.store.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
DAY = date(2026, 11, 20)
TEXT = """\
defaults: {budget: {pages: 5000, minutes: 120}}
backends:
  plat: {interval: 2, quiet: ["23:00-23:30"]}
portals:
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "登记表.yml"
    rows = "".join(
        f'  - {{code: p{n}, name: 第{n}县, url: "http://p{n}.test/", backend: {"plat" if n < 4 else "own"}}}\n'
        for n in range(6)
    )
    path.write_text(TEXT + rows, "utf-8")
    return path


def arguments(register: Path, out: Path, **more: object) -> Namespace:
    usual = {"store": None, "workers": 2, "until": None, "night": None, "begins": None, "json": False}
    return Namespace(register=str(register), out=str(out), **{**usual, **more})


def told(capfdbinary: pytest.CaptureFixture[bytes], *given: Path, **more: object) -> dict[str, Any]:
    assert fleet_plan.plan(arguments(*given, json=True, **more), FRIDAY) == 0
    return dict(json.loads(capfdbinary.readouterr().out))


def planned(document: dict[str, Any]) -> list[str]:
    return [p["code"] for s in document["plan"]["shards"] for lane in s["lanes"] for p in lane["portals"]]


def test_the_first_night_is_planned_without_a_store_and_nothing_is_written(
    register: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = (
        "fleet",
        "plan",
        register,
        "--out",
        out,
        "--night",
        "2026-11-20",
        "--begins",
        "21:30",
        "--until",
        "06:30",
    )
    done = call_auditor(*asked)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "夜间检查计划　2026-11-20（星期五，工作日）"
    # 1200 requests each, every 2 s: 40 min; two before 23:00, two after 23:30
    assert "预计结束　11-21 00:50（用时 3 小时 20 分，不含复核和重试）" in lines
    assert "说明　　　6 个网站没有历史记录，时间是估计，查过一次后会准确" in lines
    assert lines[-1] == (
        "结论　　　查得完：到期的 6 个网站全部列入，预计 11-21 00:50 结束，到 11-21 06:30 还余 5 小时 40 分"
    )
    assert not done.stderr
    assert files_below(tmp_path) == {register.name}
    assert call_auditor(*asked).stdout == done.stdout


def test_the_document_holds_the_whole_plan(
    register: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    document = told(capfdbinary, register, tmp_path, until="22:30")
    assert sorted(planned(document) + [e["code"] for e in document["plan"]["excluded"]]) == [
        f"p{n}" for n in range(6)
    ]
    assert [e["reason"] for e in document["left_out"]] == ["no-time"] * 3
    assert document["plan"]["begins"] == "2026-11-20T21:30:00+08:00"
    assert (document["until"], document["planned_until"]) == (
        "2026-11-20T22:30:00+08:00",
        "2026-11-20T22:24:00+08:00",
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/auditor.db"
    return str(request.getfixturevalue("postgres_url"))


def test_later_nights_know_what_the_store_knows(
    register: Path, tmp_path: Path, url: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert len(planned(told(capfdbinary, register, tmp_path, store=url))) == 6  # an empty database is none
    with open_store(url) as store:
        run_one(store, register, DAY, "22:20")
    next_ = told(capfdbinary, register, tmp_path, store=url, night="2026-11-21", until="22:20")
    lanes = {
        lane["backend"]: [p["code"] for p in lane["portals"]]
        for s in next_["plan"]["shards"]
        for lane in s["lanes"]
    }
    # all are expected to take what those of their back-end took, so there is time; who was left out comes first
    assert lanes == {"own": ["p4", "p5"], "plat": ["p1", "p2", "p3", "p0"]}
    short = told(capfdbinary, register, tmp_path, store=url, night="2026-11-21", until="21:35")
    assert sorted(planned(short)) == ["p1", "p4"]
    assert {each["code"]: each["nights"] for each in short["left_out"]} == {
        "p0": 1, "p2": 2, "p3": 2, "p5": 1,
    }  # fmt: skip
    costs = {
        p["code"]: p["cost"] for s in next_["plan"]["shards"] for lane in s["lanes"] for p in lane["portals"]
    }
    assert costs["p4"] == {"requests": 100, "seconds": 150.0, "known": True}
    assert costs["p1"] == {"requests": 100, "seconds": 200.0, "known": False}


def run_one(store: Store, register: Path, day: date, until: str) -> None:
    """A night that seals all that it planned; each portal took 100 requests in 150 s."""
    read = read_register(register)
    begins = datetime.combine(day, FRIDAY.timetz())
    plan = plan_tonight(read, store, day, begins, 2, until)
    night = Night(day.isoformat(), "r", day.isoformat(), NightState.RUNNING, plan.begins, plan=plan)
    tasks = [
        Task(night.id, portal.code, Pass.AUDIT, lane.backend, shard.number, place)
        for shard in plan.shards
        for lane in shard.lanes
        for place, portal in enumerate(lane.portals)
    ]
    store.do(lambda c: nights.begin_night(c, night, tasks))
    for task in tasks:
        store.do(lambda c, p=task.portal: nights.start_task(c, night.id, p, Pass.AUDIT, "h", begins))  # type: ignore[misc]
        sealed = store.do(
            lambda c, p=task.portal: nights.seal_task(
                c, night.id, p, Pass.AUDIT, "h", "r", 100, 150.0, begins
            )  # type: ignore[misc]
        )
        assert sealed
    store.do(lambda c: nights.end_night(c, night.id, NightState.DONE, plan.ends))


def test_a_week_of_nights_reaches_everybody(register: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/auditor.db") as store:
        for ahead in range(4):
            run_one(store, register, DAY + timedelta(days=ahead), "22:20")
        sealed = store.do(
            lambda c: {task.portal for n in nights.nights(c) for task in nights.tasks(c, n.id) if task.run}
        )
    assert sealed == {f"p{n}" for n in range(6)}


def test_a_broken_register_or_store_is_told_in_one_line(register: Path, tmp_path: Path) -> None:
    register.write_text(TEXT.replace("interval: 2", "intervall: 2") + "  - {code: a, name: b}\n", "utf-8")
    done = call_auditor("fleet", "plan", register, "--out", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"错误：{register}:3：未知的键“intervall”")
    done = call_auditor("fleet", "plan", tmp_path / "none.yml", "--out", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_database_that_is_away_is_told(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet_plan, "_PATIENCE", 0.5)
    url = "postgresql://u:geheim@127.0.0.1:1/x"
    done = call_auditor("fleet", "plan", register, "--out", tmp_path, "--store", url)
    assert done.returncode == 2
    assert "geheim" not in done.stderr + done.stdout


def test_when_a_night_begins() -> None:
    late = datetime(2026, 11, 21, 0, 30, tzinfo=CHINA)
    assert begin_of(DAY, FRIDAY, None) == FRIDAY
    assert begin_of(DAY, late, None) == late  # after midnight, still last night's
    assert begin_of(DAY + timedelta(days=2), FRIDAY, None) == FRIDAY + timedelta(days=2)
    assert begin_of(DAY, FRIDAY, "23:15") == datetime(2026, 11, 20, 23, 15, tzinfo=CHINA)


@pytest.mark.parametrize("name", ["登记表.xlsx", "登记表.yml"])
def test_a_template_is_written_once_and_can_be_planned(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert call_auditor("fleet", "template", path).returncode == 0
    data = path.read_bytes()
    again = call_auditor("fleet", "template", path)
    assert (again.returncode, path.read_bytes()) == (2, data)
    assert "已经存在" in again.stderr
    done = call_auditor("fleet", "plan", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "1 个网站" in done.stdout
    other = call_auditor("fleet", "template", tmp_path / "x.csv")
    assert (other.returncode, (tmp_path / "x.csv").exists()) == (2, False)
