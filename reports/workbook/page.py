"""The first sheet, which is no table: headings with text, captions with values, and small tables below each other."""

from __future__ import annotations

from typing import Any, Protocol

from reports.workbook.measure import row_height
from reports.workbook.sheet import WIDE, Block, Cell, Grid, Page, Pairs, Paragraph

#: Widths in characters.
_FIRST, _OTHER = 26.0, 10.5


class Pen(Protocol):
    """What writes cells."""

    paper: Any
    styles: Any

    def put(self, row: int, column: int, value: Cell, style: str) -> None: ...


def write_page(pen: Pen, page: Page) -> None:
    """Blocks below each other, a line between them."""
    paper = pen.paper
    paper.set_column(0, 0, _FIRST)
    paper.set_column(1, WIDE, _OTHER)
    paper.hide_gridlines(2)
    _across(pen, 0, 0, page.title, "title")
    paper.set_row(0, 30)
    row = 1
    for block in page.blocks:
        row = _heading(pen, row, block)
        if isinstance(block, Paragraph):
            row = _paragraph(pen, row, block)
        elif isinstance(block, Pairs):
            row = _pairs(pen, row, block)
        else:
            row = _grid(pen, row, block)


def _heading(pen: Pen, row: int, block: Block) -> int:
    _across(pen, row, 0, block.heading, "heading")
    pen.paper.set_row(row, 26)
    return row + 1


def _paragraph(pen: Pen, row: int, block: Paragraph) -> int:
    """One row for each line: a row cannot be higher than a page."""
    style = f"plain-{block.tone.value}" if block.tone else "plain"
    lines = block.text.split("\n")
    for offset, line in enumerate(lines):
        _across(pen, row + offset, 0, line, style)
        pen.paper.set_row(row + offset, row_height([(line, _FIRST + WIDE * _OTHER)]))
    return row + len(lines)


def _pairs(pen: Pen, row: int, block: Pairs) -> int:
    for offset, (caption, value) in enumerate(block.rows):
        pen.put(row + offset, 0, caption, "label")
        _across(pen, row + offset, 1, value, "text")
        pen.paper.set_row(row + offset, row_height([(caption, _FIRST), (value, WIDE * _OTHER)]))
    return row + len(block.rows)


def _grid(pen: Pen, row: int, block: Grid) -> int:
    for column, head in enumerate(block.heads):
        pen.put(row, column, head, "head")
    for offset, values in enumerate(block.rows, start=1):
        for column, value in enumerate(values):
            pen.put(row + offset, column, value, "word" if column else "label")
        pen.paper.set_row(row + offset, row_height([(values[0], _FIRST)]))
    return row + 1 + len(block.rows)


def _across(pen: Pen, row: int, first: int, value: Cell, style: str) -> None:
    """A cell that reaches to the right edge."""
    pen.paper.merge_range(row, first, row, WIDE, "", pen.styles.of(style))
    pen.put(row, first, value, style)
