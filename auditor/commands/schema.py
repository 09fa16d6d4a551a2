"""``auditor schema``: the JSON Schema of ``audit.json``."""

from __future__ import annotations

import argparse
import sys

from auditor import codec
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    sys.stdout.buffer.write(codec.encode_audit_schema())
    sys.stdout.flush()
    return ExitCode.CLEAN
