"""What end-to-end tests share: the command line in a process of its own, and the run that it leaves."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor import cli

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
GOLDEN = FIXTURES / "golden"
#: No run takes longer than this (seconds).
PATIENCE = 120

Auditor = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Run:
    """A finished ``auditor run``: its process and its folder with audit.json, report.html and the snapshot."""

    process: subprocess.CompletedProcess[str]
    folder: Path

    @property
    def data(self) -> bytes:
        return (self.folder / "audit.json").read_bytes()

    @property
    def audit(self) -> dict[str, Any]:
        return dict(json.loads(self.data))


def command(*arguments: str | Path) -> list[str]:
    """The command line of ``auditor`` as a user starts it, without relying on PATH."""
    return [sys.executable, "-m", "auditor.cli", *map(str, arguments)]


def run_auditor(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``auditor`` of this tree in a process of its own, wherever it is started."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def call_auditor(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same entry point called in this process: for commands that start no crawl, a second faster each."""
    argv = [*map(str, arguments)]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(argv)
    return subprocess.CompletedProcess(argv, code, *(text.buffer.getvalue().decode() for text in (out, err)))


def only_run_of(out: Path) -> Path:
    """The one run folder below an output folder."""
    [folder] = [path.parent for path in out.glob("*/*/audit.json")]
    return folder


def files_below(folder: Path) -> set[str]:
    """Relative names of all files and empty folders below ``folder``."""
    found = (path for path in folder.rglob("*") if path.is_file() or not any(path.iterdir()))
    return {path.relative_to(folder).as_posix() for path in found}


def verdicts(audit: dict[str, Any]) -> set[tuple[str, str, str]]:
    """(rule, name of the subject, outcome) of all findings."""
    return {(f["rule"], f["subject_name"], f["outcome"]) for f in audit["findings"]}
