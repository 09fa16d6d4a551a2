"""Work on files that nobody trusts, done by a child process with a bound on memory and time. Imports nothing of ours."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Ended(Exception):
    """The child gave no answer. ``late``: it took longer than it may."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "ended")
        self.late = late


def ask_child(module: str, *arguments: str, data: bytes, seconds: float) -> dict[str, Any]:
    """The JSON object that ``python -m module`` writes when it is given ``data``. Raises Ended when the child ends badly or
    takes longer than ``seconds``. The module calls :func:`confine` before it reads anything."""
    paths = [str(ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    command = [sys.executable, "-P", "-m", module, *arguments]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    try:
        done = subprocess.run(command, input=data, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise Ended(late=True) from error
    if done.returncode != 0:
        raise Ended(late=False)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def confine(memory: int) -> None:
    """Bounds the address space of this process (bytes); its end leaves no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
