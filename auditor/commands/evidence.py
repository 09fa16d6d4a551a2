"""``auditor evidence``: pictures of the failing places, made offline from the snapshot of a run."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from auditor import app, codec, outputs
from auditor.crawl.browser import find_browser
from auditor.errors import ExitCode
from auditor.evidence.shooting import take_shots
from auditor.evidence.store import FOLDER, with_shots


def run(arguments: argparse.Namespace) -> int:
    audit, folder = app.load_audit(Path(arguments.run))
    told = _told if sys.stderr.isatty() else None
    shots = take_shots(folder, audit, find_browser(), arguments.only or (), arguments.max, told)
    shown = with_shots(audit, shots)
    outputs.write(folder / outputs.AUDIT, codec.encode_audit(shown))
    outputs.write(folder / outputs.REPORT, app.report(folder, shown).encode())
    pictures = [shot for shot in shots if shot.file]
    print(f"截图 {len(pictures)} 张：{folder / FOLDER}")
    for reason, count in sorted(Counter(shot.reason for shot in shots if not shot.file).items()):
        print(f"没有截图 {count} 项：{reason}")
    print(f"报告：{folder / outputs.REPORT}")
    return ExitCode.CLEAN


def _told(pictures: int, done: int, findings: int) -> None:
    end = "\n" if done == findings else ""
    print(f"\r已处理 {done}/{findings} 项，截图 {pictures} 张", end=end, file=sys.stderr, flush=True)
