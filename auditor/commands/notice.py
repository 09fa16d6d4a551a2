"""``auditor notice``: a 整改通知单 for each unit that has something to mend."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from auditor import app, mending
from auditor.commands.letters import FOLDER, file_part, save_template, template_bytes, write_all
from auditor.errors import AuditorError, ExitCode
from auditor.evidence.store import pictures_of
from auditor.model import Audit
from reports.notice import NoticeDetails, Term, addressee, render_notice, units_of
from reports.notice.bundled import NOTICE
from reports.text import clean

#: How ``--unit`` names whoever runs the portal, for findings that no unit is named for.
OFFICE_NAME = "网站主办单位"
_PREFIX = "整改通知单"
#: An interrupted crawl has findings that hold; other reasons leave nothing to rest a notice on.
_USABLE = (None, "interrupted")


def run(arguments: argparse.Namespace) -> int:
    """Write the notices and print their paths. AuditorError for an unusable audit, unit, number or template."""
    if arguments.save_template:
        print(save_template(arguments.save_template, NOTICE))
        return ExitCode.CLEAN
    if not arguments.audit:
        raise AuditorError(
            "缺少检查结果。请给出 audit.json 或它所在的运行目录，例如 auditor notice out/990101/最近一次"
        )
    audit, folder = app.load_audit(Path(arguments.audit))
    if audit.unjudged not in _USABLE:
        raise AuditorError(
            "网站未能判定，检查结果不能作为整改依据，没有生成通知单。请排除原因后重新运行 auditor run",
            ExitCode.NOT_JUDGED,
        )
    units = units_of(audit)
    wanted = _wanted(units, arguments.unit)
    if not wanted:
        print("没有需要通知的问题，没有生成通知单。")
        return ExitCode.CLEAN
    if len(wanted) > 1 and arguments.number and "{n}" not in arguments.number:
        raise AuditorError(
            f"共 {len(wanted)} 份通知单，文号不能相同。请在 --number 中用 {{n}} 代表序号，例如 清政公开督〔2026〕{{n}}号"
        )
    target = Path(arguments.to) if arguments.to else folder / FOLDER
    names = {unit: _file_name(number, audit, unit) for number, unit in enumerate(units, start=1)}
    _check_leftovers(target, set(names.values()))
    template, name = template_bytes(arguments.template, NOTICE)
    pictures = dict(pictures_of(folder, audit))
    letters = {}
    for number, unit in enumerate(units, start=1):
        if unit in wanted:
            given = _details(arguments, audit, arguments.first + number - 1, pictures)
            letters[target / names[unit]] = render_notice(audit, unit, template, given, name)
    write_all(letters, arguments.force, "请移走该文件，或用 --to 写到别处")
    for path in letters:
        print(path)
    return ExitCode.CLEAN


def _wanted(units: tuple[str, ...], asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return units
    unit = "" if asked == OFFICE_NAME else asked
    if unit in units:
        return (unit,)
    known = "、".join(clean(each, 40) or OFFICE_NAME for each in units[:30]) or "（没有）"
    raise AuditorError(f"没有需要通知“{clean(asked, 60)}”的问题。有问题的单位：{known}")


def _details(
    arguments: argparse.Namespace, audit: Audit, number: int, pictures: dict[str, bytes]
) -> NoticeDetails:
    day = _day(arguments.date or audit.today)
    terms = {}
    for finding in audit.findings:
        days = mending.days_for(finding)
        if days is not None:
            terms[finding.fingerprint] = Term(days, mending.deadline(finding, day))
    return NoticeDetails(
        day=day,
        number=(arguments.number or "").replace("{n}", str(number)),
        issuer=arguments.issuer or "",
        contact=arguments.contact or "",
        terms=terms,
        pictures=pictures,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AuditorError(
            f"检查日期“{clean(text, 40)}”不是 YYYY-MM-DD。请用 --date 给出通知单的日期"
        ) from error


def _file_name(number: int, audit: Audit, unit: str) -> str:
    """``整改通知单-03-县教育局.docx``: the number makes it unique, whatever is left of the unit's name."""
    return f"{_PREFIX}-{number:02d}-{file_part(addressee(audit, unit) if unit else OFFICE_NAME)}.docx"


def _check_leftovers(folder: Path, names: set[str]) -> None:
    """Notices of other findings in the same folder would be taken for ours."""
    left = sorted(path.name for path in folder.glob(f"{_PREFIX}-*.docx") if path.name not in names)
    if left:
        raise AuditorError(
            f"{folder} 中有另一次检查的通知单（{clean(left[0], 80)} 等 {len(left)} 个）。请移走它们，或用 --to 写到别处"
        )
