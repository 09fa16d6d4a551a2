"""docx: tables with merged cells, each under the line of text that stands above it. Macros are never run."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from auditor.documents.archive import check_archive
from auditor.documents.content import MAX_LINES, Content, first_lines, row_line
from auditor.documents.limits import CellBudget
from auditor.extract.plain import clean, is_table
from auditor.model import Grid

_CELL_TEXT = 4000
_NAME_TEXT = 120
_MAX_COLSPAN = 200
#: Symbols set by font and code: the boxes of Wingdings are marks in a catalog.
_SYMBOLS = {
    ("wingdings 2", "F052"): "☑",
    ("wingdings 2", "F0A3"): "□",
    ("wingdings 2", "F050"): "√",
    ("wingdings", "F0FE"): "☑",
    ("wingdings", "F0FC"): "√",
    ("wingdings", "F06E"): "■",
    ("wingdings", "F0A8"): "□",
    ("wingdings", "F06F"): "□",
    ("wingdings", "F06C"): "●",
    ("wingdings", "F0A1"): "○",
}


def read(data: bytes) -> Content:
    check_archive(data)
    body: Any = Document(BytesIO(data)).element.body
    budget = CellBudget()
    grids: list[Grid] = []
    lines: list[str] = []
    above = ""
    for child in body:
        if child.tag == qn("w:p"):
            lines.append(_text(child))
            above = lines[-1] or above
        elif child.tag == qn("w:tbl"):
            rows = _rows(child, budget)
            lines += map(row_line, rows[:MAX_LINES])
            if is_table(rows):
                grids.append(Grid(rows, name=above[:_NAME_TEXT], where=f"第{len(grids) + 1}张表"))
            above = ""
        elif child.tag == qn("w:sdt"):  # a cover or a table of contents, put in by a template
            lines += map(_text, child.iter(qn("w:p")))
    return Content(tuple(grids), first_lines(lines))


def _rows(table: Any, budget: CellBudget) -> tuple[tuple[str, ...], ...]:
    rows: list[list[str]] = []
    for row in table.tr_lst:
        cells = [""] * min(int(row.grid_before or 0), _MAX_COLSPAN)
        for cell in row.tc_lst:
            x = len(cells)
            if cell.vMerge == "continue" and rows and x < len(rows[-1]):
                text = rows[-1][x]
            else:
                text = " ".join(filter(None, (_text(p) for p in cell.p_lst)))[:_CELL_TEXT]
            cells += [text] * min(int(cell.grid_span or 1), _MAX_COLSPAN)
        budget.spend(len(cells))
        rows.append(cells)
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _text(paragraph: Any) -> str:
    """Text of a paragraph as shown: no deleted text, no field codes; symbols of known fonts as characters."""
    parts = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:sym")):
        if node.tag == qn("w:t"):
            parts.append(_symbol_run(node))
        elif node.tag == qn("w:sym"):
            font, code = (node.get(qn("w:font")) or "").lower(), (node.get(qn("w:char")) or "").upper()
            parts.append(_SYMBOLS.get((font, code), ""))
        else:
            parts.append(" ")
    return clean("".join(parts))


def _symbol_run(node: Any) -> str:
    """``R`` and ``£`` in Wingdings 2 are a ticked and an empty box; in any other font they are themselves."""
    text: str = node.text or ""
    fonts = node.getparent().find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    font = (fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "").lower() if fonts is not None else ""
    if not font.startswith("wingdings"):
        return text
    return "".join(_SYMBOLS.get((font, f"F0{ord(char) & 0xFF:02X}"), char) for char in text)
