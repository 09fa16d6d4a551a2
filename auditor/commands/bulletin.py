"""``auditor bulletin``: a 通报 about a group of portals, from their latest audits."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from auditor import app, outputs
from auditor.commands.letters import save_template, template_bytes, write_all
from auditor.errors import AuditorError, ExitCode
from auditor.model import Scope
from reports.notice import BulletinDetails, CountyDigest, digest_of, render_bulletin
from reports.notice.bundled import BULLETIN


def run(arguments: argparse.Namespace) -> int:
    """Write the bulletin and print its path. AuditorError when there is nothing to tell of or an audit is broken."""
    if arguments.save_template:
        print(save_template(arguments.save_template, BULLETIN))
        return ExitCode.CLEAN
    if not arguments.out:
        raise AuditorError("缺少检查结果。请给出输出目录、运行目录或 audit.json，例如 auditor bulletin out")
    target = Path(arguments.output)
    if target.suffix.lower() != ".docx":
        raise AuditorError(f"通报的文件名应以 .docx 结尾，收到“{arguments.output}”。请改正 --output")
    files = [file for each in arguments.out for file in audits_below(Path(each))]
    counties = [digest for file in dict.fromkeys(files) if (digest := _digest(file)) is not None]
    template, name = template_bytes(arguments.template, BULLETIN)
    # The latest day of all audits: a letter without a clock of its own.
    last = max((county.day for county in counties), default="")
    given = BulletinDetails(
        day=_day(arguments.date or last),
        title=arguments.title,
        number=arguments.number or "",
        issuer=arguments.issuer or "",
        to=arguments.addressee or "",
        praised=arguments.praise,
        criticised=arguments.criticise,
    )
    letter = render_bulletin(counties, template, given, name)
    write_all({target: letter}, arguments.force, "请移走该文件，或用 --output 写到别处")
    print(target)
    return ExitCode.CLEAN


def audits_below(path: Path) -> Iterator[Path]:
    """The audit of a file or run folder; of an output folder the latest of each portal. AuditorError when there is none."""
    if path.is_file() or (path / outputs.AUDIT).is_file():
        yield outputs.audit_file(path).resolve()
        return
    latest: dict[Path, Path] = {}
    for file in sorted(path.glob(f"*/*/{outputs.AUDIT}"), key=outputs.by_run):
        latest[file.parent.parent] = file
    if not latest:
        raise AuditorError(f"{path} 下没有检查结果。请给出 auditor run 的输出目录、运行目录或 audit.json")
    for portal in sorted(latest):
        yield latest[portal].resolve()


def _digest(file: Path) -> CountyDigest | None:
    """One audit at a time, of which only the digest is kept; None for an audit of new media."""
    audit, _ = app.load_audit(file)
    return digest_of(audit) if audit.scope is Scope.PORTAL else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AuditorError("检查结果中没有可用的日期。请用 --date 给出通报的日期（YYYY-MM-DD）") from error
