"""``auditor wacz``: the snapshot of a run as one WACZ file."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor.errors import ExitCode
from auditor.wacz import export_wacz


def run(arguments: argparse.Namespace) -> int:
    output = Path(arguments.output) if arguments.output else None
    print(export_wacz(Path(arguments.run), output))
    return ExitCode.CLEAN
