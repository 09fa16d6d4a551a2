"""``auditor crawl``: only the snapshot."""

from __future__ import annotations

import argparse

from auditor import app, outputs
from auditor.commands.progress import shown
from auditor.commands.run import options_of
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    with shown() as progress:
        folder = app.crawl(arguments.target, options_of(arguments), progress)
    print(folder / outputs.SNAPSHOT)
    return ExitCode.CLEAN
