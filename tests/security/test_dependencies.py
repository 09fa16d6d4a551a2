"""The commands about what we are built of say what they know, and say it when they know nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bench import dependencies
from tests.harness import ROOT


def answering(dependencies_told: list[dict[str, Any]] | None, said: str = "") -> Callable[..., Any]:
    """Stands for pip-audit: writes its answer, or none."""

    def run(command: list[str], **_: object) -> Any:
        if dependencies_told is not None:
            Path(command[command.index("--output") + 1]).write_text(
                json.dumps({"dependencies": dependencies_told})
            )
        return subprocess.CompletedProcess(command, 0, "", said)

    return run


KNOWN = {"name": "a", "version": "1", "vulns": []}
HOLE = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ([KNOWN, KNOWN], dependencies.CLEAN, "2 packages, 0 advisories"),
        ([KNOWN, HOLE], dependencies.FOUND, "b 2: PYSEC-1, mended in 3"),
        ([KNOWN, SKIPPED], dependencies.CLEAN, "unknown to the database: c"),
        ([SKIPPED, SKIPPED], dependencies.NOT_ASKED, "nothing was checked"),
        (None, dependencies.NOT_ASKED, "no route to host"),
    ],
    ids=["clean", "found", "one-unknown", "all-unknown", "no-network"],
)
def test_what_is_not_known_is_no_all_clear(
    told: list[dict[str, Any]] | None,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dependencies.subprocess, "run", answering(told, "error: no route to host"))
    assert dependencies.audit(ROOT / "constraints.txt") == code
    shown = capsys.readouterr()
    assert words in shown.out + shown.err


@pytest.mark.long
@pytest.mark.skipif(find_spec("cyclonedx_py") is None, reason="cyclonedx-bom is not installed")
def test_the_bill_of_materials_names_what_is_installed(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sbom.json"
    assert dependencies.sbom(file) == dependencies.CLEAN
    bill = json.loads(file.read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert {"Scrapy", "lxml", "msgspec"} <= {each["name"] for each in bill["components"]}
    assert sys.prefix not in file.read_text("utf-8")


def test_every_dependency_is_pinned_exactly() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert all("==" in line for line in pins)
