"""``auditor waive``: one more entry in the waivers of a portal."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from auditor import app, outputs
from auditor.crawl.portals import find_portal
from auditor.errors import AuditorError, ExitCode
from auditor.model import Audit, Finding, Outcome
from auditor.preparation import CHINA
from auditor.rule import discover
from auditor.waiver_file import with_entry
from auditor.waivers import SUFFIX, Waiver, fault_of_days, find_waivers, parse_waivers, seen_of
from reports.explain import find_finding
from reports.text import clean

#: As the reader of the file allows.
_LONGEST = 500


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.audit) if arguments.audit else outputs.latest_audit(Path(arguments.out))
    audit, folder = app.load_audit(path)
    finding = find_finding(audit, arguments.finding)
    waiver = _waiver(arguments, finding)
    file = (Path(arguments.file) if arguments.file else _file_of(audit, folder)).resolve()
    before = _bytes_of(file)
    data = with_entry(before, waiver, str(file))
    parse_waivers(data.decode("utf-8-sig"), str(file), (rule.id for rule in discover()))
    outputs.write(file, data)
    name = clean(finding.subject_name or finding.subject, 80)
    print(f"已豁免「{name}」（{finding.rule}，编号 {finding.fingerprint}），{waiver.expires} 到期：{file}")
    print(f"下次检查起生效；要计入这次检查：auditor audit {clean(str(folder))} --waivers {clean(str(file))}")
    return ExitCode.CLEAN


def _waiver(arguments: argparse.Namespace, finding: Finding) -> Waiver:
    if finding.outcome is Outcome.ERROR:
        raise AuditorError("检查程序出错的事项没有结论，不能豁免。请报告给开发者")
    texts = {}
    for key, name in (("reason", "理由"), ("clause", "依据"), ("author", "批准人")):
        text = texts[key] = " ".join(str(getattr(arguments, key)).split())
        if not text or len(text) > _LONGEST or not text.isprintable():
            raise AuditorError(
                f"--{key}（{name}）应为 1 至 {_LONGEST} 个字的一行文字，收到“{clean(text, 60)}”。请改写"
            )
    day = arguments.date or datetime.now(UTC).astimezone(CHINA).date().isoformat()
    if fault := fault_of_days(day, arguments.expires):
        raise AuditorError(f"--{fault[0]}：{fault[1]}")
    return Waiver(
        rule=finding.rule,
        subject=finding.subject,
        date=day,
        expires=arguments.expires,
        seen=seen_of(finding),
        **texts,
    )


def _file_of(audit: Audit, folder: Path) -> Path:
    """The file beside the portal's own, whether there is one yet or not."""
    record = outputs.read_run(folder)
    target = Path(record.target) if record else None
    if target is not None and target.suffix in (".yml", ".yaml") and target.is_file():
        return target.parent / f"{audit.portal.code}{SUFFIX}"
    known = find_waivers(audit.portal.code)
    if known is not None:
        return known
    try:
        return find_portal(audit.portal.code).path.parent / f"{audit.portal.code}{SUFFIX}"
    except AuditorError:
        raise AuditorError(
            f"网站“{audit.portal.code}”没有配置文件，不知道豁免写在哪里。请用 --file 指定文件，检查时再用 --waivers 给出它"
        ) from None


def _bytes_of(file: Path) -> bytes | None:
    if file.is_dir():
        raise AuditorError(f"{file}：这是目录，需要一个 .yml 文件。请给出文件的路径")
    try:
        return file.read_bytes() if file.exists() else None
    except OSError as error:
        raise AuditorError(f"无法读取 {file}：{error.strerror or error}。请检查文件权限") from error
