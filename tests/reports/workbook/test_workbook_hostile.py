"""What was crawled stays text in a workbook: no formula, no markup, no link that is none, nothing that does not open."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sample
from hostile import LONG, hostile_audit
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell import Cell
from python_calamine import CalamineWorkbook

from auditor.mending import deadlines
from auditor.model import Audit, Evidence
from reports.workbook import render_full, render_terse, writer
from reports.workbook.cells import MARK, MOST_LINES, MOST_UNITS, fit, harmless, target_of

HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
DAY = date(2021, 1, 15)


def cells_of(data: bytes) -> list[Cell]:
    book = load_workbook(io.BytesIO(data))
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]


def audit_saying(text: str) -> Audit:
    """An audit whose first finding speaks of ``text``."""
    audit = sample.audit()
    first = replace(audit.findings[0], subject_name=text, evidence=(Evidence("http://a.example/", text),))
    return replace(audit, findings=(first, *audit.findings[1:]))


def subject_cell(data: bytes, text: str) -> Cell:
    [sheet] = [sheet for sheet in load_workbook(io.BytesIO(data)).worksheets if sheet.title == "问题清单"]
    [column] = [cell.column for cell in sheet[1] if cell.value == "对象"]
    found = [sheet.cell(row, column) for row in range(2, sheet.max_row + 1)]
    return next(cell for cell in found if str(cell.value).strip() == text)


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text_stays_text(seed: int) -> None:
    audit = hostile_audit(seed)
    data = render_full(audit, deadlines(audit.findings, DAY))
    cells = cells_of(data)
    assert len(cells) > 500
    for cell in cells:
        assert cell.data_type in ("s", "n", "d"), (cell.coordinate, cell.value)
        if isinstance(cell.value, str):
            assert not HIDDEN.search(cell.value), (cell.parent.title, cell.coordinate, cell.value[:80])
            assert len(cell.value.encode("utf-16-le")) // 2 <= MOST_UNITS
            assert cell.value.count("\n") < MOST_LINES
            if cell.value.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")):
                assert cell.quotePrefix or cell.hyperlink, cell.value[:40]
        if cell.hyperlink:
            assert re.match(r"https?://[0-9a-z._-]+(:\d+)?(/|$|\?|#)", cell.hyperlink.target)
            assert cell.hyperlink.target.isascii()
            assert len(cell.hyperlink.target) <= 2079


@pytest.mark.parametrize("seed", [0, 1])
def test_the_parts_are_sound_and_hold_no_markup_of_others(seed: int) -> None:
    data = render_full(hostile_audit(seed), {})
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        trees = {name: etree.fromstring(parts.read(name)) for name in parts.namelist()}
    local = [etree.QName(node).localname for tree in trees.values() for node in tree.iter("{*}*")]
    assert not {"f", "script", "img", "svg", "r", "externalLink"} & set(local)
    targets = [
        node.get("Target") for tree in trees.values() for node in tree.iter("{*}Relationship")
        if node.get("TargetMode") == "External"
    ]  # fmt: skip
    assert all(re.match(r"https?://[a-z]", target) for target in targets)
    names = [name.split("/")[1] for name in trees if name.startswith("xl/") and name.count("/") > 1]
    assert set(names) == {"_rels", "theme", "worksheets"}
    CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(1).to_python()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://evil.example/","x")', "=cmd|' /C calc'!A0"],
)
def test_what_looks_like_a_formula_is_text_and_stays_so_when_edited(text: str) -> None:
    cell = subject_cell(render_terse(audit_saying(text), {}), text)
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize(
    "text", ["#N/A", "03-01", "1E5", "TRUE", "2021-01-01", "http://a.example/", "'x", "00012"]
)
def test_nothing_is_guessed_about_text(text: str) -> None:
    cell = subject_cell(render_terse(audit_saying(text), {}), text)
    assert (cell.data_type, cell.hyperlink) == ("s", None)


@pytest.mark.parametrize("text", ["<r><t>a</t></r>", "<r><rPr><b/></rPr><t>粗</t></r>", "<r>&a;</r>"])
def test_text_in_the_shape_of_the_writers_own_markup_is_no_markup(text: str) -> None:
    data = render_terse(audit_saying(text), {})
    assert subject_cell(data, text).data_type == "s"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        strings = etree.fromstring(parts.read("xl/sharedStrings.xml"))
    assert not list(strings.iter("{*}r"))


def test_escapes_of_the_format_are_no_characters() -> None:
    with zipfile.ZipFile(io.BytesIO(render_terse(audit_saying("a_x000D_b"), {}))) as parts:
        assert b"a_x005F_x000D_b" in parts.read("xl/sharedStrings.xml")


def test_long_text_is_cut_where_a_cell_ends_and_says_so() -> None:
    for text in ("长" * LONG, "𠮷" * LONG, "a\n" * LONG):
        shown = harmless(text)
        assert len(shown.encode("utf-16-le")) // 2 <= MOST_UNITS
        assert shown.count("\n") < MOST_LINES
        assert shown.endswith(("…", MARK))
    assert fit("短") == "短"
    assert fit("𠮷" * 20, 20) == "𠮷" * 7 + MARK


def test_links_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writer.MOST_LINKS < 65_530
    monkeypatch.setattr(writer, "MOST_LINKS", 3)
    book = load_workbook(io.BytesIO(render_full(sample.audit(), {})))
    for sheet in book.worksheets:
        assert sum(bool(cell.hyperlink) for row in sheet.iter_rows() for cell in row) <= 3
    beyond = [cell.value for cell in book["栏目"]["N"][5:] if cell.value]
    assert len(beyond) > 20
    assert all(value.startswith(("http", "javascript:")) for value in beyond)


def test_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writer.MOST_ROWS < 1_048_576
    monkeypatch.setattr(writer, "MOST_ROWS", 4)
    sheet = load_workbook(io.BytesIO(render_terse(sample.audit(), {})))["问题清单"]
    assert sheet.max_row == 6
    assert "超出工作表容量" in sheet["A6"].value


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.example/b?c=1&d=2#e", "http://a.example/b?c=1&d=2#e"),
        ("https://a.example:8443/", "https://a.example:8443/"),
        ("https://a.example/路径?q=字", "https://a.example/%E8%B7%AF%E5%BE%84?q=%E5%AD%97"),
        ("https://a.example/100%?x=%E5%AD%97", "https://a.example/100%25?x=%E5%AD%97"),
        ("https://a.example/[1]{2}|^", "https://a.example/%5B1%5D%7B2%7D%7C%5E"),
        ("https://a.example/x#a#b", "https://a.example/x#a%23b"),
        ("http://清禾.政务/", "http://xn--c5w03w.xn--zfr164b/"),
        ("http://a.example:99999/", None),
        ("http://user:pass@a.example/", None),
        ("http://[::1/", None),
        ("http://[::1]/", None),
        ("http://" + "a" * 70 + "/", None),
        ("http://a.example/" + "字" * 700, None),
        ("http://a.example/\ud800", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("internal:Sheet1!A1", None),
        ("external:c:\\x.xlsx", None),
        ("mailto:a@b.example", None),
        ("//a.example/", None),
        ("", None),
    ],
)
def test_what_becomes_a_hyperlink(url: str, target: str | None) -> None:
    assert target_of(url) == target


def test_numbers_that_no_cell_holds_are_text() -> None:
    audit: Any = sample.audit()
    columns = (replace(audit.columns[0], total=10**30), *audit.columns[1:])
    cells = cells_of(render_full(replace(audit, columns=columns), {}))
    assert [cell.data_type for cell in cells if cell.value == str(10**30)] == ["s"]
