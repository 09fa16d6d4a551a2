"""The pictures of a run on disk: ``evidence/<number>.png`` and ``evidence/shots.json``, and how they come into the audit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.model import Audit, AuditedShot, Evidence, Finding, Outcome

FOLDER, SHOTS = "evidence", "shots.json"
FORMAT = "portal-auditor-shots:1"
#: All pictures of a report are no larger than this (bytes); those of the grave findings come first.
MAX_REPORT = 24 << 20
_FILE = re.compile(r"[0-9a-f]{16,64}\.png")
_SHOWN = (Outcome.FAIL, Outcome.WARN)


@dataclass(frozen=True, slots=True)
class ShotRecord:
    """A picture and what it shows: the ``evidence`` of the finding that was looked at, on the page with that digest."""

    shot: AuditedShot
    evidence: Evidence | None = None
    body_sha256: str = ""


@dataclass(frozen=True, slots=True)
class _Records:
    records: tuple[ShotRecord, ...]
    format: str = FORMAT


# ── pure ──────────────────────────────────────────────────────────────────────────────────────────


def with_shots(audit: Audit, shots: Iterable[AuditedShot]) -> Audit:
    """The audit with these pictures in the place of its own, in the order of its findings; pictures of no finding of its
    are left out."""
    by_number = {shot.fingerprint: shot for shot in shots}
    known = dict.fromkeys(f.fingerprint for f in audit.findings)
    return replace(audit, shots=tuple(by_number[each] for each in known if each in by_number))


def fits(record: ShotRecord, finding: Finding, bodies: frozenset[str]) -> bool:
    """True when the finding still speaks of what the record shows. ``bodies`` are the digests of the snapshot."""
    if finding.outcome not in _SHOWN or (record.body_sha256 and record.body_sha256 not in bodies):
        return False
    return record.evidence in finding.evidence if record.evidence else not finding.evidence


def file_name(fingerprint: str) -> str:
    """The file of a finding's picture: no crawled or hand-made text becomes a path."""
    bare = fingerprint.lower()
    if not _FILE.fullmatch(f"{bare}.png"):
        bare = hashlib.sha256(fingerprint.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{bare}.png"


# ── on disk ───────────────────────────────────────────────────────────────────────────────────────


def kept_shots(folder: Path, audit: Audit, bodies: frozenset[str]) -> tuple[AuditedShot, ...]:
    """Pictures in a run folder that still fit a newly judged audit: same finding, same evidence, same page, same file."""
    findings = {finding.fingerprint: finding for finding in audit.findings}
    return tuple(
        record.shot
        for record in read_records(folder)
        if (finding := findings.get(record.shot.fingerprint)) is not None
        and fits(record, finding, bodies)
        and (not record.shot.file or _picture(folder, record.shot) is not None)
    )


def keep_shots(folder: Path, records: Sequence[ShotRecord]) -> None:
    """Write ``shots.json`` and remove pictures that it does not name. AuditorError when the disk refuses."""
    home = evidence_folder(folder)
    outputs.write(home / SHOTS, codec.encode_pretty(_Records(tuple(records))))
    named = {Path(record.shot.file).name for record in records if record.shot.file}
    for path in home.glob("*.png"):
        if _FILE.fullmatch(path.name) and path.name not in named:
            path.unlink(missing_ok=True)


def read_records(folder: Path) -> tuple[ShotRecord, ...]:
    """``shots.json`` of a run folder, empty when there is none. AuditorError when it is broken."""
    path = folder / FOLDER / SHOTS
    if not path.is_file():
        return ()
    try:
        kept = codec.decode(path.read_bytes(), _Records)
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    except ValueError as error:
        raise AuditorError(
            f"{path} 已损坏（{codec.reason(error)}）。请删除 {path.parent}，再运行 auditor evidence"
        ) from error
    return kept.records if kept.format == FORMAT else ()


def pictures_of(folder: Path, audit: Audit) -> tuple[tuple[str, bytes], ...]:
    """The pictures that the audit names, by their SHA-256, each once; a file that is gone or another is left out."""
    pictures: dict[str, bytes] = {}
    room = MAX_REPORT
    graveness = {finding.fingerprint: -finding.severity.rank for finding in audit.findings}
    for shot in sorted(audit.shots, key=lambda each: graveness.get(each.fingerprint, 0)):
        data = _picture(folder, shot) if shot.file and shot.sha256 not in pictures else None
        if data is not None and len(data) <= room:
            pictures[shot.sha256] = data
            room -= len(data)
    return tuple(pictures.items())


def evidence_folder(folder: Path) -> Path:
    """Where the pictures of a run lie. AuditorError when that is a link to somewhere else."""
    home = folder / FOLDER
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise AuditorError(f"{home} 不是普通目录，截图不会写到那里；请删除它后重试")
    return home


def _picture(folder: Path, shot: AuditedShot) -> bytes | None:
    """The file of a picture when it is there and unchanged."""
    directory, _, name = shot.file.rpartition("/")
    path = folder / FOLDER / name
    if (
        directory != FOLDER
        or not _FILE.fullmatch(name)
        or (folder / FOLDER).is_symlink()
        or path.is_symlink()
    ):
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == shot.sha256 else None
