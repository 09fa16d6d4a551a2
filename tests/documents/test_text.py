"""Documents of every kind give their first lines; a scan gives none, and bounds hold."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType

import docx
import pytest
import xlwt

from auditor.documents import office, read_tables
from auditor.documents.content import MAX_CHARS, MAX_LINES, first_lines, row_line
from auditor.documents.heading import heading_of
from auditor.model import Fetch, PageKind, Portal, Purpose
from auditor.reading import reader_for
from auditor.territory import Territory, territory_of
from tests.harness import FIXTURES

FOLDER = FIXTURES / "documents"
GUIDE = "清禾县政府信息公开指南"
BODY = ("一、主动公开的内容", "二、依申请公开的程序")
NEEDS_OFFICE = pytest.mark.skipif(office.office_program() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    sys.path.insert(0, str(FIXTURES))
    try:
        import office_files
    finally:
        sys.path.remove(str(FIXTURES))
    return office_files


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_paragraphs_in_order(builder: ModuleType, kind: str) -> None:
    tables = read_tables(builder.document(kind, f"{GUIDE}.{kind}", BODY))
    assert (tables.kind, tables.reason) == (kind, None)
    assert tables.text.splitlines() == [GUIDE, *BODY]


def test_rows_of_the_first_sheet(builder: ModuleType) -> None:
    tables = read_tables(builder.document("xlsx", "指南.xlsx", BODY))
    assert tables.text.splitlines() == [
        "序号 内容",
        "1 指南",
        *(f"{n} {text}" for n, text in enumerate(BODY, 2)),
    ]


def test_a_merged_title_counts_once() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    sheet.write_merge(0, 0, 0, 3, "清禾县权责清单")
    for x, text in enumerate(("序号", "事项", "事项", "依据")):
        sheet.write(1, x, text)
    book.add_sheet("二").write(0, 0, "别的")
    buffer = BytesIO()
    book.save(buffer)
    tables = read_tables(buffer.getvalue())
    assert (tables.kind, tables.text) == ("xls", "清禾县权责清单\n序号 事项 依据")
    assert heading_of(tables.text) == "清禾县权责清单"


@pytest.mark.parametrize(
    ("file", "heading"),
    [
        ("docx-merged.docx", "清禾县义务教育领域基层政务公开标准目录"),
        ("pdf-one-header.pdf", "清禾县救灾领域基层政务公开标准目录"),
        ("xls-merged.xls", "清禾县救灾领域基层政务公开标准目录"),
        pytest.param("doc-old.doc", "清禾县养老服务领域基层政务公开标准目录", marks=NEEDS_OFFICE),
    ],
)
def test_catalogs_bear_their_names(file: str, heading: str) -> None:
    assert heading_of(read_tables((FOLDER / file).read_bytes()).text) == heading


def test_paragraphs_and_tables_of_word_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("附件1")
    table = document.add_table(2, 2)
    for y, x, text in ((0, 0, "指南"), (0, 1, "指南"), (1, 0, "甲"), (1, 1, "乙")):
        table.cell(y, x).text = text
    document.add_paragraph("完")
    buffer = BytesIO()
    document.save(buffer)
    assert read_tables(buffer.getvalue()).text == "附件1\n指南\n甲 乙\n完"


@NEEDS_OFFICE
def test_rtf() -> None:
    tables = read_tables(b"{\\rtf1\\ansi \\u20844?\\u24320?\\u25351?\\u21335?\\par 1\\par}")
    assert tables.text == "公开指南\n1"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>附件1</p><p><span>公开</span><span>指南</span></p>", ["附件1", "公开指南"]),
        ("<table><tr><td>序号</td><td>事项</td></tr></table>", ["序号 事项"]),
        ("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", ["甲", "乙"]),
        ("<div>公开指南</div>", ["公开指南"]),
        ("<script>1</script><p hidden>无</p><p>有</p>", ["有"]),
    ],
)
def test_html(html: str, lines: list[str]) -> None:
    assert read_tables(f"<html><meta charset=utf-8><body>{html}".encode()).text.splitlines() == lines


@pytest.mark.parametrize("path", sorted((FOLDER / "damaged").iterdir()), ids=lambda path: path.name)
def test_what_cannot_be_read_has_no_text(path: Path) -> None:
    assert read_tables(path.read_bytes()).text == ""


def test_bounds() -> None:
    assert first_lines(f"第{n}行" for n in range(10**9)).count("\n") == MAX_LINES - 1
    assert len(first_lines(["字" * 900] * 9)) <= MAX_CHARS
    assert first_lines(["", "  ", "\u200b", "甲\u3000乙"]) == "甲 乙"
    assert row_line(["甲", "甲", "", "甲", "乙"]) == "甲 乙"


# ── what the reader of a portal makes of it ──


def territory() -> Territory:
    return territory_of(Portal("demo", "示例", "http://www.demo.test/"))


def test_a_document_is_read_as_a_page_with_a_heading(builder: ModuleType) -> None:
    fetch = Fetch("http://www.demo.test/1.pdf", Purpose.DOCUMENT, status=200, mime="application/pdf")
    body = builder.document("pdf", GUIDE, BODY)
    reading = reader_for(territory(), ())(fetch, body)
    assert reading is not None
    assert (reading.kind, reading.title, reading.names) == (PageKind.OTHER, GUIDE, (("heading", GUIDE),))
    assert (reading.text, reading.text_length) == ("\n".join((GUIDE, *BODY)), len("\n".join((GUIDE, *BODY))))
    assert reading.catalogs == ()


def test_a_scan_has_neither_name_nor_text() -> None:
    fetch = Fetch("http://www.demo.test/1.pdf", Purpose.DOCUMENT, status=200, mime="application/pdf")
    reading = reader_for(territory(), ())(fetch, (FOLDER / "damaged" / "scanned.pdf").read_bytes())
    assert reading is not None
    assert (reading.title, reading.names, reading.text) == ("", (), "")
