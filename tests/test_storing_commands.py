"""``auditor backup``, ``restore``, ``migrate``, ``transfer`` as users call them: words, exit codes, full disks, Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.fleet.holders import this_holder
from auditor.store import leases, open_store, schema
from auditor.store.transfer import stored_digests
from tests.harness import ROOT, call_auditor, command
from tests.store.postgres import PASSWORD, postgres_server, postgres_url
from tests.store.sample import fill, make_runs

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_STORE", raising=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with a store and run folders."""
    folder = tmp_path / "out"
    with open_store(f"sqlite:///{folder}/auditor.db") as store:
        fill(store)
        store.do(
            lambda c: c.execute(schema.lease.delete())
        )  # of a stranger, whom a transfer would watch for a minute
    make_runs(folder)
    return folder


def test_backup_and_restore(out: Path, tmp_path: Path) -> None:
    archive, new = tmp_path / "a.zip", tmp_path / "new"
    done = call_auditor("backup", archive, "--out", out, "--with-runs")
    assert done.returncode == 0, done.stderr
    assert "已备份" in done.stdout
    assert str(archive) in done.stdout
    assert archive.stat().st_mode & 0o777 == 0o600
    assert call_auditor("backup", archive, "--out", out).returncode == 2
    checked = call_auditor("restore", archive, "--check")
    assert checked.returncode == 0
    assert "备份完好" in checked.stdout
    done = call_auditor("restore", archive, "--out", new)
    assert done.returncode == 0, done.stderr
    assert "运行目录 4 个" in done.stdout
    again = call_auditor("restore", archive, "--out", new)
    assert again.returncode == 2
    assert "不是空的" in again.stderr


def test_what_is_gone_is_told(out: Path, tmp_path: Path) -> None:
    shutil.rmtree(out / "640001")
    done = call_auditor("backup", tmp_path / "a.zip", "--out", out, "--with-runs")
    assert done.returncode == 0
    assert "2 次检查的运行目录已不在磁盘上：640001/" in done.stderr


def test_migrate(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call_auditor("migrate", "--out", out, "--check").returncode == 2
    out.mkdir()
    (out / "auditor.db").touch()
    behind = call_auditor("migrate", "--out", out, "--check")
    assert behind.returncode == 1
    assert "auditor migrate" in behind.stdout
    assert call_auditor("migrate", "--out", out).returncode == 0
    assert call_auditor("migrate", "--out", out, "--check").returncode == 0
    with sqlite3.connect(out / "auditor.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for extra in ((), ("--check",)):
        newer = call_auditor("migrate", "--out", out, *extra)
        assert newer.returncode == 2
        assert "更新的版本" in newer.stderr


def test_transfer_to_a_server_and_restore_there(out: Path, tmp_path: Path, postgres_url: str) -> None:
    done = call_auditor("transfer", "--out", out, "--to", postgres_url)
    assert done.returncode == 0, done.stderr
    assert "finding\t6\t" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    again = call_auditor("transfer", "--out", out, "--to", postgres_url)
    assert again.returncode == 2
    assert "不是空的" in again.stderr
    assert PASSWORD not in again.stderr
    assert call_auditor("backup", tmp_path / "pg.zip", "--store", postgres_url).returncode == 0
    assert call_auditor("restore", tmp_path / "pg.zip", "--out", tmp_path / "back").returncode == 0
    with open_store(f"sqlite:///{tmp_path}/back/auditor.db") as back, open_store(postgres_url) as server:
        assert back.read(stored_digests) == server.read(stored_digests)


def test_no_transfer_while_a_night_runs(out: Path, tmp_path: Path) -> None:
    url, to = f"sqlite:///{out}/auditor.db", f"sqlite:///{tmp_path}/to.db"
    with subprocess.Popen(["sleep", "60"]) as gone:  # a holder that has ended does not count
        was = this_holder().replace(f":{os.getpid()}:", f":{gone.pid}:")
        gone.kill()
    with open_store(url) as store:
        store.do(lambda c: leases.take(c, "night:running", this_holder()))
        refused = call_auditor("transfer", "--out", out, "--to", to)
        assert refused.returncode == 2
        assert "夜间任务没有结束" in refused.stderr
        assert not (tmp_path / "to.db").exists()
        store.do(lambda c: leases.release(c, this_holder(), ["night:running"]))
        store.do(lambda c: leases.take(c, "night:running", was))
    assert call_auditor("transfer", "--out", out, "--to", to).returncode == 0


def test_the_environment_names_the_store(
    out: Path, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_STORE", postgres_url)
    done = call_auditor("migrate", "--out", out)
    assert done.returncode == 0
    assert "postgresql://" in done.stdout
    assert PASSWORD not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "x.zip", "--store", "nonsense"),
        ("restore", "none.zip"),
        ("transfer", "--to", "postgresql://u:very-secret@h"),
        ("transfer", "--to", "postgresql:///d?password=very-secret"),
    ],
)
def test_one_line_for_each_mistake(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call_auditor(*arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("错误：")
    assert "very-secret" not in done.stderr
    assert not list(tmp_path.iterdir())


# ── a small disk ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """2 MB of memory as a disk; only root may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True)
    if made.returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_during_a_backup(tmp_path: Path, small_disk: Path) -> None:
    out = tmp_path / "out"
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        fill(store)
    make_runs(out, size=700_000)
    done = call_auditor("backup", small_disk / "a.zip", "--out", out, "--with-runs")
    assert done.returncode == 2, done.stderr
    assert "磁盘空间" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(small_disk.iterdir())


def test_a_full_disk_during_a_backup_of_rows(tmp_path: Path, small_disk: Path) -> None:
    out = tmp_path / "out"
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        fill(store, portals=3, findings=3000)
    (small_disk / "ballast").write_bytes(bytes(1_990_000))
    done = call_auditor("backup", small_disk / "a.zip", "--out", out)
    assert done.returncode == 2, done.stderr
    assert "磁盘空间" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


@pytest.mark.parametrize("runs", [True, False])
def test_a_full_disk_during_a_restore(
    tmp_path: Path, small_disk: Path, runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First refused beforehand; then met half-way, when the disk fills up meanwhile."""
    out, archive, new = tmp_path / "out", tmp_path / "a.zip", small_disk / "new"
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        fill(store, portals=4, findings=20 if runs else 5000)
    make_runs(out, size=700_000 if runs else 10)
    extra = ("--with-runs",) if runs else ()
    assert call_auditor("backup", archive, "--out", out, *extra).returncode == 0
    refused = call_auditor("restore", archive, "--out", new)
    assert refused.returncode == 2
    assert "磁盘空间不够" in refused.stderr
    assert not list(small_disk.iterdir())
    monkeypatch.setattr("auditor.store.restore._check_room", lambda *_: None)
    done = call_auditor("restore", archive, "--out", new)
    assert done.returncode == 2, done.stderr
    assert "磁盘" in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path.name.split("-")[0] for path in new.iterdir()} <= {"auditor.db"}
    shutil.rmtree(new)
    assert call_auditor("restore", archive, "--out", tmp_path / "roomy").returncode == 0


# ── Ctrl-C ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", ["backup", "restore"])
def test_ctrl_c_half_way(tmp_path: Path, which: str) -> None:
    out, to, new = tmp_path / "out", tmp_path / "to", tmp_path / "new"
    with open_store(f"sqlite:///{out}/auditor.db") as store:
        fill(store)
    make_runs(out, portals=2, nights=4, size=10_000_000)
    to.mkdir()
    call: list[str | Path] = ["backup", to / "a.zip", "--out", out, "--with-runs"]
    if which == "restore":
        assert call_auditor(*call).returncode == 0
        call = ["restore", to / "a.zip", "--out", new]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    behind = [
        "nice",
        "-n",
        "19",
        *command(*call),
    ]  # on a busy machine it must not be done before it is looked at
    with subprocess.Popen(behind, env=environment, stderr=subprocess.PIPE, text=True) as process:
        wanted = new / ".restore" / "files" if which == "restore" else to
        deadline = time.monotonic() + 30
        while (
            process.poll() is None
            and time.monotonic() < deadline
            and not (wanted.exists() and any(wanted.iterdir()))
        ):
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 3, errors
    assert errors.startswith("已中断")
    if which == "backup":
        assert not list(to.iterdir())
    else:
        assert not list(new.iterdir())
        assert call_auditor(*call).returncode == 0
