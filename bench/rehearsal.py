"""Rehearsed nights as processes, on each engine, and what they leave: for benchmarks and tests that disturb them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from auditor.model.fleet import NightState, TaskState
from auditor.store import nights, open_store
from auditor.store.schema import audit, finding
from bench.world import Running

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-06-15"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a night left: by portal its scores, findings and the number of its runs."""

    state: NightState
    sealed: int
    portals: Mapping[str, tuple[Any, ...]]
    unlike_one: tuple[str, ...] = ()

    def differs(self, other: Outcome) -> list[str]:
        """Portals that are not as in the other night, and what is wrong besides."""
        codes = sorted({*self.portals, *other.portals})
        found = [code for code in codes if self.portals.get(code) != other.portals.get(code)]
        found += [f"{code} not recorded exactly once" for code in self.unlike_one]
        if (self.state, self.sealed) != (other.state, other.sealed):
            found.append(f"{self.sealed} sealed, {self.state}")
        return found


def outcome(out: Path, url: str = "") -> Outcome:
    """Read from store and folders alike."""
    with open_store(url or f"sqlite:///{out}/auditor.db", create=False) as store:
        night = store.read(nights.last_night)
        assert night is not None
        tasks = store.read(lambda c: nights.tasks(c, night.id))
        rows = store.read(lambda c: c.execute(select(finding)).all())
        audits = store.read(lambda c: c.execute(select(audit)).all())
    portals = {
        row.portal: (
            (row.best, row.worst, row.failed, row.warned, row.cant_tell, row.columns, row.pages, row.sound),
            tuple(sorted((each.fingerprint, each.outcome, each.standing) for each in rows if each.portal == row.portal)),
        )
        for row in audits
    }  # fmt: skip
    runs = {task.portal: [row for row in audits if row.portal == task.portal] for task in tasks}
    folders = {task.portal: list((out / task.portal).glob(f"{night.run}/audit.json")) for task in tasks}
    unlike_one = tuple(code for code in sorted(runs) if (len(runs[code]), len(folders[code])) != (1, 1))
    sealed = sum(task.state is TaskState.SEALED for task in tasks)
    return Outcome(night.state, sealed, portals, unlike_one)


# ── a night as a process ──────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Cluster:
    """A scheduler and two workers of somebody else."""

    folder: Path
    port: int = 0
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def mend(self, environment: Mapping[str, str]) -> None:
        """Starts what is not there (any more), as systemd would."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.port = self.port or _free_port()
            self.scheduler = self._start(
                environment, "scheduler", "--host", "tcp://127.0.0.1", "--port", str(self.port), "--no-dashboard"
            )  # fmt: skip
        self.workers = [each for each in self.workers if each.poll() is None]
        while len(self.workers) < 2:
            self.workers.append(
                self._start(
                    environment,
                    "worker",
                    self.address,
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                    "--death-timeout",
                    "60",
                    "--local-directory",
                    str(self.folder),
                )
            )

    def end(self) -> None:
        for process in (*self.workers, *filter(None, [self.scheduler])):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{arguments[0]}", *arguments[1:]]
        with (self.folder / "dask.log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, env=dict(environment), start_new_session=True
            )


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Rehearsal:
    """Nights of one engine in a folder of their own."""

    world: Running
    folder: Path
    engine: str = "pool"
    url: str = ""
    cluster: Cluster | None = None

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def environment(self) -> dict[str, str]:
        store = self.url or f"sqlite:///{self.out}/auditor.db"
        return os.environ | {"PYTHONPATH": str(ROOT), "AUDITOR_STORE": store}

    def begin(self) -> subprocess.Popen[str]:
        day = self.world.today.isoformat()
        more = ("--night", DAY, "--today", day, "--browser", "never", "--confirm", "off")
        return self._night("run", str(self.world.register), *more)

    def resume(self) -> subprocess.Popen[str]:
        return self._night("resume")

    def _night(self, *what: str) -> subprocess.Popen[str]:
        engine = ["--executor", "pool" if self.engine == "pool" else "dask"]
        if self.cluster is not None:
            self.cluster.mend(self.environment)
            engine += ["--scheduler", self.cluster.address]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "night.log").open("a") as log:
            command = [
                sys.executable,
                "-m",
                "auditor.cli",
                "fleet",
                *what,
                "--out",
                str(self.out),
                "--workers",
                "2",
            ]
            return subprocess.Popen(
                [*command, *engine], cwd=ROOT, env=self.environment, stdout=log, stderr=log, text=True
            )


@contextmanager
def rehearsal(world: Running, folder: Path, engine: str = "pool", url: str = "") -> Iterator[Rehearsal]:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder) if engine == "scheduler" else None
    try:
        yield Rehearsal(world, folder, engine, url, cluster)
    finally:
        if cluster is not None:
            cluster.end()
