"""What ``--fail-on``, ``--baseline``, ``--strict-baseline`` and ``--min-coverage`` ask for, and what came of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from auditor import baseline
from auditor.gate import Gate, gate, pass_through
from auditor.model import Audit


def gate_of(arguments: argparse.Namespace) -> Gate:
    """Reads the baseline, so call it before the crawl. AuditorError for a bad one and for options that do not go together."""
    known = baseline.read(Path(arguments.baseline)) if arguments.baseline else None
    return gate(
        arguments.fail_on,
        arguments.min_coverage,
        known,
        arguments.baseline or "",
        arguments.strict_baseline,
    )


def exit_code_of(audit: Audit, asked: Gate) -> int:
    """The exit code; what it rests on besides the findings goes to standard error."""
    passage = pass_through(audit, asked)
    for line in passage.lines:
        print(line, file=sys.stderr)
    return passage.code
