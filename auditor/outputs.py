"""Where results lie on disk: ``<out>/<portal>/<run>/`` with ``audit.json``, ``report.html`` and ``run.json``.

Files appear by rename, so a reader never meets half of one.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError
from auditor.model import Level, MediaSurvey

AUDIT, REPORT, RUN, SNAPSHOT = "audit.json", "report.html", "run.json", "snapshot"
MAPPING = "mapping.yml"
#: What people tolerate for a while (:mod:`auditor.waivers`).
WAIVERS = "waivers.yml"
#: What a run folder may hold besides: the checklist as filled in, looks at the home page, the inspector's words.
CHECKLIST, PROBES, WORDS = "checklist.json", "probes.jsonl", "words"
#: What is known of the accounts of new media.
MEDIA = "newmedia.json"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """``run.json``: how a run was asked for. ``today`` is the day it judged for (ISO)."""

    target: str
    today: str
    profile: str
    level: Level


def write(path: Path, data: bytes) -> Path:
    """Write by rename in the same folder. AuditorError names the path and the cure; nothing is left half-written."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise AuditorError(
            f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限，或写到别处"
        ) from error
    return path


def check_writable(out: Path) -> None:
    """Fail before the crawl, not after it. Leaves nothing behind but the folder itself."""
    probe = out
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".write-test.", dir=out)
        os.close(handle)
        probe = Path(name)
        probe.unlink()
    except OSError as error:
        raise AuditorError(
            f"无法写入输出目录 {out}：{error.strerror or error}。请检查目录权限，或用 --out 指定其他目录"
        ) from error


def run_folder(path: Path) -> Path:
    """The run folder of a snapshot folder, a run folder, or a file in one."""
    if path.is_file() or path.name == SNAPSHOT:
        return path.parent
    return path


def snapshot_folder(path: Path) -> Path:
    if not path.exists():
        raise AuditorError(f"没有找到快照 {path}；请给出 auditor crawl 或 auditor run 生成的目录")
    inner = path / SNAPSHOT
    return inner if inner.is_dir() else path


def read_run(folder: Path) -> RunRecord | None:
    """``run.json`` of a run folder; None when there is none. AuditorError when it is broken."""
    path = folder / RUN
    if not path.is_file():
        return None
    try:
        record = codec.decode(path.read_bytes(), RunRecord)
        date.fromisoformat(record.today)
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    except ValueError as error:
        raise AuditorError(f"{path} 已损坏（{codec.reason(error)}）。请删除该文件，或重新抓取") from error
    return record


def audit_file(path: Path) -> Path:
    found = path / AUDIT if path.is_dir() else path
    if not found.is_file():
        raise AuditorError(f"没有找到检查结果 {found}；请给出 audit.json 或它所在的运行目录")
    return found


def _run_order(run_id: str) -> tuple[str, int]:
    """Run ids are a time and, for runs of one second, a number: ``20260615T080000Z-10`` follows ``…Z-9``."""
    stamp, _, number = run_id.partition("-")
    return (stamp, int(number) if number.isdigit() else 1)


def by_run(path: Path) -> tuple[tuple[str, int], Path]:
    """Sorts files of run folders by the time of their run."""
    return (_run_order(path.parent.name), path)


def read_media(path: Path) -> MediaSurvey:
    """``newmedia.json``: what is known of the accounts of new media. AuditorError when it is broken."""
    try:
        survey = codec.decode(path.read_bytes(), MediaSurvey)
        date.fromisoformat(survey.day)
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    except ValueError as error:
        raise AuditorError(
            f"{path} 已损坏（{codec.reason(error)}）。请删除该文件，或重新运行 auditor newmedia"
        ) from error
    return survey


def latest_audit(out: Path) -> Path:
    """The newest ``audit.json`` below an output folder, by run id."""
    found = sorted(out.glob(f"*/*/{AUDIT}"), key=by_run)
    if not found:
        raise AuditorError(f"{out} 下没有检查结果；请先运行 auditor run，或用 --audit 指定 audit.json")
    return found[-1]
