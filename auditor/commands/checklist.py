"""``auditor checklist``: hand out the inspector's list, and take it back into a run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from auditor import app, outputs
from auditor.checklist.answers import WORDS, accept
from auditor.checklist.layout import INSTRUCTIONS, SEVERITIES
from auditor.checklist.reading import FORM_SCHEMA, read_filled
from auditor.checklist.rows import ChecklistRow, rows_for
from auditor.checklist.store import encode_checklist
from auditor.checklist.workbook import basis_text, write_workbook
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError, ExitCode
from auditor.model import ManualAnswer, ManualVerdict
from auditor.preparation import CHINA
from auditor.profile import Profile, load_profile
from auditor.target import resolve
from reports.checklist_form import FormRow, render_form
from reports.terminal import print_summary

#: Name of the file in a run folder.
_FILE = "checklist.json"


@dataclass(frozen=True, slots=True)
class _For:
    """For whom a list is written: the portal and the profile whose rows are asked."""

    code: str
    name: str
    profile: Profile


def run(arguments: argparse.Namespace) -> int:
    actions: dict[str, Callable[[argparse.Namespace], int]] = {"write": _write, "read": _read}
    return actions[arguments.action](arguments)


# ── write ─────────────────────────────────────────────────────────────────────────────────────────


def _write(arguments: argparse.Namespace) -> int:
    path = Path(arguments.output)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".html"):
        raise AuditorError(f"{path}：只能写成 .xlsx 或 .html 文件。请改正 -o 后面的文件名")
    asked = _asked(arguments.target, arguments.profile)
    rows = rows_for(asked.profile)
    book = suffix == ".xlsx"
    outputs.write(
        path,
        write_workbook(rows, asked.profile, asked.code, asked.name) if book else _form(rows, asked).encode(),
    )
    print(f"已写入 {path}：{asked.name or asked.code}，{asked.profile.title}，{len(rows)} 行")
    return int(ExitCode.CLEAN)


def _asked(target: str, profile: str | None) -> _For:
    """The portal of a run folder, else the target as of any other command."""
    folder = _run_folder(target) if Path(target).is_dir() else None
    if folder is not None:
        return _of_run(folder, profile)
    portal = resolve(target).portal
    return _For(portal.code, portal.name or portal.url, load_profile(profile or portal.profile))


def _of_run(folder: Path, profile: str | None) -> _For:
    record = outputs.read_run(folder)
    with SnapshotReader(outputs.snapshot_folder(folder)) as reader:
        portal = reader.seal().summary.portal
    chosen = load_profile(profile or (record.profile if record else portal.profile))
    return _For(portal.code, portal.name or portal.url, chosen)


def _run_folder(text: str) -> Path | None:
    """The run folder that a path means: itself, the one above a file of it, or the newest of a portal's folder."""
    folder = outputs.run_folder(Path(text))
    if (folder / outputs.SNAPSHOT).is_dir():
        return folder
    below = sorted(path.parent for path in folder.glob(f"*/{outputs.SNAPSHOT}") if path.is_dir())
    # A run's name is a time and, for runs of one second, a number: the longer of two with one time is the later.
    return max(below, key=lambda each: (each.name.partition("-")[0], len(each.name), each.name), default=None)


def _form(rows: tuple[ChecklistRow, ...], asked: _For) -> str:
    return render_form(
        [
            FormRow(
                id=row.id,
                requirement=row.requirement,
                title=row.title,
                look=row.look,
                evidence=row.evidence,
                basis=tuple(basis_text(row, asked.profile).split("\n")),
                severity=SEVERITIES[row.severity.value],
            )
            for row in rows
        ],
        schema=FORM_SCHEMA,
        portal=asked.code,
        name=asked.name,
        profile=asked.profile.name,
        profile_title=asked.profile.title,
        words=tuple(WORDS),
        instructions=INSTRUCTIONS[1:-1],
    )


# ── read ──────────────────────────────────────────────────────────────────────────────────────────


def _read(arguments: argparse.Namespace) -> int:
    file = Path(arguments.file)
    folder = _run_folder(arguments.run)
    if folder is None:
        raise AuditorError(f"{arguments.run}：不是运行目录。请给出 auditor run 生成的、含有 snapshot 的目录")
    answers = _answers(file, folder, today())
    target = folder / _FILE
    before = target.read_bytes() if target.is_file() else None
    asked = _of_run(folder, None)
    outputs.write(target, encode_checklist(asked.code, asked.profile.name, answers))
    try:
        result = app.finish(folder)
    except BaseException:  # whatever happened: the run is as it was
        if before is None:
            target.unlink(missing_ok=True)
        else:
            outputs.write(target, before)
        raise
    print(f"已读入 {file}：{_counted(answers)}")
    print_summary(result.audit, paths={"报告": result.report, "检查结果": folder / outputs.AUDIT})
    return int(ExitCode.CLEAN)


def _answers(file: Path, folder: Path, day: date) -> tuple[ManualAnswer, ...]:
    """The accepted answers. AuditorError for a list of another portal, and for every fault in its rows."""
    filled, asked = read_filled(file), _of_run(folder, None)
    if filled.portal and filled.portal != asked.code:
        raise AuditorError(
            f"{file}：这份检查表是为网站 {filled.portal} 写的，而 {folder} 是网站 {asked.code} 的。请核对文件和 --run"
        )
    if filled.profile and filled.profile != asked.profile.name:
        raise AuditorError(
            f"{file}：这份检查表按判定方案 {filled.profile} 写出，而该运行使用 {asked.profile.name}。"
            f"请用 auditor checklist write {folder} 重新生成，把填好的内容粘贴过去"
        )
    return accept(filled.rows, rows_for(asked.profile), day, file.name)


def today() -> date:
    """Today in China, wherever the auditor runs."""
    return datetime.now(CHINA).date()


def _counted(answers: tuple[ManualAnswer, ...]) -> str:
    count = {word: sum(answer.verdict is verdict for answer in answers) for word, verdict in WORDS.items()}
    assert set(WORDS.values()) == set(ManualVerdict)
    return "、".join(f"{word} {number} 行" for word, number in count.items())
