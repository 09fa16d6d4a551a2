"""``auditor pdf``: the report of a run and its notices as PDF, or one letter (DOCX)."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor import app, outputs
from auditor.commands.letters import FOLDER
from auditor.errors import AuditorError, ExitCode
from auditor.print_pdf import print_letters, print_pdf


def run(arguments: argparse.Namespace) -> int:
    """Print, then write all files and print their paths: nothing is written when a part fails."""
    path = Path(arguments.audit)
    if path.suffix.lower() == ".docx":
        printed = _letters([path])
    else:
        audit, folder = app.load_audit(path)
        printed = _letters(sorted((folder / FOLDER).glob("*.docx")))
        report = folder / Path(outputs.REPORT).with_suffix(".pdf")
        printed = {report: print_pdf(app.report(folder, audit)), **printed}
    for target, data in printed.items():
        print(outputs.write(target, data))
    return ExitCode.CLEAN


def _letters(files: list[Path]) -> dict[Path, bytes]:
    """The letters as PDF beside them, by path."""
    given = {}
    for file in files:
        if file.name.startswith("~$"):  # left by a Word that has the letter open
            continue
        try:
            given[str(file.with_suffix(""))] = file.read_bytes()
        except OSError as error:
            raise AuditorError(f"无法读取 {file}：{error.strerror or error}。请检查路径和文件权限") from error
    return {Path(f"{name}.pdf"): data for name, data in print_letters(given).items()}
