"""The database goes away in the middle of the work: nothing is lost, nothing is done twice."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, update

from auditor.errors import AuditorError
from auditor.store import Store, open_store
from auditor.store.engine import Waits
from auditor.store.schema import lease
from auditor.store.values import insert_new
from tests.harness import ROOT
from tests.store.postgres import PostgresServer

WORKERS = 4


class Workers:
    """Threads that each count up in a row of their own and note every number as a row: idempotent work, as shards do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.done: list[list[int]] = [[] for _ in range(WORKERS)]
        self.failures: list[Exception] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(index,)) for index in range(WORKERS)]
        for thread in self._threads:
            thread.start()

    def _work(self, index: int) -> None:
        try:
            for number in itertools.count(1):
                if self._stop.is_set():
                    return
                self.store.do(lambda c, number=number: self._note(c, index, number))
                self.done[index].append(number)
        except Exception as error:  # noqa: BLE001 - any at all is what this test is about
            self.failures.append(error)

    def _note(self, c: Connection, index: int, number: int) -> None:
        insert_new(c, lease, [{"name": f"{index}", "holder": "sum", "beat": 0}])
        insert_new(c, lease, [{"name": f"{index}/{number:06}", "holder": "row", "beat": number}])
        c.execute(update(lease).where(lease.c.name == f"{index}").values(beat=number))

    def progress(self, more: int, patience: float = 20) -> None:
        """Waits until each thread has done so many steps more."""
        goal = [len(done) + more for done in self.done]
        ends = time.monotonic() + patience
        while any(len(done) < wanted for done, wanted in zip(self.done, goal, strict=True)):
            assert not self.failures, self.failures
            assert time.monotonic() < ends, "no progress"
            time.sleep(0.02)

    def finish(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        assert not self.failures, self.failures
        for index, done in enumerate(self.done):
            rows = self.store.read(
                lambda c, index=index: c.scalars(
                    select(lease.c.beat).where(lease.c.name.like(f"{index}/%")).order_by(lease.c.name)
                ).all()
            )
            assert list(rows) == done == list(range(1, len(done) + 1)), "each step once, none missing"
            total = self.store.read(
                lambda c, index=index: c.scalar(select(lease.c.beat).where(lease.c.name == f"{index}"))
            )
            assert total == len(done)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_stops_and_starts_again(
    postgres_url: str, postgres_server: PostgresServer, mode: str
) -> None:
    said: list[str] = []
    with open_store(postgres_url, patience=60, waits=Waits(longest=1.0, say=said.append)) as store:
        workers = Workers(store)
        for _ in range(2):
            workers.progress(20)
            postgres_server.stop(mode)
            time.sleep(0.7)
            postgres_server.start()
            workers.progress(20)
        workers.finish()
    assert said == [], "shorter than anybody needs to hear of"


def test_a_long_outage_is_told_once_and_its_end_too(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    said: list[str] = []
    hours = itertools.count(0, 3)  # a clock that leaps
    waits = Waits(first=0.05, longest=0.2, clock=lambda: float(next(hours)), say=said.append)
    with open_store(postgres_url, patience=10_000, waits=waits) as store:
        workers = Workers(store)
        workers.progress(5)
        postgres_server.stop()
        time.sleep(1)
        postgres_server.start()
        workers.progress(5)
        workers.finish()
    assert len(said) == 2, said
    assert "正在等待" in said[0]
    assert "已恢复" in said[1]


def test_connections_that_are_cut_are_made_again(postgres_url: str, postgres_server: PostgresServer) -> None:
    with open_store(postgres_url, patience=30, waits=Waits(longest=0.2)) as store:
        workers = Workers(store)
        for _ in range(5):
            workers.progress(10)
            postgres_server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'auditor'"
            )
        workers.progress(10)
        workers.finish()


_WRITER = """
import itertools, sys
from auditor.store import open_store
from auditor.store.schema import lease
from auditor.store.values import insert_new
with open_store(sys.argv[1]) as store:
    for number in itertools.count():
        store.do(lambda c: insert_new(c, lease, [{"name": f"{number:06}", "holder": "w", "beat": number}]))
        print(number, flush=True)
"""


def test_a_writer_that_is_killed_loses_nothing_that_it_had_written(store: Store, store_url: str) -> None:
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, store_url], cwd=ROOT, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline() for _ in range(50)]
            writer.kill()
            told += writer.stdout.readlines()
        written = [int(line) for line in told if line.endswith(b"\n")]
        kept = store.read(lambda c: c.scalars(select(lease.c.beat).order_by(lease.c.beat)).all())
        assert set(written) <= set(kept)
        insert = {"name": "still-writable", "holder": "h", "beat": -1}
        store.do(lambda c, row=insert: insert_new(c, lease, [row]))


@contextlib.contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    done = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not done or done.returncode:
        pytest.skip("a small disk cannot be mounted here: that takes root and CAP_SYS_ADMIN")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "small", "1m") as folder:
        yield folder


def fill(store: Store, prefix: str = "") -> list[str]:
    """Writes until the disk is full; the names of what was written."""
    names: list[str] = []

    def write() -> None:
        for number in range(50_000):
            row = {"name": f"{prefix}{number:06}", "holder": "x" * 2000, "beat": 0}
            store.do(lambda c, row=row: insert_new(c, lease, [row]))
            names.append(row["name"])

    with pytest.raises(AuditorError, match=r"所在磁盘已满.*清理磁盘") as caught:
        write()
    assert caught.value.exit_code == 2
    return names


def count(store: Store) -> int | None:
    return store.read(lambda c: c.scalar(select(func.count()).select_from(lease)))


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    with open_store(f"sqlite:///{small_disk}/auditor.db") as store:
        names = fill(store)
        assert len(names) > 20
        assert count(store) == len(names), "what was said to be written is there"
        enlarge(small_disk)
        store.do(lambda c: insert_new(c, lease, [{"name": "more", "holder": "h", "beat": 0}]))
        assert count(store) == len(names) + 1
        assert store.read(lambda c: c.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"


def test_on_a_full_disk_reading_goes_on_and_nothing_gets_worse(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk}/auditor.db"
    with open_store(url) as store:
        names = fill(store)
    stuff(small_disk)
    with open_store(url) as store:
        assert count(store) == len(names)
        assert fill(store, "again-") == []
    enlarge(small_disk)
    with open_store(url) as store:
        assert count(store) == len(names)
        store.do(lambda c: insert_new(c, lease, [{"name": "more", "holder": "h", "beat": 0}]))


def test_a_new_store_on_a_full_disk_is_told(small_disk: Path) -> None:
    stuff(small_disk)
    with pytest.raises(AuditorError, match=r"所在磁盘已满|无法建立存储"):
        open_store(f"sqlite:///{small_disk}/auditor.db")


def test_a_full_disk_of_the_server_loses_nothing_either(postgres_server: PostgresServer) -> None:
    with mounted(postgres_server.folder / "small", "20m") as folder:
        folder.chmod(0o777)
        (folder / "space").mkdir(mode=0o700)
        shutil.chown(folder / "space", postgres_server.data.owner())
        postgres_server.sql(f"CREATE TABLESPACE small LOCATION '{folder}/space'")
        postgres_server.sql("CREATE DATABASE small TABLESPACE small")
        url = postgres_server.url("small")
        with open_store(url) as store:
            stuff(folder)
            names = fill(store)
            assert count(store) == len(names)
            (folder / "filler").unlink()
            store.do(lambda c: insert_new(c, lease, [{"name": "more", "holder": "h", "beat": 0}]))
            assert count(store) == len(names) + 1
        postgres_server.drop(url)
        postgres_server.sql("DROP TABLESPACE small")


def enlarge(folder: Path) -> None:
    """Space again, as after somebody cleaned up: a journal that is full itself has to be written back first."""
    subprocess.run(["mount", "-o", "remount,size=8m", str(folder)], check=True)


def stuff(folder: Path) -> None:
    """Takes the last byte of a disk."""
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass
