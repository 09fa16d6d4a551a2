"""Sheets as an XLSX file. Strings are written as strings, so nothing that was crawled becomes a formula.

XlsxWriter writes strings without looking into them, takes the dates of its files from no clock, and needs no temporary
files. Two of its habits are guarded against in ``_text``: a string between ``<r>`` and ``</r>`` is taken for markup of its
own making, and one that is too long is cut without a word.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook

from reports.text import clean
from reports.workbook.cells import FORMULA, harmless, plain, target_of
from reports.workbook.measure import row_height
from reports.workbook.page import write_page
from reports.workbook.sheet import Cell, Head, Kind, Link, Overdue, Page, Table
from reports.workbook.styles import Styles

#: A sheet holds so many rows and hyperlinks (Microsoft, “Excel specifications and limits”); some room is left.
MOST_ROWS, MOST_LINKS = 1_048_000, 65_000
#: A greater number would lose its last digits.
MOST_NUMBER = 10**15
_A4, _MARGINS = 9, (0.4, 0.4, 0.7, 0.6)
_EARLIEST = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Properties:
    """Whose workbook it is; ``day`` is the day of the audit (ISO)."""

    name: str
    code: str
    day: str


def render(sheets: Sequence[Page | Table], properties: Properties) -> bytes:
    """The file's bytes; equal sheets give equal bytes."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = Styles(book)
    name = clean(properties.name, 80)
    book.set_properties(
        {
            "title": f"{name} 检查结果",
            "subject": f"{clean(properties.code, 40)} {clean(properties.day, 20)}",
            "author": "Portal Auditor",
            "created": datetime.combine(_day(properties.day), time.min),
        }
    )
    for sheet in sheets:
        paper = book.add_worksheet(sheet.name)
        pen = Pen(paper, styles)
        _set_up(paper, name, clean(properties.day, 20))
        if isinstance(sheet, Page):
            paper.set_portrait()
            write_page(pen, sheet)
        else:
            _write_table(pen, sheet)
    book.close()
    return stream.getvalue()


class Pen:
    """Writes cells of one sheet and counts its hyperlinks."""

    def __init__(self, paper: Any, styles: Styles) -> None:
        self.paper = paper
        self.styles = styles
        self._links = 0

    def put(self, row: int, column: int, value: Cell, style: str) -> None:
        """One cell in a style of :class:`Styles`."""
        if value is None or value == "":
            self.paper.write_blank(row, column, None, self.styles.of(style))
        elif isinstance(value, Link):
            self._link(row, column, value, style)
        elif isinstance(value, date):
            self.paper.write_datetime(row, column, value, self.styles.of(style, form="yyyy-mm-dd"))
        elif isinstance(value, str):
            self._text(row, column, value, style)
        elif abs(value) <= MOST_NUMBER:
            self.paper.write_number(row, column, value, self.styles.of(style))
        else:
            self._text(row, column, plain(value), style)

    def _text(self, row: int, column: int, value: str, style: str) -> None:
        text = _not_rich(harmless(value))
        if not text:
            self.paper.write_blank(row, column, None, self.styles.of(style))
            return
        self.paper.write_string(row, column, text, self.styles.of(style, quoted=text.startswith(FORMULA)))

    def _link(self, row: int, column: int, link: Link, style: str) -> None:
        target = target_of(link.url)
        text = harmless(clean(link.text or link.url, 400))
        if target is None or not text or self._links >= MOST_LINKS:
            self.put(row, column, text, style)
            return
        self._links += 1
        self.paper.write_url(row, column, target, self.styles.of(style, link=True), string=_not_rich(text))


def _write_table(pen: Pen, table: Table) -> None:
    paper, rows = pen.paper, table.rows[:MOST_ROWS]
    last = max(len(rows), 1)
    if len(rows) < len(table.rows):
        pen.put(last + 1, 0, f"另有 {len(table.rows) - len(rows)} 行，超出工作表容量", Kind.TEXT.value)
    for index, head in enumerate(table.heads):
        paper.set_column(index, index, head.width)
        pen.put(0, index, head.title, "head-fill" if head.kind is Kind.FILL else "head")
        _colour(pen, index, last, head)
        if head.choices:
            paper.data_validation(1, index, last, index, _choice(head))
    for number, row in enumerate(rows, start=1):
        for index, (head, value) in enumerate(zip(table.heads, row, strict=True)):
            pen.put(number, index, value, head.kind.value)
        paper.set_row(
            number, row_height((value, head.width) for head, value in zip(table.heads, row, strict=True))
        )
    if table.overdue:
        _mark_overdue(pen, table.overdue, last)
    paper.set_row(0, 32)
    paper.freeze_panes(1, table.frozen)
    paper.autofilter(0, 0, last, len(table.heads) - 1)
    paper.repeat_rows(0)
    paper.set_landscape()


def _colour(pen: Pen, index: int, last: int, head: Head) -> None:
    for word, tone in head.tones:
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.styles.tone(tone)}
        pen.paper.conditional_format(1, index, last, index, rule)


def _mark_overdue(pen: Pen, overdue: Overdue, last: int) -> None:
    day, state = (_letter(column) for column in (overdue.day, overdue.state))
    criteria = f'=AND(ISNUMBER(${day}2),${day}2<TODAY(),${state}2<>"{overdue.done}")'
    rule = {"type": "formula", "criteria": criteria, "format": pen.styles.overdue}
    pen.paper.conditional_format(1, overdue.day, last, overdue.day, rule)


def _choice(head: Head) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(head.choices),
        "input_title": head.title,
        "input_message": "请从列表中选择",
        "error_title": head.title,
        "error_message": f"只能选：{'、'.join(head.choices)}",
    }


def _set_up(paper: Any, name: str, day: str) -> None:
    """A4, one page wide, with page numbers; “&” of a name is no code of the footer."""
    paper.set_paper(_A4)
    paper.set_margins(*_MARGINS)
    paper.fit_to_pages(1, 0)
    owner = name[:60].replace("&", "&&")
    paper.set_footer(f"&L&8 检查日期 {day.replace('&', '&&')}&R&8 第 &P 页，共 &N 页")
    paper.set_header(f"&C&11 {owner}　&A")


def _not_rich(text: str) -> str:
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _day(text: str) -> date:
    try:
        return max(date.fromisoformat(text), _EARLIEST)
    except ValueError:
        return _EARLIEST


def _letter(column: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
