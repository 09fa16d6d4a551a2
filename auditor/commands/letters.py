"""What the commands that write letters share: the office's template, safe names, and never writing over a letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from auditor import outputs
from auditor.errors import AuditorError
from reports.notice.bundled import bundled
from reports.notice.package import MAX_BYTES
from reports.text import clean

#: Where the letters of a run lie, below its folder.
FOLDER = "notices"
_OTHER = re.compile(r"[^\w（）()-]+")


def template_bytes(given: str | None, own: str) -> tuple[bytes, str]:
    """The template to use and its name for errors: the office's file, else the bundled one named ``own``."""
    if given is None:
        return bundled(own), "自带模板"
    path = Path(given)
    try:
        with path.open("rb") as stream:
            # One byte more than a template may have: the check of the package refuses it, and nothing bigger is read.
            return stream.read(MAX_BYTES + 1), str(path)
    except OSError as error:
        raise AuditorError(
            f"无法读取模板 {path}：{error.strerror or error}。请检查 --template 所写的路径"
        ) from error


def save_template(target: str, own: str) -> Path:
    """Write the bundled template for an office to work on."""
    path = Path(target)
    if path.suffix.lower() != ".docx":
        raise AuditorError(f"模板文件名应以 .docx 结尾，收到“{target}”。例如 --save-template 模板.docx")
    write_all({path: bundled(own)}, force=False, cure="请换一个文件名")
    return path


def file_part(text: str) -> str:
    """``text`` as part of a file name: letters of any script, digits, hyphens, brackets; at most 40 characters."""
    return _OTHER.sub("_", clean(text, 200)).strip("_")[:40] or "未命名"


def write_all(files: Mapping[Path, bytes], force: bool, cure: str) -> None:
    """Write files that nobody may have worked on: one that is there and differs stops it all before anything is written,
    unless ``force``. Equal bytes do no harm."""
    for path, data in files.items():
        if not force and _differs(path, data):
            raise AuditorError(
                f"{path} 已存在且内容不同，可能已经修改或签发，没有覆盖。{cure}，或加 --force 覆盖"
            )
    for path, data in files.items():
        outputs.write(path, data)


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() != data
    except FileNotFoundError:
        return False
    except OSError as error:
        raise AuditorError(
            f"无法读取 {path}：{error.strerror or error}。请检查文件权限，或另写一处"
        ) from error
