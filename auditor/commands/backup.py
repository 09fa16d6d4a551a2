"""``auditor backup``: the store, and run folders on demand, as one file."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from auditor.commands.counting import counting
from auditor.errors import ExitCode
from auditor.store.backup import BackedUp, back_up
from auditor.store.place import store_url

_LISTED = 5


def run(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    done = back_up(
        store_url(arguments.store, out),
        Path(arguments.file),
        datetime.now(UTC),
        runs=out if arguments.with_runs else None,
        on_file=counting("已存入文件"),
    )
    _warn(done)
    manifest = done.manifest
    rows = sum(entry.rows for entry in manifest.tables)
    files = f"，文件 {manifest.files.files} 个" if manifest.files else ""
    print(f"已备份 {rows} 行{files}，共 {done.size / 1e6:,.1f} MB（表结构 {manifest.revision}）")
    print(done.path)
    return ExitCode.CLEAN


def _warn(done: BackedUp) -> None:
    """What could not be in the file."""
    if done.unfinished:
        print(f"没有存入 {done.unfinished} 个未完成的运行目录", file=sys.stderr)
    if done.missing:
        some = "、".join("/".join(run) for run in done.missing[:_LISTED])
        more = " 等" if len(done.missing) > _LISTED else ""
        print(f"存储中有 {len(done.missing)} 次检查的运行目录已不在磁盘上：{some}{more}", file=sys.stderr)
