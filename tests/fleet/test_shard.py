"""A shard process over real portals: what it seals, how it is killed, stopped and resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.crawl.politeness import PACED_PER_HOST
from auditor.model.fleet import TaskState
from auditor.store import leases as leases_
from auditor.store import open_store
from tests.fleet.shards import a_night, ended, lanes_of, states, wait_until
from tests.fleet.stamped import Stamped, stamped


@pytest.fixture
def server() -> Iterator[Stamped]:
    with stamped(4, 2) as running:
        yield running


def test_a_shard_seals_each_portal_once_and_gives_its_lanes_back(tmp_path: Path, server: Stamped) -> None:
    night = a_night(tmp_path, server)
    code, told, err = night.run()
    assert (code, err) == (0, "")
    assert (told["sealed"], told["failed"], told["left"]) == (4, 0, 0)
    assert set(night.audits()) == {county.code for county in server.counties}
    for task in night.tasks().values():
        assert (task.state, task.run, task.attempt) == (TaskState.SEALED, night.spec.run, 1)
        assert task.requests > 20
        assert task.seconds > 0
    with open_store(night.url) as store:
        assert store.read(leases_.leases) == ()
    asked = len(server.arrivals)
    code, told, _ = night.run()
    assert (code, told["sealed"], len(server.arrivals)) == (0, 0, asked)


@pytest.mark.long
def test_killed_at_any_moment_and_resumed_it_comes_to_the_same(tmp_path: Path, server: Stamped) -> None:
    whole = a_night(tmp_path / "whole", server)
    assert whole.run()[0] == 0
    night = a_night(tmp_path / "killed", server)
    for asked in (10, 60, 40):
        before = len(server.arrivals)
        process = night.start()
        wait_until(
            lambda: process.poll() is not None or len(server.arrivals) - before >= asked  # noqa: B023
        )
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    code, _, err = night.run()
    assert (code, err) == (0, "")
    assert states(night) == {"sealed"}
    assert findings(night.audits()) == findings(whole.audits())


def findings(audits: dict[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    return {
        code: sorted((each["fingerprint"], each["outcome"]) for each in json.loads(data)["findings"])
        for code, data in audits.items()
    }


def test_a_signal_leaves_what_was_begun_to_be_resumed(tmp_path: Path, server: Stamped) -> None:
    night = a_night(tmp_path, server, 0.1)
    process = night.start()
    wait_until(lambda: len(server.arrivals) >= 12)
    process.terminate()
    code, _, err = ended(process)
    assert (code, err) == (3, "")
    assert states(night) == {"running", "waiting"}
    with open_store(night.url) as store:
        assert store.read(leases_.leases) == ()
    code, told, _ = replace(night, spec=replace(night.spec, lanes=lanes_of(server.counties, 0.02))).run()
    assert (code, told["sealed"]) == (0, 4)
    asked = [(each.host, each.path) for each in server.arrivals if each.path != "/robots.txt"]
    # Only what was on its way on the two lanes is asked again, not what had been read.
    assert len(asked) - len(set(asked)) <= 2 * PACED_PER_HOST


def test_a_shard_ends_when_the_process_that_started_it_is_gone(tmp_path: Path, server: Stamped) -> None:
    night = a_night(tmp_path, server, 0.1)
    starter = subprocess.Popen(
        ["sh", "-c", 'AUDITOR_PARENT=$$ setsid "$@" & echo $!; sleep 60', "sh", *night.start_command()],
        env=night.environment(parent=False),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    shard = int(starter.stdout.readline())
    wait_until(lambda: len(server.arrivals) >= 5)
    starter.kill()
    wait_until(lambda: not Path(f"/proc/{shard}/stat").exists() or is_zombie(shard), 30)
    asked = len(server.arrivals)
    time.sleep(0.5)
    assert len(server.arrivals) == asked
    starter.wait()


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True
