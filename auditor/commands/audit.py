"""``auditor audit``: judge a snapshot offline and write ``audit.json`` beside it."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from auditor import app, codec, newmedia_judging, outputs
from auditor.errors import ExitCode
from auditor.model import Level


def run(arguments: argparse.Namespace) -> int:
    today = date.fromisoformat(arguments.today) if arguments.today else None
    level = Level(arguments.level) if arguments.level else None
    path = Path(arguments.snapshot)
    if arguments.waivers:
        app.take_waivers(path, Path(arguments.waivers))
    judge = newmedia_judging.audit if newmedia_judging.is_media_run(path) else app.audit
    result = judge(path, today, arguments.profile, level)
    print(outputs.write(result.folder / outputs.AUDIT, codec.encode_audit(result.audit)))
    return ExitCode.CLEAN
