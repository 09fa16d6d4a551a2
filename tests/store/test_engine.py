"""Transactions of the store on both databases, and what its owner is told when it cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from auditor.errors import AuditorError
from auditor.store import Store, open_store
from auditor.store.connecting import make_engine
from auditor.store.engine import Waits
from auditor.store.schema import lease
from tests.harness import ROOT
from tests.store.postgres import PASSWORD, PostgresServer


def names(c: Connection) -> list[str]:
    return list(c.scalars(select(lease.c.name).order_by(lease.c.name)))


def write(store: Store, name: str) -> None:
    store.do(lambda c: c.execute(insert(lease).values(name=name, holder="h", beat=0)))


def test_a_transaction_is_kept_whole(store: Store) -> None:
    write(store, "kept")
    assert store.read(names) == ["kept"]


def test_an_error_of_the_work_takes_everything_back_and_comes_out(store: Store) -> None:
    def half(c: Connection) -> None:
        c.execute(insert(lease).values(name="half", holder="h", beat=0))
        raise KeyError("ours")

    with pytest.raises(KeyError):
        store.do(half)
    assert store.read(names) == []


def test_a_wrong_statement_is_our_own_fault_and_is_not_repeated(store: Store) -> None:
    tries = []

    def twice(c: Connection) -> None:
        tries.append(1)
        for _ in range(2):
            c.execute(insert(lease).values(name="same", holder="h", beat=0))

    with pytest.raises(Exception, match=r"(?i)unique"):
        store.do(twice)
    assert tries == [1]


def test_a_value_that_cannot_be_stored_is_our_own_fault_too(store: Store) -> None:
    for bad in (object(), "\ud800"):
        begun = time.monotonic()
        with pytest.raises(Exception, match=r"adapt|bind|type|encode|surrogates") as caught:
            store.do(lambda c, bad=bad: c.execute(insert(lease).values(name="a", holder=bad, beat=0)))
        assert not isinstance(caught.value, AuditorError)
        assert time.monotonic() - begun < 2, "not repeated"


def test_reading_sees_one_moment_and_holds_nobody_up(store: Store) -> None:
    def look(c: Connection) -> tuple[list[str], list[str]]:
        before = names(c)
        writer = threading.Thread(target=write, args=(store, "meanwhile"))
        writer.start()
        writer.join(4)
        assert not writer.is_alive(), "the writer had to wait for a reader"
        return before, names(c)

    assert store.read(look) == ([], [])
    assert store.read(names) == ["meanwhile"]


def test_many_threads_share_a_store(store: Store) -> None:
    def work(number: int) -> None:
        for step in range(10):
            write(store, f"{number}-{step}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read(names)) == 80


def test_opening_again_keeps_what_is_there(store: Store, store_url: str) -> None:
    write(store, "old")
    with open_store(store_url, create=False) as again:
        assert again.read(names) == ["old"]


def test_a_closed_store_does_not_wait(postgres_url: str, postgres_server: PostgresServer) -> None:
    store = open_store(postgres_url)
    postgres_server.stop()
    failures: list[AuditorError] = []

    def work() -> None:
        try:
            write(store, "never")
        except AuditorError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    store.close()
    thread.join(5)
    assert failures
    assert time.monotonic() - begun < 2
    postgres_server.start()


def test_a_file_is_tuned_for_many_processes(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/auditor.db") as store:
        pragmas = {
            name: store.read(lambda c, name=name: c.exec_driver_sql(f"PRAGMA {name}").scalar())
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 5000}


def test_odd_names_of_folders_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "夜间 审计?x=1#2%41" / "a.db"
    with open_store(f"sqlite:///{path}") as store:
        write(store, "here")
    assert path.is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.parent.name]


def test_a_locked_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.store.connecting._PRAGMAS", ("busy_timeout=50", "journal_mode=WAL"))
    path = tmp_path / "auditor.db"
    with open_store(f"sqlite:///{path}") as store:
        blocker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        blocker.execute("BEGIN IMMEDIATE")
        threading.Timer(0.6, lambda: blocker.execute("COMMIT")).start()
        write(store, "after all")
        assert store.read(names) == ["after all"]
        blocker.close()


def test_patience_ends_with_a_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.store.connecting._PRAGMAS", ("busy_timeout=50", "journal_mode=WAL"))
    path = tmp_path / "auditor.db"
    with open_store(f"sqlite:///{path}", patience=0.5) as store:
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditorError, match=r"被其他进程占用.*请稍后重试"):
            write(store, "never")
        blocker.close()


def test_a_file_that_was_deleted_meanwhile_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "auditor.db"
    with open_store(f"sqlite:///{path}") as store:
        write(store, "first")
        path.unlink()
        with pytest.raises(AuditorError, match="在使用中被删除"):
            write(store, "into nowhere")
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "said"), [(b"no database " * 1000, "不是数据库文件或已损坏"), (None, "是目录，不是文件")]
)
def test_a_broken_file_is_told(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "auditor.db"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(AuditorError, match=said):
        open_store(f"sqlite:///{path}")
    if content is not None:
        assert path.read_bytes() == content


def test_a_file_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuditorError, match="无法建立存储"):
        open_store(f"sqlite:///{tmp_path}/file/auditor.db")


@pytest.mark.parametrize("there", [True, False])
def test_a_store_that_may_not_be_written_is_told(there: bool) -> None:
    """As another user: permissions do not bind root."""
    script = (
        "import os, pathlib, sys, tempfile\n"
        "from auditor.store import open_store\n"
        "from auditor.errors import AuditorError\n"
        "from auditor.store import migrate\n"
        "migrate.head()\n"
        "folder = pathlib.Path(tempfile.mkdtemp()); path = folder / 'auditor.db'\n"
        f"if {there}: open_store(f'sqlite:///{{path}}').close(); path.chmod(0o444)\n"
        "folder.chmod(0o555)\n"
        "os.getuid() == 0 and (os.chown(folder, 1, 1), os.setgid(65534), os.setuid(65534))\n"
        "try: open_store(f'sqlite:///{path}').do(lambda c: c.exec_driver_sql(\"INSERT INTO lease VALUES ('a', 'b', 0)\"))\n"
        "except AuditorError as error: print(error.message)\n"
        "else: print('written')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    assert "不可写" in done.stdout or "打不开" in done.stdout or "无法建立存储" in done.stdout, (
        done.stdout + done.stderr
    )


def test_a_store_that_is_not_there_is_not_made_by_readers(tmp_path: Path) -> None:
    path = tmp_path / "none" / "auditor.db"
    with pytest.raises(AuditorError, match=r"没有找到存储.*fleet run"):
        open_store(f"sqlite:///{path}", create=False)
    assert not path.parent.exists()


def test_an_empty_database_is_not_filled_by_readers(postgres_url: str) -> None:
    with pytest.raises(AuditorError, match="还没有数据"):
        open_store(postgres_url, create=False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((f":{PASSWORD}@", ":another-secret@"), "用户名或密码不对"),
        (("auditor:", "stranger:"), "用户名或密码不对"),
        (("/test_", "/nowhere_"), "没有这个库或用户"),
    ],
)
def test_a_wrong_address_is_told_at_once_without_the_password(
    postgres_url: str, change: tuple[str, str], said: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(AuditorError, match=said) as caught:
        open_store(postgres_url.replace(*change))
    assert time.monotonic() - begun < 3
    told = str(caught.value)
    assert PASSWORD not in told
    assert "another-secret" not in told
    assert "127.0.0.1" in told


def test_a_server_that_is_not_there_is_waited_for_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql://auditor:{PASSWORD}@127.0.0.1:1/auditor"
    ticks = iter(range(0, 1000, 4))  # a clock on which each look takes four seconds
    waits = Waits(first=0.01, longest=0.01, clock=lambda: float(next(ticks)))
    with pytest.raises(AuditorError, match=r"拒绝连接（已等待 .* 秒）：请确认 PostgreSQL 已启动") as caught:
        open_store(url, patience=30, waits=waits)
    told = capsys.readouterr().err
    assert told.count("\n") == 1, "told once, however long it lasts"
    assert "正在等待（最多 30 秒）" in told
    assert PASSWORD not in told + str(caught.value)


def test_without_a_driver_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(AuditorError, match=r"pip install 'portal-auditor\[postgres\]'"):
        open_store("postgresql://auditor@127.0.0.1/auditor")


def test_an_engine_connects_to_nothing_by_itself() -> None:
    from auditor.store.address import parse

    assert make_engine(parse("postgresql://a:b@127.0.0.1:1/c")).pool.status()
