"""Spreadsheets. Values as last saved: formulas are not computed, macros and links are not looked at."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from io import BytesIO

import python_calamine as calamine

from auditor.documents.archive import check_archive
from auditor.documents.content import Content, first_lines, row_line
from auditor.documents.limits import CellBudget, Unreadable
from auditor.extract.plain import clean
from auditor.model import Grid

_CELL_TEXT = 4000
_Position = tuple[int, int]


def read_archive(data: bytes) -> Content:
    check_archive(data)
    return _read(data)


def read_old(data: bytes) -> Content:
    return _read(data)


def _read(data: bytes) -> Content:
    try:
        book = calamine.load_workbook(BytesIO(data))
    except calamine.PasswordError as error:
        raise Unreadable("文件设有打开密码，无法读取") from error
    except calamine.CalamineError as error:
        raise _why(error) from error
    budget = CellBudget()
    grids = []
    for sheet in book.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        grid = _grid(book.get_sheet_by_name(sheet.name), budget)
        if grid is not None:
            grids.append(grid)
    return Content(tuple(grids), first_lines(map(row_line, grids[0].rows)) if grids else "")


def _why(error: Exception) -> Unreadable:
    locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
    return Unreadable("文件设有打开密码，无法读取" if locked else "文件已损坏或下载不完整，无法打开")


def _grid(sheet: calamine.CalamineSheet, budget: CellBudget) -> Grid | None:
    if sheet.start is None or sheet.end is None:
        return None
    budget.spend(sheet.height * sheet.width)
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    _expand(rows, sheet.merged_cell_ranges or (), sheet.start)
    # Formatted but empty rows and columns at the edges are no part of the table.
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((x + 1 for row in rows for x, text in enumerate(row) if text), default=0)
    if not width:
        return None
    cut = tuple(tuple(row[:width]) for row in rows)
    return Grid(cut, name=clean(sheet.name), where=f"工作表“{clean(sheet.name)}”")


def _expand(rows: list[list[str]], merged: Iterable[tuple[_Position, _Position]], start: _Position) -> None:
    """Repeat the text of a merged cell in all places that it covers."""
    top, left = start
    for (y0, x0), (y1, x1) in merged:
        y0, y1, x0, x1 = y0 - top, y1 - top, x0 - left, x1 - left
        if not (0 <= y0 < len(rows) and 0 <= x0 < len(rows[y0])):
            continue
        for y in range(y0, min(y1, len(rows) - 1) + 1):
            for x in range(x0, min(x1, len(rows[y]) - 1) + 1):
                rows[y][x] = rows[y0][x0]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return clean(str(value))[:_CELL_TEXT]
