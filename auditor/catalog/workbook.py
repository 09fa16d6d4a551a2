"""The files of an edition → a workbook that officials can edit. Every cell is text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from auditor.catalog.files import EditionFiles
from auditor.catalog.layout import (
    EDITION,
    EDITION_BASIS,
    ELEMENTS,
    FIELD_BASIS,
    FIELDS,
    HELP,
    HELP_LINES,
    ITEMS,
    LEVELS,
    NO,
    SOURCES,
    SPLITS,
    YES,
    Column,
    Sheet,
)
from auditor.errors import AuditorError

#: A worksheet cell holds no more; longer text would be cut without a word.
MAX_CELL = 32_767
_HEAD = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="DDE7F0")
_WRAP = Alignment(vertical="top", wrap_text=True)

#: A line of a sheet: the row's own Struct, and what its owner columns hold.
Line = tuple[msgspec.Struct, Mapping[str, str]]


def export(files: EditionFiles, path: Path) -> None:
    """Write the workbook. Raises AuditorError when the file cannot be written or a text is too long for a cell."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = HELP
    sheet.column_dimensions["A"].width = 100
    for number, text in enumerate(HELP_LINES, start=1):
        _put(sheet.cell(number, 1), text)
    for layout, lines in _sheets(files):
        _fill(book.create_sheet(layout.title), layout, lines)
    book.active = book.sheetnames.index(ITEMS.title)
    try:
        book.save(path)
    except OSError as error:
        raise AuditorError(
            f"{path}：无法写入（{error.strerror or error}）。请检查目录是否存在、文件是否被打开"
        ) from None


def _sheets(files: EditionFiles) -> Iterator[tuple[Sheet, list[Line]]]:
    edition = files.edition.value
    fields = [(file.value, Path(file.name).name) for file in files.fields]
    items = [(item, field.id) for field, _ in fields for item in field.items]
    yield EDITION, [(edition, {})]
    yield EDITION_BASIS, [(row, {}) for row in edition.basis]
    yield FIELDS, [(field, {"file": name}) for field, name in fields]
    yield FIELD_BASIS, [(row, {"field": field.id}) for field, _ in fields for row in field.basis]
    yield SOURCES, [(row, {"field": field.id}) for field, _ in fields for row in field.sources]
    yield ITEMS, [(item, {"field": field_id}) for item, field_id in items]
    yield ELEMENTS, [(row, {"item": item.id}) for item, _ in items for row in item.elements]
    yield SPLITS, [(row, {"item": item.id}) for item, _ in items for row in item.split]


def _fill(sheet: Worksheet, layout: Sheet, lines: Iterable[Line]) -> None:
    for at, column in enumerate(layout.columns, start=1):
        head = sheet.cell(1, at)
        _put(head, column.title)
        head.font, head.fill = _HEAD, _SHADE
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for number, (row, owner) in enumerate(lines, start=2):
        for at, column in enumerate(layout.columns, start=1):
            text = (
                owner[column.key] if column.key in layout.owner else shown(column, getattr(row, column.key))
            )
            if text:
                if len(text) > MAX_CELL:
                    place = f"工作表“{layout.title}”第 {number} 行“{column.title}”"
                    raise AuditorError(
                        f"{place}：文字有 {len(text)} 字，超过单元格上限 {MAX_CELL}。请先精简 YAML 中的文字"
                    )
                _put(sheet.cell(number, at), text)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(layout.columns))}{max(sheet.max_row, 1)}"


def _put(cell: Any, text: str) -> None:
    """Text stays text: “=1+1” is no formula, “#N/A” no error, “03-01” no date."""
    assert isinstance(cell, Cell)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = _WRAP
    cell.quotePrefix = int(text.startswith(("=", "+", "-", "@")))  # a spreadsheet keeps it text when edited


def shown(column: Column, value: Any) -> str:
    """A value as the cell's text."""
    if column.kind == "yesno":
        return YES if value else NO
    if column.kind == "words":
        return "\n".join(LEVELS[str(getattr(level, "value", level))] for level in value)
    if column.kind == "lines":
        return "\n".join(value)
    return "" if value is None else str(value)
