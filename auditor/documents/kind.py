"""What a document is, told from its bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from auditor.documents.archive import BROKEN
from auditor.documents.limits import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta)\b", re.I)
_HEAD = 4096
_PACKED = ((b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"))


def kind_of(data: bytes) -> str:
    """html, xlsx, xls, ods, docx, doc, rtf or pdf. Unreadable for anything else, with what it seems to be."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("文件是空的（0 字节）" if not data else "文件没有内容")
    if data.startswith(b"PK"):
        return _of_archive(data)
    if data.startswith(_OLE):
        return _of_ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    for magic, name in _PACKED:
        if data.startswith(magic):
            raise Unreadable(f"文件是压缩包（{name}），未解开")
    return _of_text(data)


def _of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return "docx"
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "xlsx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype")
                if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return "ods"
    except BROKEN as error:
        raise Unreadable("文件已损坏或下载不完整，无法打开") from error
    if "OFD.xml" in names:
        raise Unreadable("文件是 OFD 版式文件，暂不支持读取")
    raise Unreadable("文件是压缩包（zip），未解开")


def _of_ole(data: bytes) -> str:
    """Old Office files are told apart by the names of their streams, which stand in the directory as UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Unreadable("文件设有打开密码，无法读取")
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Unreadable("文件已损坏，或者是无法识别的旧版 Office 文件")


def _of_text(data: bytes) -> str:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head.lower():
        raise Unreadable("文件是 XML 表格（2003），暂不支持读取")
    if _HTML.search(head):
        return "html"
    raise Unreadable("无法识别的文件类型")
