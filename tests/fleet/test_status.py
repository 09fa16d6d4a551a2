"""What people see of a night: the terminal, the page in a real browser, the files that a watcher keeps up to date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, sync_playwright
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from auditor.errors import AuditorError
from auditor.fleet.progress import progress_of
from auditor.fleet.watching import Watcher, look
from auditor.model.fleet import Alarm, NightState, Task
from auditor.model.fleet_progress import NightProgress
from auditor.store import Store, nights, open_store, series
from auditor.store.schema import portal
from reports.fleet_status import clock, counted, duration, render_status, status_lines
from tests.fleet.a_night import ALARMS, BEGUN, NIGHT, NOW, night, tasks
from tests.harness import call_auditor

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NASTY = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title><svg/onload=alert(1)>",
    "\u202e\u0000换\n行\x1b[31m",
    "{{7*7}}{% raw %}",
)


def progress() -> NightProgress:
    return progress_of(night(), tasks(), NOW, ALARMS, {"d": "丁县人民政府"})


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def test_terminal_tells_state_counts_times_and_failures() -> None:
    lines = status_lines(progress())
    assert lines[0] == "2026-11-20 夜间检查：正在进行（判定日期 2026-11-20）"
    assert lines[1] == "20:00 开始，预计 21:50 结束（计划 22:00）"
    assert "2 / 6" in lines[2]
    text = "\n".join(lines)
    assert "未列入：时间不够，下一夜先查 2 个" in text
    assert "只完成了 2 / 6 个网站（33%）" in text
    assert "丁县人民政府（d）" in text
    assert "20 秒没有应答" in text
    assert "one：还要 50 分钟" in text


def test_ended_night_tells_no_lanes() -> None:
    over = progress_of(night(NightState.DONE, "2026-11-21T02:10:00+08:00"), tasks()[:1], NOW)
    lines = status_lines(over)
    assert lines[1] == "20:00 开始，次日 02:10 结束"
    assert not any("线路" in line for line in lines)


def test_many_failures_stay_few_lines() -> None:
    many = tuple(replace(tasks()[3], portal=f"p{number:03d}") for number in range(200))
    text = status_lines(progress_of(night(), many, NOW))
    assert sum("超时" in line or "没有应答" in line for line in text) == 12
    assert any("其余 188 项" in line for line in text)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (BEGUN, "20:00"),
        ("2026-11-20T16:30:00+00:00", "次日 00:30"),
        ("2026-11-23T01:00:00+08:00", "11-23 01:00"),
        ("", "—"),
    ],
)
def test_times_are_chinas(moment: str, shown: str) -> None:
    assert clock(moment, NIGHT) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(3, "不到 1 分钟"), (60, "1 分钟"), (3600, "1 小时"), (7500, "2 小时 5 分钟")],
)
def test_durations(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_zeros_are_left_out_of_counts() -> None:
    only = progress_of(night(), tasks()[:1], NOW).audits
    assert counted(only).endswith("1 / 1")


# ── page ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no browser on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1200, "height": 900})
        browser.close()


def hostile() -> NightProgress:
    """Every text that comes from outside is an attack."""
    bad: tuple[Task, ...] = tuple(
        replace(
            each,
            portal=f"{each.portal}{NASTY[at % 5]}",
            backend=NASTY[(at + 1) % 5],
            detail=NASTY[(at + 2) % 5],
        )
        for at, each in enumerate(tasks())
    )
    names = {each.portal: NASTY[at % 5] for at, each in enumerate(bad)}
    alarms = tuple(Alarm(text, text, (("name", text), ("share", text))) for text in NASTY)
    return progress_of(night(), bad, NOW, alarms, names)


def test_page_loads_nothing_and_runs_nothing(page: Page, tmp_path: Path) -> None:
    errors: list[str] = []
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        errors.append(dialog.message)
        dialog.dismiss()

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.on("dialog", dismiss)
    page.on("request", lambda request: asked.append(request.url))
    files = []
    over = replace(progress(), state=NightState.PARTIAL)
    for name, each in (("plain", progress()), ("hostile", hostile()), ("over", over)):
        path = tmp_path / f"{name}.html"
        path.write_text(render_status(each), "utf-8", "replace")
        files.append(path.as_uri())
        page.goto(path.as_uri())
        assert page.locator("h1").inner_text() == "2026-11-20 夜间检查"
        assert page.evaluate("document.querySelectorAll('script, img, svg, iframe, link').length") == 0
        assert page.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert errors == []
    assert asked == files


def test_page_fits_a_phone_and_shows_what_matters(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "status.html"
    path.write_text(render_status(progress()), "utf-8")
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    text = page.locator("main").inner_text()
    for word in ("丁县人民政府", "没有查成", "失败待重试", "one", "12.00 秒", "50%"):
        assert word in text


def test_page_reads_itself_again_only_while_the_night_runs() -> None:
    assert 'http-equiv="refresh"' in render_status(progress())
    assert 'http-equiv="refresh"' not in render_status(replace(progress(), state=NightState.DONE))


# ── store, watcher, command ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/out/auditor.db") as opened:
        opened.do(lambda c: nights.begin_night(c, night(), tasks()))
        row = {"code": "d", "name": "丁县人民政府", "url": "", "backend": "one", "level": "county"}
        opened.do(lambda c: c.execute(insert(portal), [row]))
        opened.do(lambda c: series.put_alarms(c, NIGHT, ALARMS))
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_watcher_keeps_page_and_figures_up_to_date(
    store: Store, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter([0.0, 0.0, 1.0, 6.0, 6.0, 7.0, 7.0])
    with Watcher(store, NIGHT, out, clock=lambda: NOW, timer=lambda: next(seconds)) as watcher:
        watcher.tick()
        page = out / "fleet" / "status.html"
        first = page.stat().st_mtime_ns
        watcher.tick()  # a second later: nothing is done
        assert page.stat().st_mtime_ns == first
        store.do(lambda c: nights.end_night(c, NIGHT, NightState.DONE, "2026-11-20T22:00:00+08:00"))
        watcher.tick()
        assert "已完成" in page.read_text("utf-8")
        assert "丁县人民政府" in page.read_text("utf-8")
    text = (out / "fleet" / "metrics.prom").read_text("utf-8")
    assert [family for family in text_string_to_metric_families(text) if family.name == "auditor_night_tasks"]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2  # one at first, one when the state changed
    assert told[0].startswith("夜间检查 2026-11-20：")


def test_watcher_survives_a_store_and_a_disk_that_fail(store: Store, out: Path) -> None:
    (out / "fleet").write_text("in the way", "utf-8")
    watcher = Watcher(store, NIGHT, out, every=0, clock=lambda: NOW)
    watcher.tick()
    assert watcher.progress is not None
    store.engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        (out / f"auditor.db{suffix}").unlink(missing_ok=True)
    (out / "auditor.db").mkdir()
    watcher.tick()
    watcher.close()


def test_look_gives_the_last_night_or_none(store: Store) -> None:
    later = replace(night(), id="2026-11-21")
    store.do(lambda c: nights.begin_night(c, later, ()))
    last, named, none = (look(store, which, NOW) for which in (None, NIGHT, "2020-01-01"))
    assert last is not None
    assert named is not None
    assert (last.id, named.id, none) == ("2026-11-21", NIGHT, None)


def test_command_prints_text_or_json(store: Store, out: Path) -> None:
    plain = call_auditor("fleet", "status", "--out", out)
    assert (plain.returncode, plain.stderr) == (0, "")
    assert plain.stdout.splitlines()[0].startswith("2026-11-20 夜间检查：正在进行")
    assert "丁县人民政府" in plain.stdout
    data = json.loads(call_auditor("fleet", "status", "--out", out, "--night", NIGHT, "--json").stdout)
    assert data["counts"][0]["sealed"] == 2
    store.do(lambda c: nights.end_night(c, NIGHT, NightState.PARTIAL, (NOW + timedelta(hours=1)).isoformat()))
    ended = call_auditor("fleet", "status", "--out", out, "--watch")
    assert ended.returncode == 3
    assert "没有查成" in ended.stdout


def test_missing_night_and_missing_store_name_the_cure(store: Store, out: Path, tmp_path: Path) -> None:
    unknown = call_auditor("fleet", "status", "--out", out, "--night", "2020-01-01")
    assert unknown.returncode == 2
    assert "2020-01-01" in unknown.stderr
    nothing = call_auditor("fleet", "status", "--out", tmp_path / "elsewhere")
    assert nothing.returncode == 2
    assert not (tmp_path / "elsewhere").exists()
    with pytest.raises(AuditorError):
        open_store(f"sqlite:///{tmp_path}/none.db", create=False)
