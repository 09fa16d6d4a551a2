"""A full disk and a store that goes away: nothing is lost, and the shard says what is wrong once."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fleet.shards import a_night, ended, states, wait_until
from tests.fleet.stamped import Stamped, stamped
from tests.store.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture
def server() -> Iterator[Stamped]:
    with stamped(4, 2) as running:
        yield running


@pytest.mark.long
@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("mount") is None, reason="needs a file system of its own"
)
def test_a_full_disk_stops_the_shard_with_one_error_and_loses_nothing(
    tmp_path: Path, server: Stamped
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        night = a_night(tmp_path, server, out=small / "out")
        code, _, err = ended(night.start())
        assert code == 2
        assert len(err.strip().splitlines()) == 1
        assert "磁盘" in err
        subprocess.run(["mount", "-o", "remount,size=60m", str(small)], check=True)
        code, _, err = ended(night.start())
        assert (code, err) == (0, "")
        assert states(night) == {"sealed"}
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)


@pytest.mark.long
def test_a_store_that_goes_away_is_waited_for(
    tmp_path: Path, server: Stamped, postgres_server: PostgresServer
) -> None:
    night = a_night(tmp_path, server, 0.1, url=postgres_server.fresh())
    process = night.start()
    wait_until(lambda: len(server.arrivals) >= 10)
    postgres_server.stop()
    asked = len(server.arrivals)
    wait_until(lambda: len(server.arrivals) >= asked + 10)  # what it holds is crawled on
    postgres_server.start()
    code, out, _ = ended(process, 90)
    assert code == 0, out
    assert states(night) == {"sealed"}
