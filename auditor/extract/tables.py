"""HTML tables as grids of text, with rowspan and colspan expanded."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.extract.dom import Element, clean, text_of
from auditor.extract.plain import is_table
from auditor.model import Grid

#: Spans that pages write are typing errors above this; browsers cap them alike.
_MAX_ROWSPAN, _MAX_COLSPAN = 2000, 200
#: Cells of one table, merged ones repeated. A county's catalog of all fields has about 20,000.
MAX_CELLS = 200_000
_CELL_TEXT = 4000
_NAME_TEXT = 120


def grids_of(root: Element) -> tuple[Grid, ...]:
    """The innermost tables of a page in document order; tables of one row and few cells are layout and left out.

    A table of more than :data:`MAX_CELLS` cells is cut there.
    """
    return tuple(grid for table in leaf_tables(root) if is_table((grid := grid_of(table)).rows))


def leaf_tables(root: Element) -> Iterator[Element]:
    for table in root.iter("table"):
        if table.find(".//table") is None:
            yield table


def grid_of(table: Element) -> Grid:
    rows = list(table.iter("tr"))
    cells: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (y, x) in cells:
                x += 1
            text = text_of(cell)[:_CELL_TEXT]
            high = min(_span(cell, "rowspan", _MAX_ROWSPAN) or len(rows), len(rows) - y)
            wide = _span(cell, "colspan", _MAX_COLSPAN) or 1
            for down in range(high):
                for right in range(wide):
                    cells.setdefault((y + down, x + right), text)
            x += wide
        if len(cells) > MAX_CELLS:
            break
    return Grid(_square(cells), name=_name(table))


def _square(cells: dict[tuple[int, int], str]) -> tuple[tuple[str, ...], ...]:
    height = max((y for y, _ in cells), default=-1) + 1
    width = max((x for _, x in cells), default=-1) + 1
    return tuple(tuple(cells.get((y, x), "") for x in range(width)) for y in range(height))


def _span(cell: Element, name: str, most: int) -> int:
    """0 stands for "to the end", as in HTML; nonsense is 1."""
    raw = (cell.get(name) or "1").strip()
    return min(int(raw), most) if raw.isascii() and raw.isdigit() else 1


def _name(table: Element) -> str:
    """The caption, else the nearest line of text above the table."""
    caption = table.find("caption")
    if caption is not None and text_of(caption):
        return text_of(caption)[:_NAME_TEXT]
    node = table
    for _ in range(4):
        before = node.getprevious()
        for _ in range(4):
            if before is None:
                break
            if before.tag == "table" or before.find(".//table") is not None:
                return ""
            text = clean(before.tail) or text_of(before)
            if text:
                return text[:_NAME_TEXT] if len(text) <= _NAME_TEXT else ""
            before = before.getprevious()
        parent = node.getparent()
        if parent is None or parent.tag == "body":
            break
        node = parent
    return ""
