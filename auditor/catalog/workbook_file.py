"""Opening a workbook that somebody sent: what it is, whether it is whole, and how large it would become."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from auditor.errors import AuditorError

MAX_FILE = 30 * 1024 * 1024
#: Declared size of all parts together, and of one part over its packed size.
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: openpyxl lets through whatever its readers raise; a broken part shows in many ways.
_FAULTS = (
    InvalidFileException, ExpatError, OSError, zlib.error, EOFError, NotImplementedError, RuntimeError,
    SyntaxError,  # lxml's XMLSyntaxError and ElementTree's ParseError are of this kind
    ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_workbook(path: Path) -> Workbook:
    """The workbook, formulas as such, nothing evaluated. Raises AuditorError that says what the file is instead."""
    _check_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(path, archive)
        return load_workbook(path, read_only=False, data_only=False, keep_links=False)
    except zipfile.BadZipFile:
        raise AuditorError(f"{path}：文件不完整或已损坏，无法打开。请重新保存或重新下载") from None
    except _FAULTS as error:
        raise AuditorError(
            f"{path}：不是能读的 xlsx 工作簿（{type(error).__name__}）。请用表格软件另存为 .xlsx"
        ) from None


def _check_kind(path: Path) -> None:
    try:
        if path.is_dir():
            raise AuditorError(f"{path}：这是目录，需要一个 .xlsx 文件。请给出文件的路径")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except FileNotFoundError:
        raise AuditorError(f"{path}：文件不存在。请检查路径是否写对") from None
    except OSError as error:
        raise AuditorError(f"{path}：文件无法读取（{error.strerror or error}）。请检查文件权限") from None
    if not size:
        raise AuditorError(f"{path}：文件是空的（0 字节）。请重新保存或重新下载")
    if size > MAX_FILE:
        raise AuditorError(f"{path}：文件有 {size} 字节，超过上限 {MAX_FILE}。请删除无关的内容")
    if head.startswith(_OLE):
        whole = head + path.read_bytes()[len(head) :]
        if _ENCRYPTED in whole:
            raise AuditorError(f"{path}：文件有打开密码。请取消密码后另存为 .xlsx")
        raise AuditorError(f"{path}：这是旧格式（.xls 或 .doc）。请用表格软件另存为 .xlsx")
    if not head.startswith(b"PK"):
        raise AuditorError(f"{path}：不是 xlsx 文件。请用 auditor catalog export 生成的工作簿")


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    worst = max(
        (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > 1 << 20),
        default=0.0,
    )
    if total > MAX_UNPACKED or worst > MAX_RATIO:
        raise AuditorError(f"{path}：解压后有 {total} 字节，或压缩比异常，不予打开。请检查文件来源")
    if any(part.flag_bits & 1 for part in parts):
        raise AuditorError(f"{path}：压缩包有密码。请取消密码后另存为 .xlsx")
    if "xl/workbook.xml" not in archive.namelist():
        raise AuditorError(f"{path}：是压缩包，但不是 xlsx 工作簿。请用表格软件另存为 .xlsx")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(4096):
                    raise AuditorError(f"{path}：{part.filename} 含有 DOCTYPE，不予打开。请检查文件来源")
