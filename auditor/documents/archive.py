"""Office archives are checked before any library opens them: size when unpacked, encryption, entities."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

from auditor.documents.limits import MAX_ENTRIES, MAX_UNPACKED, Unreadable

#: What ``zipfile`` raises on archives that are cut off, forged, or packed in ways that it does not know.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_CHUNK = 1 << 20
_BOMB = "文件解压后过大（疑似压缩炸弹），未读取"


def check_archive(data: bytes) -> None:
    """Unreadable for an archive that is damaged, locked, too large, or that declares XML entities.

    Sizes are measured by unpacking in pieces, since the declared ones may lie.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise Unreadable(_BOMB)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("文件设有打开密码，无法读取")
            left = MAX_UNPACKED
            for entry in entries:
                left -= _measure(archive, entry, left)
    except BROKEN as error:
        raise Unreadable("文件已损坏或下载不完整，无法打开") from error


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if size == 0 and _declares_entities(entry.filename, chunk):
                raise Unreadable("文件含有 XML 实体声明，为安全起见未读取")
            size += len(chunk)
            if size > left:
                raise Unreadable(_BOMB)
    return size


def _declares_entities(name: str, head: bytes) -> bool:
    """Office writes no DOCTYPE; who has one wants entities expanded or fetched."""
    return name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head[:8192].replace(b"\0", b"")
