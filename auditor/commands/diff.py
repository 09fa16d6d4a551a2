"""``auditor diff``: what became of findings from one audit to the next. 0 nothing new fails, 1 something does, 3 the later
audit judged nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from auditor import app, codec
from auditor.comparison import compare, newly_failing
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit, Severity
from reports.diff_text import diff_lines

SCHEMA = "portal-auditor/diff/1"


def run(arguments: argparse.Namespace) -> int:
    before, _ = app.load_audit(Path(arguments.before))
    after, _ = app.load_audit(Path(arguments.after))
    _check_order(before, after)
    diff = compare(before, after)
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_pretty({"schema": SCHEMA, "diff": diff}))
        sys.stdout.flush()
    else:
        print("\n".join(diff_lines(diff)))
    if after.unjudged:
        print(
            "错误：后一次检查没有能够判定网站，不能说明问题是否整改。请重新运行 auditor run", file=sys.stderr
        )
        return ExitCode.NOT_JUDGED
    fresh = newly_failing(diff, Severity(arguments.fail_on), after.waived)
    return ExitCode.FINDINGS if fresh else ExitCode.CLEAN


def _check_order(before: Audit, after: Audit) -> None:
    if before.today > after.today:
        raise AuditorError(
            f"两次检查的先后颠倒：前一个是 {before.today[:10]}，后一个是 {after.today[:10]}。请把较早的写在前面"
        )
