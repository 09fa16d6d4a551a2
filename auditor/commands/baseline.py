"""``auditor baseline write``: the faults of an audit as a file of accepted ones."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import app, baseline, outputs
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    """Write the file; one that is there is read first (strictly) and keeps its first days."""
    audit, _ = app.load_audit(Path(arguments.audit))
    path = Path(arguments.output)
    earlier = baseline.read(path) if path.exists() else None
    written = baseline.baseline_of(audit, earlier)
    outputs.write(path, baseline.render(written))
    before = {entry.fingerprint for entry in earlier.entries} if earlier else set()
    now = {entry.fingerprint for entry in written.entries}
    print(path)
    print(
        f"基线共 {len(now)} 条：新接受 {len(now - before)} 条，沿用 {len(now & before)} 条，移除 {len(before - now)} 条"
    )
    return ExitCode.CLEAN
