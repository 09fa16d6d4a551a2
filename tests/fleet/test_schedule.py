"""What ``auditor fleet schedule`` writes is what cron and systemd understand: their own readers say so."""

from __future__ import annotations

import re
import shlex
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.fleet import units
from tests.fleet.world import register_text
from tests.harness import run_auditor

SYSTEMD = shutil.which("systemd-analyze")
UTC = timezone(timedelta(0))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "登记 表.yml"
    path.write_text(register_text(3, 2), "utf-8")
    return path


def plan(tmp_path: Path, program: str = sys.executable) -> units.Plan:
    return units.Plan(
        program=(program,),
        register=tmp_path / "登记 表.yml",
        out=tmp_path / 'out "5%" $HOME',
        home=tmp_path,
        folder=tmp_path / "units 50%",
        at="21:30",
        until="06:30",
        workers=2,
    )


def words_of(crontab: str, name: str) -> list[str]:
    """The command line of ``auditor fleet NAME`` as cron hands it to the shell, and the shell to the program."""
    [line] = [line for line in crontab.splitlines() if f" fleet {name} " in line]
    command = re.sub(r"^(@\w+|(\S+ ){5})", "", line)
    assert not re.search(r"(?<!\\)%", command)  # cron would end the command there
    words = shlex.split(command.replace(r"\%", "%"))
    return words[words.index("exec") + 1 : words.index(">>")]


def test_crontab_says_what_is_run_and_when(tmp_path: Path) -> None:
    made = plan(tmp_path)
    text = units.crontab(made, UTC)
    night, probe, resume = (line for line in text.splitlines() if not line.startswith("#"))
    assert night.startswith("30 13 * * * ")
    assert probe.startswith("*/5 * * * * ")
    assert resume.startswith("@reboot sleep 180 && ")
    for name, key in (("run", "night"), ("probe", "probe"), ("resume", "resume")):
        assert tuple(words_of(text, name)) == units.commands(made)[key]


def test_line_of_the_crontab_runs_in_a_plain_shell(tmp_path: Path) -> None:
    program = tmp_path / "show"
    program.write_text('#!/bin/sh\necho "$AUDITOR_STORE"\nprintf "%s\\n" "$@"\n', "utf-8")
    program.chmod(0o755)
    made = plan(tmp_path, str(program))
    made.folder.mkdir()
    (made.folder / units.ENVIRONMENT).write_text(units.environment("postgresql://u:p%40$x@h/d", ""), "utf-8")
    [line] = [line for line in units.crontab(made, UTC).splitlines() if " fleet run " in line]
    command = line.removeprefix("30 13 * * * ").replace(r"\%", "%")
    subprocess.run(["/bin/sh", "-c", command], check=True, env={}, cwd="/")
    said = (made.folder / "cron.log").read_text("utf-8").splitlines()
    assert said[0] == "postgresql://u:p%40$x@h/d"
    assert said[1:] == list(units.commands(made)["night"][1:])


@pytest.mark.skipif(SYSTEMD is None, reason="no systemd-analyze on this machine")
def test_systemd_takes_the_units_as_they_are(tmp_path: Path) -> None:
    made = plan(tmp_path)
    made.folder.mkdir()
    for name, text in units.units(made).items():
        (made.folder / name).write_text(text, "utf-8")
    assert SYSTEMD is not None
    files = sorted(map(str, made.folder.iterdir()))
    checked = subprocess.run([SYSTEMD, "verify", *files], capture_output=True, text=True, timeout=60)
    assert (checked.returncode, checked.stderr.strip()) == (0, "")
    calendar = subprocess.run(
        [SYSTEMD, "calendar", "*-*-* 21:30:00 Asia/Shanghai"], capture_output=True, text=True, timeout=60
    )
    assert calendar.returncode == 0


def test_words_of_a_unit_mean_themselves() -> None:
    line = units.systemd_line(["/bin/echo", "a b", "50%", "$HOME", 'say "x"', "back\\slash"])
    assert line == r'/bin/echo "a b" 50%% $$HOME "say \"x\"" "back\\slash"'


def test_environment_holds_no_way_out_of_its_quotes() -> None:
    text = units.environment("postgresql://u:p'; rm -rf /\nX=1@h/d", "办公室 0999")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line.split("=", 1)[0] for line in lines] == ["AUDITOR_STORE", "AUDITOR_CONTACT"]
    assert all(len(shlex.split(line)) == 1 for line in lines)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [(UTC, (13, 30)), (ZoneInfo("Asia/Shanghai"), (21, 30)), (ZoneInfo("Asia/Urumqi"), (19, 30))],
)
def test_times_are_those_of_the_machine(zone: timezone | ZoneInfo, expected: tuple[int, int]) -> None:
    assert units.local_time("21:30", zone) == expected
    assert units.keeps_its_offset(zone)


def test_summer_time_is_noticed() -> None:
    assert not units.keeps_its_offset(ZoneInfo("Europe/Berlin"))


def test_command_writes_absolute_paths_and_keeps_secrets_apart(register: Path, tmp_path: Path) -> None:
    store = "postgresql://auditor:geheim@db.example/auditor"
    arguments = ("fleet", "schedule", register.name, "--write", "定时", "--out", "结果", "--store", store)
    done = run_auditor(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "定时"
    assert "geheim" not in done.stdout
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        assert ("geheim" in text) == (path.name == units.ENVIRONMENT)
    assert stat.S_IMODE((folder / units.ENVIRONMENT).stat().st_mode) == 0o600
    night = (folder / "auditor-night.service").read_text("utf-8")
    assert f'"{register}"' in night
    assert f"--out {tmp_path / '结果'}" in night
    program = re.search(r"^ExecStart=(\S+)", night, re.M)
    assert program is not None
    assert Path(program[1]).is_absolute()

    (folder / units.ENVIRONMENT).write_text("AUDITOR_STORE='mine'\n", "utf-8")
    again = run_auditor(*arguments, cwd=tmp_path)
    assert again.returncode == 0
    assert "原有内容没有改动" in again.stdout
    assert (folder / units.ENVIRONMENT).read_text("utf-8") == "AUDITOR_STORE='mine'\n"


def test_broken_register_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text("portals: [{code: a}]\nunknown: 1\n", "utf-8")
    done = run_auditor("fleet", "schedule", "r.yml", "--write", "units", cwd=tmp_path)
    assert done.returncode == 2
    assert "r.yml" in done.stderr
    assert not (tmp_path / "units").exists()


def test_plans_differ_by_what_is_asked(tmp_path: Path) -> None:
    bare = replace(plan(tmp_path), until="", workers=0, user="auditor")
    assert "--until" not in units.crontab(bare, UTC)
    assert "User=auditor\n" in units.units(bare)["auditor-night.service"]
