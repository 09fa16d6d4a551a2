"""``auditor fleet template``: a register to fill in, as YAML or as a workbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import outputs
from auditor.errors import AuditorError, ExitCode
from auditor.fleet.register import SUFFIXES
from auditor.fleet.register_template import workbook_template, yaml_template


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.file)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AuditorError(f"{path}：模板应为 .xlsx 或 .yml 文件。请改用其中一种后缀")
    if path.exists():
        raise AuditorError(f"{path} 已经存在，不覆盖。请换一个文件名，或先移走它")
    outputs.write(path, workbook_template() if suffix == ".xlsx" else yaml_template())
    print(f"{path}：填好后可用 auditor fleet plan {path} 检查和计划")
    return ExitCode.CLEAN
