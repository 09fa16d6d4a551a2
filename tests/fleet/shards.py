"""What tests of shards share: a night in a store over counties that a server on loopback answers for, and its shard process."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor.fleet.spec import LaneSpec, PortalSpec, ShardSpec, write_spec
from auditor.model import Level
from auditor.model.fleet import Night, NightState, Pass, Task
from auditor.store import nights, open_store
from bench.world import TODAY
from bench.world.counties import County
from tests.fleet.stamped import Stamped
from tests.harness import ROOT, command

NIGHT, RUN = "2026-06-15", "20260615T120000Z"


def portal(county: County, pages: int = 500, minutes: float = 10) -> PortalSpec:
    return PortalSpec(county.code, county.name, county.url, Level.COUNTY, "national", pages, minutes)


def lanes_of(
    counties: Iterable[County], interval: float, pages: int = 500, minutes: float = 10
) -> tuple[LaneSpec, ...]:
    by_backend: dict[str, list[PortalSpec]] = {}
    for county in counties:
        by_backend.setdefault(county.backend, []).append(portal(county, pages, minutes))
    return tuple(LaneSpec(backend, interval, tuple(portals)) for backend, portals in by_backend.items())


@dataclass(frozen=True)
class NightOfOne:
    """A night with one shard. ``url`` is the address of its store."""

    folder: Path
    url: str
    spec: ShardSpec

    @property
    def out(self) -> Path:
        return Path(self.spec.out)

    def start_command(self) -> list[str]:
        return command("shard", write_spec(self.folder / "spec.json", self.spec))

    def environment(self, *, parent: bool = True) -> dict[str, str]:
        named = {"AUDITOR_PARENT": str(os.getpid())} if parent else {}
        return os.environ | {"AUDITOR_STORE": self.url, "PYTHONPATH": str(ROOT)} | named

    def start(self) -> subprocess.Popen[str]:
        """The shard as its night starts it: a process group of its own."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.start_command(),
            env=self.environment(),
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )

    def run(self) -> tuple[int, dict[str, Any], str]:
        """Exit code, what it told at its end, what it wrote to the error stream."""
        process = self.start()
        out, err = process.communicate(timeout=120)
        return process.returncode, json.loads(out.splitlines()[-1]) if out.strip() else {}, err

    def tasks(self) -> dict[str, Task]:
        with open_store(self.url) as store:
            found = store.read(lambda c: nights.tasks(c, NIGHT))
        return {task.portal: task for task in found if task.look is self.spec.look}

    def audits(self) -> dict[str, bytes]:
        run = self.spec.run
        return {path.parts[-3]: path.read_bytes() for path in self.out.glob(f"*/{run}/audit.json")}


def night_of_one(
    folder: Path,
    route: Mapping[str, tuple[str, int]],
    lanes: Sequence[LaneSpec],
    url: str = "",
    **options: Any,
) -> NightOfOne:
    """A night that was planned and not yet begun."""
    out = options.pop("out", folder / "out")
    out.mkdir(parents=True, exist_ok=True)
    url = url or f"sqlite:///{folder / 'auditor.db'}"
    spec = ShardSpec(
        night=NIGHT,
        run=RUN,
        today=TODAY.isoformat(),
        out=str(out),
        number=1,
        lanes=tuple(lanes),
        browser="never",
        rehearsal=tuple(route.items()),
    )
    spec = replace(spec, **options)
    tasks = [
        Task(NIGHT, each.code, Pass.AUDIT, lane.backend, 1, place)
        for lane in lanes
        for place, each in enumerate(lane.portals)
    ]
    night = Night(NIGHT, RUN, spec.today, NightState.RUNNING, "2026-06-15T12:00:00+00:00")
    with open_store(url) as store:
        store.do(lambda c: nights.begin_night(c, night, tasks))
    return NightOfOne(folder, url, spec)


def a_night(folder: Path, server: Stamped, interval: float = 0.02, **options: Any) -> NightOfOne:
    """A night over all counties of a server; ``pages`` and ``minutes`` are the budget of each."""
    limits = {name: options.pop(name) for name in ("pages", "minutes") if name in options}
    return night_of_one(folder, server.route, lanes_of(server.counties, interval, **limits), **options)


def states(night: NightOfOne) -> set[str]:
    return {task.state.value for task in night.tasks().values()}


def ended(process: subprocess.Popen[str], seconds: float = 60) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
