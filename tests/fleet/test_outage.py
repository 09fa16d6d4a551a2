"""The database is stopped, the disk is full: nothing is lost, and one command goes on."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model.fleet import NightState, TaskState
from auditor.store import nights, open_store
from bench.night_kills import disturbed
from bench.rehearsal import Outcome, outcome, rehearsal
from tests.fleet.nights import states, stored, until
from tests.fleet.world import Running, start
from tests.store.postgres import PostgresServer


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with start(counties=3, backends=2, interval=0.05, folder=tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture(scope="module")
def expected(world: Running, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    with rehearsal(world, tmp_path_factory.mktemp("undisturbed")) as scene:
        assert disturbed(scene, ()) == ([], 0)
        return outcome(scene.out)


def test_a_database_that_crashes_in_mid_run(
    world: Running, tmp_path: Path, postgres_server: PostgresServer, postgres_url: str, expected: Outcome
) -> None:
    with rehearsal(world, tmp_path, url=postgres_url) as scene:
        night = scene.begin()
        until(lambda: _running(postgres_url), 60)
        postgres_server.stop("immediate")
        time.sleep(8)
        assert night.poll() is None
        postgres_server.start()
        assert night.wait(120) == 0, (tmp_path / "night.log").read_text()
        log = (tmp_path / "night.log").read_text()
        assert "nobody-may-see-this" not in log
        assert outcome(scene.out, postgres_url).differs(expected) == []


def _running(url: str) -> bool:
    with open_store(url) as store:
        night = store.read(nights.last_night)
        tasks = store.read(lambda c: nights.tasks(c, night.id)) if night else ()
    return any(task.state is TaskState.RUNNING for task in tasks)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little space."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no mount command")
    if done.returncode != 0:
        pytest.skip(f"no file system may be mounted here: {done.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk(world: Running, small_disk: Path, expected: Outcome) -> None:
    """The night ends with one error that says so; with space again, ``resume`` completes it."""
    with rehearsal(world, small_disk) as scene:
        log = small_disk.parent / "night.log"
        (small_disk / "night.log").symlink_to(log)
        night = scene.begin()
        assert night.wait(120) == 2, log.read_text()
        errors = [line for line in log.read_text().splitlines() if line.startswith("错误：")]
        assert len(errors) == 1
        assert "磁盘" in errors[0] or "space" in errors[0].lower()
        subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
        assert stored(scene.out)[0].state is NightState.RUNNING
        assert scene.resume().wait(120) == 0, log.read_text()
        assert states(scene.out) == {TaskState.SEALED: 3}
        assert outcome(scene.out).differs(expected) == []
