"""``auditor verify``: what became of the findings of a notice. 0 all mended, 1 some not, 3 some could not be checked."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from auditor import codec
from auditor.commands.progress import shown
from auditor.commands.shown import print_table
from auditor.preparation import BrowserUse
from auditor.verify import VerifyOptions, exit_code, verify
from reports.verify_text import HEADS, WIDE, head_lines, rows, tail_lines


def run(arguments: argparse.Namespace) -> int:
    options = VerifyOptions(
        only=tuple(arguments.only),
        unit=arguments.unit.strip(),
        target=arguments.target,
        out=Path(arguments.out) if arguments.out else None,
        today=date.fromisoformat(arguments.today) if arguments.today else None,
        max_pages=arguments.max_pages,
        browser=BrowserUse(arguments.browser),
        probes=arguments.probes == "on",
    )
    with shown() as progress:
        done = verify(Path(arguments.audit), options, progress)
    document = done.verification
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_pretty(document))
        sys.stdout.flush()
        return int(exit_code(document))
    print("\n".join(head_lines(document)))
    print_table(HEADS, rows(document), WIDE)
    print("\n".join([*tail_lines(document), f"复核结果：{done.file}", f"报告：{done.report}"]))
    return int(exit_code(document))
