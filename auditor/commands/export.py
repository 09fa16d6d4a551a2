"""``auditor export``: an audit document in the form that somebody works with."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor import app, mending, outputs
from auditor.attached import attachments
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit
from reports.csv_table import columns_csv, findings_csv
from reports.junit import render_junit
from reports.sarif import render_sarif
from reports.workbook import render_full, render_terse


@dataclass(frozen=True, slots=True)
class Format:
    """``file`` is the default name in the run folder; ``make`` gets the audit and that folder and gives the bytes;
    ``help`` is one Chinese phrase. ``filled``: people write into the file, so it is never overwritten unasked."""

    file: str
    help: str
    make: Callable[[Audit, Path], bytes]
    filled: bool = False


def run(arguments: argparse.Namespace) -> int:
    """Write one file and print its path. AuditorError when the audit cannot be read or the place is taken."""
    form = _format(arguments.format)
    audit, folder = app.load_audit(Path(arguments.audit))
    target = Path(arguments.output) if arguments.output else folder / form.file
    if target.is_dir():
        target /= form.file
    data = form.make(audit, folder)
    if form.filled and not arguments.force:
        _keep(target, data)
    print(outputs.write(target, data))
    return ExitCode.CLEAN


def _format(name: str) -> Format:
    """The format of that name. AuditorError lists those there are: the command line itself does not know them."""
    if name not in FORMATS:
        known = "；".join(f"{each}（{form.help}）" for each, form in FORMATS.items())
        raise AuditorError(f"没有格式“{name[:40]}”。可用的有：{known}")
    return FORMATS[name]


def deadlines_of(audit: Audit) -> dict[str, date | None]:
    """Last days to mend, counted from the day of the audit. AuditorError when that is no day."""
    try:
        day = date.fromisoformat(audit.today)
    except ValueError as error:
        raise AuditorError(
            f"检查结果的检查日期“{audit.today[:40]!r}”不是 YYYY-MM-DD；请用 auditor audit 由快照重新生成"
        ) from error
    return mending.deadlines(audit.findings, day)


def _keep(target: Path, data: bytes) -> None:
    """Refuse to write over a file that somebody may have filled in; the same bytes again do no harm."""
    try:
        if target.read_bytes() == data:
            return
    except FileNotFoundError:
        return
    except OSError as error:
        raise AuditorError(
            f"无法读取 {target}：{error.strerror or error}。请检查文件权限，或用 --output 另写一处"
        ) from error
    raise AuditorError(
        f"{target} 已存在，其中可能有填写的内容，没有覆盖。请用 --output 写到别处，或加 --force 覆盖"
    )


#: Formats by the name of the option ``--format``.
FORMATS: Mapping[str, Format] = {
    "xlsx": Format(
        "workbook.xlsx",
        "工作簿：总览和问题清单，供填写和打印",
        lambda audit, folder: render_terse(audit, deadlines_of(audit)),
        filled=True,
    ),
    "xlsx-full": Format(
        "workbook-full.xlsx",
        "工作簿：另有栏目、对照、要素、责任单位等全部内容",
        lambda audit, folder: render_full(audit, deadlines_of(audit)),
        filled=True,
    ),
    "csv": Format(
        "findings.csv",
        "问题清单（UTF-8，有 BOM）",
        lambda audit, folder: findings_csv(audit, deadlines_of(audit)),
    ),
    "csv-columns": Format(
        "columns.csv", "栏目清单（UTF-8，有 BOM）", lambda audit, folder: columns_csv(audit)
    ),
    "sarif": Format(
        "audit.sarif",
        "SARIF 2.1.0，供代码托管平台读取",
        lambda audit, folder: render_sarif(audit, attachments(folder, audit).diff),
    ),
    "junit": Format("junit.xml", "JUnit XML，供 CI 读取", lambda audit, folder: render_junit(audit)),
}
