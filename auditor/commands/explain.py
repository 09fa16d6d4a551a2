"""``auditor explain``: all that is known of one finding or one entry of the standard."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import app, outputs
from auditor.errors import ExitCode
from reports.explain import explain


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.audit) if arguments.audit else outputs.latest_audit(Path(arguments.out))
    audit, _ = app.load_audit(path)
    print(explain(audit, arguments.finding))
    return ExitCode.CLEAN
