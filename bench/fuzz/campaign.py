"""Runs libFuzzer over one reader and tells what came of it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.fuzz.reader import ROOT, Reader

#: An input that takes longer (seconds), or more memory (MB), is a finding.
HANG_SECONDS, MEMORY_MB = 20, 2048
#: Seconds beyond the stated time: to import, to read the corpus, to end.
_GRACE = 90
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PEAK = re.compile(r"stat::peak_rss_mb:\s*(\d+)")
_ERROR = re.compile(
    r"^(?: === Uncaught Python exception: ===\n.*|.*libFuzzer: (?:timeout|out-of-memory|deadly).*)$", re.M
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``runs`` inputs in ``cpu`` seconds of CPU; ``branches`` that the corpus reaches, ``corpus`` inputs kept, ``peak`` memory
    (MB). ``error`` is "" or what was raised, and ``found`` the inputs that raised it."""

    reader: str
    runs: int
    cpu: float
    branches: int
    corpus: int
    peak: int
    error: str = ""
    found: tuple[str, ...] = ()


def fuzz(reader: Reader, folder: Path, seconds: int, seed: int) -> Outcome:
    """``seconds`` of libFuzzer on one reader. ``folder`` keeps its corpus from run to run, and what it found."""
    corpus, found = folder / "corpus", folder / "found"
    for each in (corpus, found):
        each.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    _seed(reader, corpus)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in reader.words), "ascii")
    options = (
        f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={reader.most}", f"-timeout={HANG_SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}", f"-dict={words}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-verbosity=1",
    )  # fmt: skip
    command = [sys.executable, "-P", "-m", "bench.fuzz.one", reader.name, str(folder), *options]
    used = _cpu()
    text, ended = _run(command, seconds + _GRACE)
    (folder / "log").write_text(text, "utf-8")
    new = sorted(str(path) for path in set(found.iterdir()) - before)
    error = "" if ended == 0 and not new else (_said(text) or f"ended with {ended}")
    cov = _COVERAGE.findall(text)
    return Outcome(
        reader.name,
        _last(_RUNS.findall(text)),
        _cpu() - used,
        int(cov[-1][0]) if cov else 0,
        sum(1 for _ in corpus.iterdir()),
        _last(_PEAK.findall(text)),
        error,
        tuple(new),
    )


def _run(command: list[str], seconds: float) -> tuple[str, int]:
    """What a child wrote, and its exit code; -9 for one that had to be ended."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        return (error.stderr or b"").decode("utf-8", "replace"), -9
    return (done.stdout + done.stderr).decode("utf-8", "replace"), done.returncode


def _said(text: str) -> str:
    errors = _ERROR.findall(text)
    return errors[0].splitlines()[-1].strip()[:300] if errors else ""


def _seed(reader: Reader, corpus: Path) -> None:
    for data in reader.seeds():
        path = corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if not path.exists():
            path.write_bytes(data[: reader.most])


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in word.encode("utf-8", "surrogatepass"))


def _cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _last(figures: list[str]) -> int:
    return int(figures[-1]) if figures else 0
