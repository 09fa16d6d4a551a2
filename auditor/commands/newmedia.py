"""``auditor newmedia``: the county's accounts of new media found, read, judged and reported."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from auditor import app, codec, newmedia, outputs
from auditor.commands.gating import exit_code_of, gate_of
from auditor.commands.progress import shown
from reports.accounts import print_accounts
from reports.terminal import print_summary


def options_of(arguments: argparse.Namespace) -> newmedia.MediaOptions:
    """Typed options from the parsed command line."""
    return newmedia.MediaOptions(
        out=Path(arguments.out),
        today=date.fromisoformat(arguments.today) if arguments.today else None,
        profile=arguments.profile,
        base_url=arguments.base_url,
        register=Path(arguments.register) if arguments.register else None,
        template=Path(arguments.write_register) if arguments.write_register else None,
    )


def run(arguments: argparse.Namespace) -> int:
    asked = gate_of(arguments)
    options = options_of(arguments)
    with shown() as progress:
        result = newmedia.run(arguments.target, options, progress)
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_audit(result.audit))
        sys.stdout.flush()
    else:
        paths = {
            "报告": result.report,
            "账号": result.folder / outputs.MEDIA,
            "检查结果": result.folder / outputs.AUDIT,
        }
        if options.template is not None:
            paths["登记表"] = options.template
        print_accounts(result.audit)
        print_summary(result.audit, paths=paths)
    reason = app.unjudged_reason(result)
    if reason:
        print(f"错误：{reason}", file=sys.stderr)
    return exit_code_of(result.audit, asked)
