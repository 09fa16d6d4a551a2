"""``auditor report``: the HTML report of an audit document."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import app, outputs
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    audit, folder = app.load_audit(Path(arguments.audit))
    print(outputs.write(folder / outputs.REPORT, app.report(folder, audit).encode()))
    return ExitCode.CLEAN
