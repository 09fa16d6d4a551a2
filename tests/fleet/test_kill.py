"""kill -9 in the middle of real nights: every county is sealed exactly once, with the findings of an undisturbed night.

``bench/night_kills.py`` does the same at random moments, on every engine, as often as one likes.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from bench.night_kills import disturbed, victims
from bench.rehearsal import Outcome, Rehearsal, outcome, rehearsal
from tests.fleet.nights import until
from tests.fleet.world import Running, start


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with start(counties=3, backends=2, interval=0.02, folder=tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture(scope="module")
def expected(world: Running, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    with rehearsal(world, tmp_path_factory.mktemp("undisturbed")) as scene:
        assert disturbed(scene, ()) == ([], 0)
        return outcome(scene.out)


@pytest.fixture
def scene(world: Running, tmp_path: Path) -> Iterator[Rehearsal]:
    with rehearsal(world, tmp_path) as scene:
        yield scene


@pytest.mark.long
def test_a_killed_shard_is_started_again_by_the_night(scene: Rehearsal, expected: Outcome) -> None:
    assert disturbed(scene, ((0.5, "shard"),)) == (["shard"], 0)
    assert outcome(scene.out).differs(expected) == []


def test_a_killed_night_takes_its_shards_with_it_and_is_resumed(scene: Rehearsal, expected: Outcome) -> None:
    """Killed while its shards crawl: they end, too, so that ``resume`` finds the field empty."""
    night = scene.begin()
    until(lambda: victims(night.pid, "shard"), 60)
    time.sleep(0.5)
    shards = victims(night.pid, "shard")
    os.kill(night.pid, signal.SIGKILL)
    night.wait()
    assert psutil.wait_procs(shards, timeout=30)[1] == []
    resumed = scene.resume()
    assert resumed.wait(120) == 0
    assert outcome(scene.out).differs(expected) == []
