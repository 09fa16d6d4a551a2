"""``auditor transfer``: everything in the store to another, empty database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from auditor.commands.shown import print_table
from auditor.errors import ExitCode
from auditor.fleet.holders import is_dead
from auditor.store.place import checked, store_url
from auditor.store.quiet import Watch
from auditor.store.transfer import transfer


def run(arguments: argparse.Namespace) -> int:
    url = store_url(arguments.store, Path(arguments.out))
    to = checked(arguments.to, "--to")
    done = transfer(url, to, is_dead, Watch(say=lambda line: print(line, file=sys.stderr, flush=True)))
    rows = [(name, str(each.rows), each.sha256[:16]) for name, each in sorted(done.tables.items())]
    print_table(("表", "行数", "校验值（两边相同）"), rows)
    print(f"已由 {done.source} 转移到 {done.target}，来源没有改动。")
    print("今后请用 --store 或环境变量 AUDITOR_STORE 指向新的数据库；原来的确认不用后再删除。")
    return ExitCode.CLEAN
