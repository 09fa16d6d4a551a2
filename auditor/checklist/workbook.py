"""The checklist as a workbook that inspectors fill in. Every cell is text, whatever it looks like."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditor.checklist.answers import WORDS
from auditor.checklist.layout import COLUMNS, HELP, INSTRUCTIONS, PORTAL, PROFILE, SEVERITIES, SHEET
from auditor.checklist.rows import ChecklistRow
from auditor.profile import Profile

_HEAD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="DDE7F0")
_FILL = PatternFill("solid", fgColor="FFF8E1")
_WRAP = Alignment(vertical="top", wrap_text=True)
_MAX_CELL = 32_767


def write_workbook(rows: Sequence[ChecklistRow], profile: Profile, code: str, name: str) -> bytes:
    """The file's bytes. ``code`` and ``name`` are the portal's; the same list cannot be read into another portal."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = SHEET
    _fill(sheet, rows, profile)
    _validate(sheet, len(rows))
    _instruct(book.create_sheet(HELP), profile, code, name)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def basis_text(row: ChecklistRow, profile: Profile) -> str:
    """Whence the row comes, a clause to a line."""
    return "\n".join(
        f"{clause.doc}{clause.clause}：{clause.text}" + ("" if clause.verified else "（原文尚未核实）")
        for clause in row.clauses(profile)
    )


def _fill(sheet: Worksheet, rows: Sequence[ChecklistRow], profile: Profile) -> None:
    for at, column in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, at)
        _put(head, column.title)
        head.font, head.fill = _HEAD, _SHADE
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for number, row in enumerate(rows, start=2):
        values = {
            "id": row.id,
            "requirement": row.requirement,
            "title": row.title,
            "look": row.look,
            "wanted": row.evidence,
            "basis": basis_text(row, profile),
            "severity": SEVERITIES[row.severity.value],
        }
        for at, column in enumerate(COLUMNS, start=1):
            cell = sheet.cell(number, at)
            _put(cell, values.get(column.key, ""))
            if column.fill:
                cell.fill = _FILL
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _validate(sheet: Worksheet, count: int) -> None:
    """A drop-down list of verdicts; whatever is pasted over it is caught when the file is read."""
    letter = get_column_letter(1 + [column.key for column in COLUMNS].index("verdict"))
    choice = DataValidation(
        type="list", formula1=f'"{",".join(WORDS)}"', allow_blank=True, showErrorMessage=True
    )
    choice.errorTitle, choice.error = "结论", f"只能选：{'、'.join(WORDS)}"
    choice.promptTitle, choice.prompt = "结论", "请从列表中选择"
    choice.add(f"{letter}2:{letter}{max(count, 1) + 1}")
    sheet.add_data_validation(choice)


def _instruct(sheet: Worksheet, profile: Profile, code: str, name: str) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 100
    known = (("网站", name), (PORTAL, code), (PROFILE, profile.name), ("方案名称", profile.title))
    for number, (label, text) in enumerate(known, start=1):
        _put(sheet.cell(number, 1), label)
        _put(sheet.cell(number, 2), text)
        sheet.cell(number, 1).font = _HEAD
    for number, text in enumerate(INSTRUCTIONS, start=1):
        _put(sheet.cell(len(known) + 1 + number, 1), str(number))
        _put(sheet.cell(len(known) + 1 + number, 2), text)


def _put(cell: Any, text: str) -> None:
    """Text stays text: “=1+1” is no formula, “03-01” no date."""
    assert isinstance(cell, Cell)
    shown = "".join(sign for sign in text if sign >= " " or sign == "\n")[:_MAX_CELL]
    cell.value = shown or None
    if shown:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = _WRAP
    cell.quotePrefix = int(shown.startswith(("=", "+", "-", "@")))
