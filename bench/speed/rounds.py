"""Everybody on the same pages, in alternating rounds, and what is measured of ours besides."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor import outputs
from bench.speed.measure import Run, run
from bench.speed.offline import Offline
from bench.speed.peers import OURS, Peer, auditor
from bench.speed.server import serving
from bench.speed.together import Together

#: Told of each thing that was measured, as one line.
Tell = Callable[[str], None]

#: Called with the folder of one of our runs and one for files of its own.
Then = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: ``pages`` of the generated portal, ``rounds`` in which everybody takes his turn, ``starts`` of the
    command line, ``portals`` in one process of ``portal_pages`` each."""

    pages: int
    rounds: int
    starts: int
    portals: int
    portal_pages: int


@dataclass(frozen=True, slots=True)
class Again:
    """A finished run once more, from its snapshot: the ``command`` as a whole, and its ``parts``."""

    command: Run
    parts: Offline


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-speed-") as name:
        yield Path(name)


def _nothing(_finished: Path, _scratch: Path) -> None:
    """Nothing follows."""


def race(
    peers: Sequence[Peer], rounds: int, address: str, pages: int, tell: Tell, then: Then = _nothing
) -> dict[str, list[Run]]:
    """The runs of everybody by round. Every round begins with another peer; ``then`` follows each run of ours."""
    runs: dict[str, list[Run]] = {peer.name: [] for peer in peers}
    for number in range(rounds):
        at = number % len(peers)
        for peer in (*peers[at:], *peers[:at]):
            with _folder() as folder:
                found = run(peer.command(address, folder, peer.sample or pages), address=address)
                runs[peer.name].append(found)
                tell(f"{peer.name:12} {told(found)}")
                if peer.name == OURS:
                    then(next(folder.glob("*/2*")), folder)
    return runs


def told(found: Run) -> str:
    return (
        f"{found.pages:5} pages, {found.rate:7.1f}/s, {found.each:7.2f} ms CPU a page, "
        f"peak {found.peak:.0f} MB, exit code {found.code}"
    )


def judge_again(finished: Path, scratch: Path) -> Again:
    """Both ways to judge a finished run once more."""
    parts = _json([sys.executable, "-m", "bench.speed.offline", str(finished)], scratch)
    command = run((sys.executable, "-m", "auditor.cli", "audit", str(finished / outputs.SNAPSHOT)))
    return Again(command, Offline(**parts))


def stages(address: str, pages: int) -> dict[str, float]:
    """CPU seconds by stage of one of our runs, the greatest first."""
    with _folder() as folder:
        words = auditor(address, folder, pages)[3:]
        found = _json([sys.executable, "-m", "bench.speed.stages", *words], folder, codes=(0, 1))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def starts(times: int) -> dict[str, list[Run]]:
    """``auditor --help`` and ``scrapy version``, by turns; a first start of each is not counted."""
    scripts = Path(sys.executable).parent
    commands = {"auditor --help": ("auditor", "--help"), "scrapy version": ("scrapy", "version")}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    with _folder() as folder:  # outside of our project, whose settings Scrapy would read
        for turn in range(times + 1):
            for name, (program, word) in commands.items():
                found = run((str(scripts / program), word), folder=folder)
                if turn:
                    runs[name].append(found)
    return runs


def together(size: Size) -> dict[int, Together]:
    """Number of portals in one process → CPU seconds for all of them."""
    found = {}
    for number in (1, size.portals):
        with serving("--pages", str(size.portal_pages), hosts=number) as addresses, _folder() as folder:
            command = [sys.executable, "-m", "bench.speed.together", str(folder), *addresses]
            found[number] = Together(**_json(command, folder))
    return found


def _json(command: Sequence[str], scratch: Path, codes: Sequence[int] = (0,)) -> dict[str, Any]:
    """The last line of what a command prints. Raises RuntimeError when it failed."""
    output = scratch / "told.json"
    found = run(command, output=output)
    if found.code not in codes:
        raise RuntimeError(f"exit code {found.code}: {' '.join(command)}")
    told: dict[str, Any] = json.loads(output.read_text("utf-8").splitlines()[-1])
    return told
