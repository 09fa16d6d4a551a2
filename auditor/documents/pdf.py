"""pdf: ruled tables, joined over pages. A scanned page has no text and says so."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text

from auditor.documents.content import Content, first_lines
from auditor.documents.limits import (
    MAX_PAGE_OBJECTS,
    MAX_PAGES,
    MAX_UNPACKED,
    CellBudget,
    Unreadable,
)
from auditor.extract.plain import clean, is_table, squeeze
from auditor.model import Grid

_CELL_TEXT = 4000
#: A title and the first lines below it stand on these pages.
_TEXT_PAGES = 2
_NAME_TEXT = 120
#: Lines closer than this (points) are one line of a table.
_NEAR = 3.0
_Rows = tuple[tuple[str, ...], ...]


_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode)\s*/(?:FlateDecode|Fl|LZWDecode)\b")


def read(data: bytes) -> Content:
    _check_streams(data)
    try:
        document = pdfplumber.open(BytesIO(data))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise Unreadable("文件设有打开密码，无法读取") from error
        raise Unreadable("文件已损坏或下载不完整，无法打开") from error
    with document:
        return _read(document)


def _check_streams(data: bytes) -> None:
    """Unreadable when the streams unpack to too much. The reader itself unpacks without a bound."""
    bomb = Unreadable("文件解压后过大（疑似压缩炸弹），未读取")
    if _TWICE.search(data):
        raise bomb
    left = MAX_UNPACKED
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        unpack = zlib.decompressobj()
        try:
            left -= len(unpack.decompress(data[match.end() : end if end > 0 else len(data)], left + 1))
        except zlib.error:
            continue  # not packed, packed otherwise, or encrypted
        if left < 0:
            raise bomb


def _read(document: Any) -> Content:
    if len(document.pages) > MAX_PAGES:
        raise Unreadable(f"文件超过 {MAX_PAGES} 页，未读取")
    budget = CellBudget()
    grids: list[Grid] = []
    lines: list[str] = []
    spoken = False
    open_table = False  # the last table so far reaches to the foot of its page
    for number, page in enumerate(document.pages, 1):
        if sum(len(objects) for objects in page.objects.values()) > MAX_PAGE_OBJECTS:
            raise Unreadable(f"第 {number} 页过于复杂，未读取")
        spoken = spoken or bool(page.chars)
        if number <= _TEXT_PAGES:
            lines += _lines(page)
        open_table = _add_page(page, number, grids, budget, open_table)
        page.close()
    if not spoken:
        raise Unreadable("文件没有文字（疑似扫描件），无法读取")
    return Content(tuple(grids), first_lines(lines))


def _lines(page: Any) -> list[str]:
    """Lines of a page. Its tables are worth reading even where the order of its characters makes no sense."""
    try:
        return [line for line in (page.extract_text() or "").splitlines() if not _is_page_mark(line)]
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return []


def _add_page(page: Any, number: int, grids: list[Grid], budget: CellBudget, open_table: bool) -> bool:
    """Add the tables of a page; True when nothing but a page number follows the last of them."""
    tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    for index, table in enumerate(tables):
        rows = _rows(page, table, budget)
        name = _line_above(page, table.bbox[1], tables[index - 1].bbox[3] if index else 0)
        if index == 0 and open_table and not name and _continues(grids[-1].rows, rows):
            above = grids[-1]
            more = _without_header(above.rows, rows)
            breaks = (*above.breaks, len(above.rows)) if more else above.breaks
            grids[-1] = replace(above, rows=above.rows + more, breaks=breaks)
        elif is_table(rows):
            grids.append(Grid(rows, name=name, where=f"第{number}页"))
    return bool(tables) and bool(grids) and not _says(page, tables[-1].bbox[3])


def _continues(above: _Rows, below: _Rows) -> bool:
    return bool(below) and len(above[0]) == len(below[0])


def _without_header(above: _Rows, below: _Rows) -> _Rows:
    """Rows of a continued table without the header rows that it repeats."""
    repeated = 0
    while repeated < min(3, len(above), len(below)) and above[repeated] == below[repeated]:
        repeated += 1
    return below[repeated:]


def _rows(page: Any, table: Any, budget: CellBudget) -> _Rows:
    """Texts by grid place; a merged cell covers several places, which is told from the lines it lacks."""
    boxes = [tuple(cell) for cell in table.cells]
    xs = _edges(edge for box in boxes for edge in (box[0], box[2]))
    ys = _edges(edge for box in boxes for edge in (box[1], box[3]))
    width, height = len(xs) - 1, len(ys) - 1
    budget.spend(width * height)
    owner = {
        (y, x): number
        for number, box in enumerate(boxes)
        for y in range(_place(ys, box[1]), _place(ys, box[3]))
        for x in range(_place(xs, box[0]), _place(xs, box[2]))
    }
    inside: dict[int, list[Any]] = defaultdict(list)
    for char in page.chars:
        y = bisect_right(ys, (char["top"] + char["bottom"]) / 2) - 1
        x = bisect_right(xs, (char["x0"] + char["x1"]) / 2) - 1
        if (y, x) in owner:
            inside[owner[y, x]].append(char)
    texts = {number: _cell_text(chars) for number, chars in inside.items()}
    return tuple(tuple(texts.get(owner.get((y, x), -1), "") for x in range(width)) for y in range(height))


def _edges(values: Any) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _place(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _cell_text(chars: list[Any]) -> str:
    """Lines of a narrow cell are broken anywhere, so Chinese text is joined without a space."""
    text = ""
    for line in map(clean, extract_text(chars, x_tolerance=2).splitlines()):
        ascii_seam = bool(text and line) and text[-1].isascii() and line[0].isascii()
        text += (" " if ascii_seam else "") + line
    return text[:_CELL_TEXT]


def _line_above(page: Any, bottom: float, top: float) -> str:
    """The last line of text between ``top`` and a table."""
    if bottom - top < 1:
        return ""
    lines = (page.crop((0, max(0, top), page.width, bottom), strict=False).extract_text() or "").splitlines()
    text = clean(lines[-1]) if lines else ""
    return "" if _is_page_mark(text) else text[:_NAME_TEXT]


def _says(page: Any, top: float) -> bool:
    """True when text other than a page number follows below ``top``."""
    if page.height - top < 1:
        return False
    text = page.crop((0, top, page.width, page.height), strict=False).extract_text() or ""
    return any(not _is_page_mark(line) for line in text.splitlines())


def _is_page_mark(line: str) -> bool:
    bare = squeeze(line).strip("-—–_·•第页共/")
    return not bare or bare.isdigit() or (len(bare) < 12 and any(c.isdigit() for c in bare) and "页" in line)
