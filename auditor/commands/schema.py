"""``auditor schema``: the JSON Schema of ``audit.json``."""

from __future__ import annotations

import argparse
import json

from auditor import codec
from auditor.errors import ExitCode


def run(arguments: argparse.Namespace) -> int:
    print(json.dumps(codec.audit_schema(), ensure_ascii=False, indent=2))
    return ExitCode.CLEAN
