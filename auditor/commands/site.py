"""``auditor site``: a static site about all counties, from the audits below an output folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from auditor.errors import ExitCode
from auditor.fleet_site import build_site


def run(arguments: argparse.Namespace) -> int:
    built = build_site(
        Path(arguments.out),
        Path(arguments.to),
        plan=arguments.map,
        kept=arguments.runs,
        link_reports=arguments.link_reports,
        on_county=_show if sys.stderr.isatty() else lambda done, all_: None,
    )
    for one in built.unreadable[:20]:
        print(f"读不出：{one.place}（{one.reason}）", file=sys.stderr)
    print(
        f"{built.counties} 个网站，其中重新读取 {built.read} 个；写入 {built.written} 个文件，"
        f"{built.kept} 个没有变化，删除 {built.removed} 个"
        + (f"；{len(built.unreadable)} 个结果读不出" if built.unreadable else "")
    )
    print(built.index)
    return ExitCode.CLEAN


def _show(done: int, all_: int) -> None:
    print(f"\r读取 {done} / {all_}", end="" if done < all_ else "\n", file=sys.stderr, flush=True)
