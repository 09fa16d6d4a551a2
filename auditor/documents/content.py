"""What a reader takes out of one document: its tables, and its first lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.extract.plain import clean
from auditor.model import Grid

#: Enough to know what a document is called and about.
MAX_LINES = 40
MAX_CHARS = 2000
#: No more cells of a row are looked at: a sheet may be 16,384 columns wide.
_ROW_CELLS = 60


@dataclass(frozen=True, slots=True)
class Content:
    """``text``: first lines, at most :data:`MAX_LINES` non-empty ones and :data:`MAX_CHARS` characters."""

    grids: tuple[Grid, ...]
    text: str = ""


def first_lines(lines: Iterable[str]) -> str:
    """The first non-empty lines, white space folded. Takes no more of ``lines`` than it needs."""
    kept: list[str] = []
    left = MAX_CHARS
    for line in lines:
        text = clean(line)[:left]
        if not text:
            continue
        kept.append(text)
        left -= len(text) + 1
        if len(kept) == MAX_LINES or left <= 0:
            break
    return "\n".join(kept)


def row_line(row: Iterable[str]) -> str:
    """Cells of a row, joined by a space; a merged cell, repeated in every place that it covers, counts once."""
    cells: list[str] = []
    for number, cell in enumerate(row):
        if number == _ROW_CELLS:
            break
        if cell and (not cells or cells[-1] != cell):
            cells.append(cell)
    return " ".join(cells)
