"""``auditor run``: crawl, judge, report."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from auditor import app, codec
from auditor.commands.gating import exit_code_of, gate_of
from auditor.commands.progress import shown
from auditor.model import Level
from auditor.preparation import BrowserUse, Options
from reports.terminal import print_summary


def options_of(arguments: argparse.Namespace) -> Options:
    """Typed options from the parsed command line; a command without an option has its default."""
    today = getattr(arguments, "today", None)
    return Options(
        out=Path(arguments.out),
        today=date.fromisoformat(today) if today else None,
        profile=getattr(arguments, "profile", None),
        level=Level(arguments.level) if arguments.level else None,
        max_pages=arguments.max_pages,
        base_url=arguments.base_url,
        update=arguments.update,
        browser=BrowserUse(arguments.browser),
        probes=arguments.probes == "on",
        waivers=Path(arguments.waivers) if getattr(arguments, "waivers", None) else None,
    )


def run(arguments: argparse.Namespace) -> int:
    asked = gate_of(arguments)
    with shown() as progress:
        result = app.run(arguments.target, options_of(arguments), progress)
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_audit(result.audit))
        sys.stdout.flush()
    else:
        print_summary(result.audit, paths={"报告": result.report, "检查结果": result.folder / "audit.json"})
    reason = app.unjudged_reason(result)
    if reason:
        print(f"错误：{reason}", file=sys.stderr)
    return exit_code_of(result.audit, asked)
