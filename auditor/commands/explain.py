"""``auditor explain``: all that is known of one finding."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import app, outputs
from auditor.errors import ExitCode
from reports.terminal import find_finding, render_explain


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.audit) if arguments.audit else outputs.latest_audit(Path(arguments.out))
    audit, _ = app.load_audit(path)
    print(render_explain(audit, find_finding(audit, arguments.finding)))
    return ExitCode.CLEAN
