"""``auditor new-portal``: the file of a portal that is new; the same as ``scrapy newportal``."""

from __future__ import annotations

import argparse

from auditor import new_portal
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    said = new_portal.write(
        arguments.url, arguments.code, arguments.province, arguments.level, arguments.name, arguments.folder
    )
    print(said)
    return int(ExitCode.CLEAN)
