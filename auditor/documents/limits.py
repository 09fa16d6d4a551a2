"""Bounds of what a document may cost, and the error that says why one is not read."""

from __future__ import annotations

#: Larger documents are not even opened (bytes).
MAX_BYTES = 20 * 1024 * 1024
#: What an archive may grow to (bytes), and how many files it may hold.
MAX_UNPACKED = 120 * 1024 * 1024
MAX_ENTRIES = 4000
#: Cells of one document, merged ones repeated.
MAX_CELLS = 400_000
MAX_PAGES = 300
#: Lines, boxes and characters of one page of a PDF; more is a map or a drawing.
MAX_PAGE_OBJECTS = 60_000
#: Address space of the process that reads one document (bytes).
MAX_MEMORY = 2 * 1024 * 1024 * 1024
#: Time for reading one document, and for LibreOffice to convert one (seconds).
MAX_SECONDS = 90.0
OFFICE_SECONDS = 90.0


class Unreadable(Exception):
    """Why a document cannot be read, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CellBudget:
    """Counts cells over all tables of a document."""

    def __init__(self, most: int = MAX_CELLS) -> None:
        self._left = most

    def spend(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise Unreadable(f"表格过大（超过 {MAX_CELLS} 个单元格），未读取")
