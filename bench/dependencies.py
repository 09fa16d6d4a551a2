"""What we are built of: ``python -m bench.dependencies audit`` and ``… sbom FILE``.

``audit`` asks the advisory database of PyPI about every version in ``constraints.txt``. Exit code 0: nothing known; 1: at least
one advisory, listed; 3: the database could not be asked, so nothing is known either way.
``sbom`` writes what is installed in this environment as CycloneDX JSON, with licences; equal environments give equal bytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.result import ROOT

CLEAN, FOUND, NOT_ASKED = 0, 1, 3
#: Seconds for one answer of the database, and for all of them.
_ANSWER, _WHOLE = 15, 600


def audit(pins: Path) -> int:
    """Advisories on the pinned versions, one line each. See the module for the exit codes."""
    with tempfile.TemporaryDirectory(prefix="audit-deps-") as folder:
        answer = Path(folder, "answer.json")
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps", "--disable-pip", "--format", "json",
            "--output", str(answer), "--progress-spinner", "off", "--timeout", str(_ANSWER),
            "--cache-dir", str(Path(folder, "cache")),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_WHOLE)
            found = json.loads(answer.read_text("utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
            said = "no answer in time" if "done" not in locals() else _last_line(done.stderr)
            print(f"advisories could not be asked for ({said}); nothing was checked", file=sys.stderr)
            return NOT_ASKED
    return _told(found)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no answer"


def _told(found: Sequence[dict[str, Any]]) -> int:
    advisories = 0
    for each in found:
        for advisory in each.get("vulns") or ():
            advisories += 1
            mended = ", ".join(advisory["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {advisory['id']}, mended in {mended}")
    skipped = [str(each["name"]) for each in found if "skip_reason" in each]
    if 0 < len(skipped) < len(found):
        print(f"unknown to the database: {', '.join(skipped)}")
    print(f"{len(found) - len(skipped)} packages, {advisories} advisories")
    if len(skipped) == len(found):
        print(
            "the database knows none of them: a mirror without advisories? nothing was checked",
            file=sys.stderr,
        )
        return NOT_ASKED
    return FOUND if advisories else CLEAN


def sbom(file: Path) -> int:
    """Writes the bill of materials of this environment to ``file``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", "--output-format", "JSON", "--output-reproducible",
        "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--output-file", str(file), sys.executable,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        print(_last_line(done.stderr), file=sys.stderr)
        return done.returncode
    components = json.loads(file.read_text("utf-8")).get("components", [])
    print(f"{file}: {len(components)} components")
    return CLEAN


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dependencies", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    pins = what.add_parser("audit", help="known advisories on the pinned versions")
    pins.add_argument("--pins", type=Path, default=ROOT / "constraints.txt")
    bill = what.add_parser("sbom", help="the bill of materials as CycloneDX JSON")
    bill.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    return audit(given.pins) if given.what == "audit" else sbom(given.file)


if __name__ == "__main__":
    sys.exit(main())
