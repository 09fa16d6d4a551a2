"""A world to rehearse in: invented counties on a few back-ends, served on loopback under their own host names.

``with start(counties=12, backends=4) as world:`` runs the server in a process of its own (it ends with its parent) and
writes a register: ``world.register`` is its path, ``world.requests()`` what was asked so far. By hand:
``python -m bench.world --help``.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from bench.world.counties import TODAY, County, counties
from bench.world.register import register_text
from bench.world.server import CONTROL

__all__ = ["TODAY", "Request", "Running", "counties", "read_log", "register_text", "start"]
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it. ``t``: seconds of the monotonic clock; ``wall``: since 1970; ``status`` 0: hung up."""

    t: float
    wall: float
    backend: str
    host: str
    method: str
    path: str
    status: int


def read_log(path: Path) -> tuple[Request, ...]:
    """All whole lines so far, in the order of the clock."""
    lines = path.read_text("utf-8").splitlines(keepends=True) if path.is_file() else []
    return tuple(Request(**json.loads(line)) for line in lines if line.endswith("\n"))


@dataclass(frozen=True, slots=True)
class Running:
    """A world that answers. ``today`` is the day to judge for."""

    counties: tuple[County, ...]
    port: int
    log: Path
    register: Path
    process: subprocess.Popen[str]
    today: date = TODAY

    @property
    def route(self) -> dict[str, tuple[str, int]]:
        """Every host → the server, as ``Options.route`` takes it."""
        hosts = [county.host for county in self.counties]
        return {
            host: ("127.0.0.1", self.port) for name in hosts for host in (name, name.removeprefix("www."))
        }

    def requests(self) -> tuple[Request, ...]:
        return read_log(self.log)

    def trouble(self, who: str, kind: str = "") -> None:
        """Let a back-end (``b01``) or a host misbehave from now on: ``down``, ``slow-2.5``, ``status-503``,
        ``status-429-3`` (with Retry-After); nothing: well again."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        target = f"/set?who={quote(who)}&trouble={quote(kind)}"
        connection.request("GET", target, headers={"Host": CONTROL})
        connection.getresponse().read()
        connection.close()


@contextmanager
def start(
    counties: int = 12,
    backends: int = 4,
    *,
    interval: float = 0.05,
    seed: int = 1,
    folder: Path | None = None,
    delay: float = 0.0,
    port: int = 0,
) -> Iterator[Running]:
    """Serve a world while in use. ``folder`` takes the register and the log (a temporary one without); ``delay``: seconds that
    every answer takes; ``interval``: that of all back-ends in the register."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="world-")))
        place.mkdir(parents=True, exist_ok=True)
        log, register = place / "requests.jsonl", place / "register.yml"
        command = [
            sys.executable, "-m", "bench.world", "--counties", str(counties), "--backends", str(backends),
            "--seed", str(seed), "--log", str(log), "--register", str(register), "--delay", str(delay),
            "--interval", str(interval), "--port", str(port), "--with-parent",
        ]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        stack.callback(_end, process)
        assert process.stdout is not None
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the world did not start: {command}")
        yield Running(
            _made(counties, backends, seed), int(json.loads(answer)["port"]), log, register, process
        )


def _made(number: int, backends: int, seed: int) -> tuple[County, ...]:
    return counties(number, backends, seed)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
