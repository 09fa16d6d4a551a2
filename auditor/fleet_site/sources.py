"""The audits below an output folder: which there are, whether they changed, and each read once when it is wanted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from reports.site.folding import Read

#: The file by which a site's folder is known.
SITE = ".site.json"


@dataclass(frozen=True, slots=True)
class Source:
    """The runs of one folder below the output folder, oldest first. ``print`` changes when any of its files is written."""

    key: str
    audits: tuple[Path, ...]
    print: str


def sources(out: Path, kept: int) -> list[Source]:
    """All folders with runs, by name, the newest ``kept`` runs of each. AuditorError when there is no audit at all."""
    if not out.is_dir():
        raise AuditorError(f"没有找到输出目录 {out}。请给出 auditor run 的 --out 目录")
    found: dict[str, list[Path]] = {}
    for path in out.glob(f"*/*/{outputs.AUDIT}"):
        if not (path.parent.parent / SITE).is_file():  # a site in the output folder is no county
            found.setdefault(path.parent.parent.name, []).append(path)
    if not found:
        raise AuditorError(f"{out} 下没有检查结果（<代码>/<运行>/audit.json）。请先运行 auditor run")
    return [_source(key, sorted(found[key], key=outputs.by_run)[-kept:]) for key in sorted(found)]


def reads(out: Path, source: Source) -> Iterator[Read]:
    """The audits one after the other; one that cannot be read comes with the reason."""
    for path in source.audits:
        place = path.relative_to(out).as_posix()
        try:
            yield Read(path.parent.name, place, codec.decode_audit(path.read_bytes(), place))
        except AuditorError as error:
            yield Read(path.parent.name, place, None, error.message.removeprefix(place).strip())
        except (OSError, RecursionError) as error:
            yield Read(path.parent.name, place, None, f"无法读取：{getattr(error, 'strerror', '') or error}")


def state_of(path: Path) -> str:
    """What changes when a file is written again: identity, size, time. "" when there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_ino}-{stat.st_size}-{stat.st_mtime_ns}"


def _source(key: str, audits: Sequence[Path]) -> Source:
    digest = hashlib.sha256()
    for path in audits:
        digest.update(os.fsencode(path.parent.name) + b"\0" + state_of(path).encode() + b"\0")
    return Source(key, tuple(audits), digest.hexdigest())
