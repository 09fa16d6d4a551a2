"""``auditor retention``: which old runs may go; with ``--apply`` they go."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError, ExitCode
from auditor.model.retention import Retention
from auditor.preparation import CHINA
from auditor.store import open_store, retention
from auditor.store.place import store_url
from reports.history_text import retention_lines

SCHEMA = "portal-auditor/retention/1"
_PATIENCE = 30.0


def run(arguments: argparse.Namespace) -> int:
    if arguments.apply and arguments.dry_run:
        raise AuditorError("--apply（删除）和 --dry-run（只列出）只能用一个")
    out = Path(arguments.out)
    today = arguments.today or datetime.now(UTC).astimezone(CHINA).date().isoformat()
    rule = Retention(arguments.keep_days, arguments.keep_runs)
    with open_store(store_url(arguments.store, out), patience=_PATIENCE, create=False) as store:
        planned = retention.plan(store, out, rule, today, arguments.code or "")
        if arguments.code and not planned.going and not planned.kept:
            raise AuditorError(
                f"存储 {store.url} 中没有网站“{arguments.code[:40]}”的检查。请核对代码，或用 --out、--store 指明位置"
            )
        if arguments.apply:
            retention.apply(store, out, planned, rule, _progress(len(planned.going)))
    if arguments.json:
        told = {"schema": SCHEMA, "deleted": arguments.apply, "plan": planned}
        sys.stdout.buffer.write(codec.encode_pretty(told))
        sys.stdout.flush()
    else:
        print("\n".join(retention_lines(planned, arguments.apply)))
    return ExitCode.CLEAN


def _progress(all_: int) -> Callable[[int], None]:
    def show(done: int) -> None:
        print(f"\r删除 {done} / {all_}", end="" if done < all_ else "\n", file=sys.stderr, flush=True)

    return show if sys.stderr.isatty() else lambda done: None
