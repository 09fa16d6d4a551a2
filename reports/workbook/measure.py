"""How high a row must be for its wrapped text. Not every spreadsheet fits rows when it opens a file, and none fits merged
cells; so the heights are in the file, a little too large rather than too small."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from reports.workbook.cells import plain
from reports.workbook.sheet import Cell, Link

#: Points for a line of 10 pt text and for the space around it; no row is higher than the last (Excel's limit is 409).
_LINE, _AROUND, _HIGHEST = 14.5, 4.0, 400.0
#: Half-width signs of 10 pt in a unit of column width (a digit of the standard font, 11 pt).
_SIGNS = 1.08
#: Longer text fills the highest row anyway.
_LOOKED_AT = 4_000


def row_height(cells: Iterable[tuple[Cell, float]]) -> float:
    """Points for a row; each cell with the width of its column."""
    lines = max((lines_of(_shown(cell), width) for cell, width in cells), default=1)
    return min(lines * _LINE + _AROUND, _HIGHEST)


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: float) -> int:
    """Lines that ``text`` takes when it is wrapped in a column."""
    room = max(width * _SIGNS - 1, 1)
    return sum(max(1, -int(-_signs(line) // room)) for line in text[:_LOOKED_AT].split("\n"))


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return cell.text or plain(cell) if isinstance(cell, Link) else plain(cell)


def _signs(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
