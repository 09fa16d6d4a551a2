"""Fixtures that all tests share: the command line, the demo county audited once, golden files."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness import FIXTURES, ROOT, Auditor, Run, only_run_of, run_auditor

sys.path.insert(0, str(FIXTURES))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and all that the tests start would be so, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files from this run")
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --long only one form of each thing is tested: the suite is run for every change."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """``auditor(*arguments)`` runs the command line in a process and gives what came of it."""
    return run_auditor


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo county audited by ``auditor run qinghe``, once for all workers. Read it; tests that write take a copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out, told = shared / "demo", shared / "demo.json"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            done = run_auditor("run", "qinghe", "--out", out)
            assert done.returncode in (0, 1), done.stderr
            told.write_text(json.dumps([done.args, done.returncode, done.stdout, done.stderr]), "utf-8")
    process = subprocess.CompletedProcess(*json.loads(told.read_text("utf-8")))
    return Run(process, only_run_of(out))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, bytes], None]:
    """``golden(path, data)``: the file holds exactly ``data``. A difference is left beside it as ``*.actual.*``."""

    def compare(path: Path, data: bytes) -> None:
        actual = path.with_suffix(f".actual{path.suffix}")
        if request.config.getoption("--update-golden"):
            path.write_bytes(data)
        if path.is_file() and path.read_bytes() == data:
            actual.unlink(missing_ok=True)
            return
        actual.write_bytes(data)
        pytest.fail(
            f"{os.path.relpath(path, ROOT)} differs: diff it with {actual.name} beside it; "
            "if the new one is right, run pytest --update-golden"
        )

    return compare
