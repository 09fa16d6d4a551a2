"""``auditor probe``: one look at the home page, added to the series. For cron: short, quiet when all is well."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor.errors import ExitCode
from auditor.probe import SERIES, append, look
from auditor.target import resolve
from reports import wording


def run(arguments: argparse.Namespace) -> int:
    """0 when the home page opened, 1 when it did not; the line is written either way."""
    target = resolve(arguments.target, None)
    path = Path(arguments.series) if arguments.series else Path(arguments.out) / target.portal.code / SERIES
    with target.served() as route:
        seen = look(target.portal, route=route)
    append(path, seen)
    how = f"打不开：{wording.reason(seen.failure)}" if seen.failure else "正常打开"
    status = f"，状态码 {seen.status}" if seen.status else ""
    print(f"{seen.at}　{target.portal.url}　{how}，{seen.seconds:g} 秒{status}　→ {path}")
    return int(ExitCode.FINDINGS if seen.failure else ExitCode.CLEAN)
