"""What tests of nights share: registers, places, nights as processes, what the store says afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from auditor.fleet.executors import Engine
from auditor.fleet.night import Place
from auditor.fleet.record import NightOptions
from auditor.fleet.register import read_register
from auditor.fleet.starting import Asked
from auditor.model.fleet import Night, Pass, Task, TaskState
from auditor.store import nights, open_store
from bench.world import counties, register_text
from tests.fleet.pretend import COMMAND
from tests.harness import ROOT

DAY = "2026-06-15"


def register(folder: Path, number: int = 8, backends: int = 3) -> Path:
    """Invented portals that nobody serves."""
    path = folder / "register.yml"
    path.write_text(register_text(counties(number, backends), 9, 0.05), "utf-8")
    return path


def codes(number: int = 8, backends: int = 3) -> tuple[str, ...]:
    return tuple(county.code for county in counties(number, backends))


def asked(path: Path, **options: Any) -> Asked:
    return Asked(read_register(path), NightOptions(**options), date.fromisoformat(DAY))


def place(out: Path, workers: int = 2, speed: float = 1.0, url: str = "") -> Place:
    """Shards that pretend. ``speed``: so much faster the night's clock runs than that of the wall."""
    begun = time.monotonic()
    start = datetime.now(UTC)

    def clock() -> datetime:
        return start + timedelta(seconds=(time.monotonic() - begun) * speed)

    return Place(out, url or f"sqlite:///{out}/auditor.db", Engine(workers=workers), COMMAND, clock)


def stored(out: Path, url: str = "") -> tuple[Night, tuple[Task, ...]]:
    """The last night and its tasks."""
    with open_store(url or f"sqlite:///{out}/auditor.db", create=False) as store:
        night = store.read(nights.last_night)
        assert night is not None
        return night, store.read(lambda c: nights.tasks(c, night.id))


def states(out: Path, look: Pass = Pass.AUDIT, url: str = "") -> Counter[TaskState]:
    return Counter(task.state for task in stored(out, url)[1] if task.look is look)


def begun(out: Path) -> list[dict[str, Any]]:
    """Every attempt of a pretended shard, in order."""
    path = out / "begun.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


def sealed_once(out: Path) -> Counter[str]:
    """How often each portal was sealed by pretended shards."""
    lines = (line.split() for line in (out / "sealed.log").read_text().splitlines())
    return Counter(portal for portal, _, first in lines if first == "True")


def night_process(
    *arguments: str | Path, module: str = "tests.fleet.pretend_night", **pretend: Any
) -> subprocess.Popen[str]:
    """``auditor fleet …`` in the background, with shards that pretend."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PRETEND": json.dumps(pretend)}
    return subprocess.Popen(
        [sys.executable, "-m", module, "fleet", *map(str, arguments)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
