from __future__ import annotations

import os
import subprocess
import sys

from auditor.fleet.holders import is_dead, this_holder
from tests.harness import ROOT


def holder_of(code: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from auditor.fleet.holders import *\nprint(this_holder(), flush=True)\n{code}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_a_holder_lives_until_its_process_ends() -> None:
    process, holder = holder_of("input()")
    assert is_dead(holder) is False
    process.kill()
    process.wait()
    assert is_dead(holder) is True


def test_a_process_that_nobody_has_buried_is_dead() -> None:
    process, holder = holder_of("")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(holder) is True
    process.communicate()


def test_a_later_process_of_the_same_number_is_another_one() -> None:
    machine, number, started = this_holder().rsplit(":", 2)
    assert is_dead(this_holder()) is False
    assert is_dead(f"{machine}:{number}:{int(started) - 1}") is True


def test_of_other_machines_nothing_is_known() -> None:
    _, number, started = this_holder().rsplit(":", 2)
    assert is_dead(f"elsewhere.12345678:{number}:{started}") is None
    assert is_dead("nonsense") is None
