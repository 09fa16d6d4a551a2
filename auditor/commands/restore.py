"""``auditor restore``: a backup into an empty store and output folder; with ``--check`` only whether it is sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor.commands.counting import counting
from auditor.errors import ExitCode
from auditor.store.place import shown, store_url
from auditor.store.portable import Manifest
from auditor.store.restore import check, restore


def run(arguments: argparse.Namespace) -> int:
    path, out = Path(arguments.file), Path(arguments.out)
    if arguments.check:
        print(f"备份完好：{_described(check(path))}")
        return ExitCode.CLEAN
    url = store_url(arguments.store, out)
    done = restore(path, url, out, counting("已取出文件"))
    print(
        f"已恢复 {done.rows} 行到 {shown(url)}"
        + (f"，运行目录 {done.folders} 个到 {out}" if done.folders else "")
    )
    print(_described(done.manifest))
    return ExitCode.CLEAN


def _described(manifest: Manifest) -> str:
    rows = sum(entry.rows for entry in manifest.tables)
    files = f"，文件 {manifest.files.files} 个" if manifest.files else ""
    return f"{manifest.created} 由 {manifest.program} 写出，{rows} 行{files}（表结构 {manifest.revision}）"
