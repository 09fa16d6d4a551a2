"""Readers of files: attachments, workbooks that people send back, archives, saved sites, lists of posts.

Spreadsheets of attachments are read by a library in Rust that a fuzzer of Python does not see into, and that may end its
process; ``tests/fuzz`` gives them to the child that reads them for the product.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO

from auditor import codec
from auditor.catalog import workbook_read
from auditor.checklist.reading import read_filled
from auditor.documents import html
from auditor.documents.archive import check_archive
from auditor.documents.child import answer_to
from auditor.documents.heading import heading_of
from auditor.documents.kind import kind_of
from auditor.documents.limits import Unreadable
from auditor.errors import AuditorError
from auditor.extract.media.exported import exported_csv
from auditor.fleet.register import read_register
from auditor.fleet.register_template import workbook_template
from auditor.media import register_book
from bench.fuzz.reader import Reader, as_file, files, text_of, texts
from bench.fuzz.texts_read import HOME, MOMENT

_PARTS = ("word/document.xml", "[Content_Types].xml", "xl/workbook.xml", "OFD.xml", "mimetype")


def _kind(data: bytes) -> None:
    """What it is, and an archive's bounds; a kind of ours is one of eight."""
    assert kind_of(data) in ("html", "xlsx", "xls", "ods", "docx", "doc", "rtf", "pdf")


def _archive(data: bytes) -> None:
    check_archive(data)


def _word(data: bytes) -> None:
    """The document's own part, given as XML: a fuzzer would not get through the zip around it."""
    told = answer_to("docx", _docx(data))
    codec.encode([told.get("text"), heading_of(str(told.get("text", "")))])


def _docx(document: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", document)
    return packed.getvalue()


def _pdf(data: bytes) -> None:
    told = answer_to("pdf", data)
    heading_of(str(told.get("text", "")))


def _html(data: bytes) -> None:
    content = html.read(data, "text/html")
    codec.encode([content.text, heading_of(content.text)])


def _heading(data: bytes) -> None:
    assert len(heading_of(text_of(data))) <= 200


def _workbook(data: bytes) -> None:
    """One file through all doors by which people hand in workbooks and forms; each may refuse it in its own words."""
    path = as_file(data, "book.xlsx")
    for read in (workbook_read.read, read_register, register_book.read, read_filled):
        try:
            read(path)
        except AuditorError:
            continue


def _posts(data: bytes) -> None:
    codec.encode(exported_csv(data, HOME, MOMENT, date(2026, 1, 1)).posts)


def _archives() -> Iterable[bytes]:
    for name in _PARTS:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, "<a/>" * 9)
        yield packed.getvalue()


_SPACE = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_SPACE}/package/2006/content-types"><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{_SPACE}/package/2006/relationships"><Relationship Id="r" Type='
    f'"{_SPACE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_DOCUMENT = (
    f'<w:document xmlns:w="{_SPACE}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>清禾县公告</w:t></w:r></w:p><w:tbl>'
    '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:body>'
    "</w:document>"
)
READERS = (
    Reader(
        "kind",
        "what an attachment is, told from its bytes",
        _kind,
        lambda: (*_archives(), *texts("%PDF-1.4", "{\\rtf1", "<html><table>", "Rar!", "7z")()),
        ("PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "%PDF-", "<table", "mimetype"),
        (Unreadable,),
    ),
    Reader(
        "archive",
        "bounds of an archive before any library opens it",
        _archive,
        _archives,
        ("PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "PK\x06\x06", "<!DOCTYPE", ".xml"),
        (Unreadable,),
    ),
    Reader(
        "docx",
        "the text and tables of a docx",
        _word,
        texts(_DOCUMENT),
        ("<w:tbl>", "<w:tr>", "<w:tc>", "<w:gridSpan w:val=", "<w:vMerge", "<w:sdt>", "<w:sym"),
        (Unreadable,),
    ),
    Reader(
        "pdf",
        "the text and tables of a pdf",
        _pdf,
        files("fixtures/documents/*.pdf", "fixtures/documents/damaged/*.pdf"),
        (
            "obj",
            "endobj",
            "stream\n",
            "endstream",
            "/Filter/FlateDecode",
            "/Kids",
            "/Parent",
            "xref",
            "trailer",
            "BT",
            "Tf",
        ),
        (Unreadable,),
        16_384,
    ),
    Reader(
        "html-file",
        "tables and first lines of an attachment in HTML",
        _html,
        files("fixtures/documents/*.html"),
        ("<table>", "<tr>", "<td rowspan=", "<p>", "<h1>", "附件"),
        most=8192,
    ),
    Reader(
        "heading",
        "the name that a document gives itself",
        _heading,
        texts("附件1\n清政办发〔2026〕1号\n关于印发方案的通知", "公 告\n2026年6月15日", "目 录\n第一章"),
        ("附件", "通知", "〔", "（试行）"),
    ),
    Reader(
        "workbook",
        "workbooks and forms that people hand in",
        _workbook,
        lambda: (workbook_template(), *texts('{"schema":"x","rows":[]}', "<!doctype html>")()),
        ("PK\x03\x04", '{"schema":', '"rows":[', "xl/workbook.xml"),
        (AuditorError,),
        24_000,
    ),
    Reader(
        "posts",
        "lists of posts that people export as CSV",
        _posts,
        texts("标题,发布时间,链接\n清禾动态,2026-06-15,http://a.test/1\n", "title\tdate\na\tb"),
        ("标题,", "发布时间", '"', "\r\n", "\t"),
    ),
)
