"""``scrapy crawl portal`` is another door to the same house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import PATIENCE, ROOT, Run, files_below, only_run_of


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "portal", *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE,
    )  # fmt: skip


def test_it_leaves_the_same_files_as_auditor_run(demo: Run, tmp_path: Path) -> None:
    done = scrapy("-a", "county=990101", "-a", f"out={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    folder = only_run_of(tmp_path)
    assert (folder / "audit.json").read_bytes() == demo.data
    assert files_below(folder) == files_below(demo.folder)
    assert folder.parent.name == demo.folder.parent.name
    assert str(folder / "report.html") in done.stdout
    reports = [(path / "report.html").read_text("utf-8") for path in (folder, demo.folder)]
    assert abs(len(reports[0]) - len(reports[1])) < 100  # run ids and crawl times differ, nothing else may


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-a", "county=990109"], ["990109", "990101"]),
        ([], ["county="]),
        (["-a", "county=990101", "-a", "today=15.06.2026"], ["YYYY-MM-DD", "15.06.2026"]),
        (["-a", "county=990101", "-a", "colour=red"], ["colour", "probes"]),
        (["-a", "county=990101", "-a", "probes=no"], ["probes", "off", "no"]),
    ],
    ids=["unknown-code", "no-code", "wrong-day", "unknown-option", "wrong-switch"],
)
def test_bad_arguments_are_one_clear_error(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    done = scrapy(*arguments, "-a", f"out={tmp_path}")
    assert done.returncode != 0
    [line] = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith("错误：")
    assert all(word in line for word in words)
    assert not files_below(tmp_path)
