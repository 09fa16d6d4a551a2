"""Ruled tables of a letter, built with python-docx."""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm

from reports.notice.official import CELL, CELL_HEAD, Look, write


def table(document: DocumentType, widths_mm: tuple[float, ...], heads: tuple[str, ...]) -> Any:
    """A ruled table of fixed widths whose head is repeated on each page; gives the table."""
    made = document.add_table(rows=1, cols=len(widths_mm))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for cell, head in zip(made.rows[0].cells, heads, strict=True):
        fill_cell(cell, head, CELL_HEAD)
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    _widths(made, widths_mm)
    return made


def row(made: Any, widths_mm: tuple[float, ...], texts: tuple[str, ...], look: Look = CELL) -> Any:
    """Another row, which no page break cuts."""
    added = made.add_row()
    for cell, text in zip(added.cells, texts, strict=True):
        fill_cell(cell, text, look)
    whole = OxmlElement("w:cantSplit")
    added._tr.get_or_add_trPr().append(whole)
    _widths(made, widths_mm)
    return added


def fill_cell(cell: Any, text: str, look: Look = CELL) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = look.name
    write(paragraph, text)
    cell.vertical_alignment = 1


def _widths(made: Any, widths_mm: tuple[float, ...]) -> None:
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for each in made.rows:
        for cell, width in zip(each.cells, widths_mm, strict=False):
            cell.width = Mm(width)
