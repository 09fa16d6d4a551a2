"""The date of one list row: beside the link, in a box of its own inside it, or in the table's date column.

A date in a title is prose (关于2020年1月5日停水的公告) and never counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.extract.dates import FoundDate, find_date, find_yearless
from auditor.extract.dom import Element, clean, spaced_text, squeeze, text_of

_DATE_HEADER = re.compile(
    r"发布(?:日期|时间)|公开(?:日期|时间)|^日期$|^时间$|发文(?:日期|时间)|更新(?:日期|时间)"
)
_FORMED_HEADER = re.compile(r"成文|生成|印发|实施|生效")


def is_date_cell(text: str) -> bool:
    """True when a whole element says nothing but a date."""
    if not 4 <= len(text) <= 24:
        return False
    found = find_date(text) or find_yearless(text)
    return (
        found is not None
        and len(squeeze(text)) - len(squeeze(found.raw)) <= 9
        and not re.search(r"[一-鿿]{4,}", text)
    )


def row_date(row: Element, anchor: Element) -> FoundDate | None:
    """The date that a row gives its item; without a year where the row has none. None when it shows no date."""
    if row.tag == "tr":
        cell = _date_cell(row)
        if cell is not None:
            return cell
    outside = _text_outside(row, anchor)
    if row is anchor or row.tag == "a":
        outside = clean(f"{anchor.tail or ''} {_next_text(anchor)}")
    # A date in the row beside the link, else one in a box of its own inside the link.
    found = find_date(outside) or next((f for f in map(find_yearless, _cells(row, anchor)) if f), None)
    if found is not None:
        return found
    for child in anchor.iterdescendants():
        if isinstance(child.tag, str):
            text = spaced_text(child)
            if is_date_cell(text):
                return find_date(text) or find_yearless(text)
    trailing = re.search(
        r"[\s\[(（【]((?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)[\])）】\s]*$", text_of(anchor)
    )
    return find_date(trailing[1]) if trailing else None


def _date_cell(row: Element) -> FoundDate | None:
    """In a table, the cell under 发布日期; 成文日期 is another date."""
    table = next((parent for parent in row.iterancestors() if parent.tag == "table"), None)
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    headers = _header_cells(table) if table is not None else []
    best: FoundDate | None = None
    for index, cell in enumerate(cells):
        header = headers[index] if index < len(headers) and len(headers) == len(cells) else ""
        text = text_of(cell)
        found = find_date(text) if len(text) <= 30 else None
        if found is None or _FORMED_HEADER.search(header):
            continue
        if _DATE_HEADER.search(header):
            return found
        best = found
    return best


def _header_cells(table: Element) -> list[str]:
    first = table.find(".//tr")
    return [squeeze(text_of(cell)) for cell in first if cell.tag in ("td", "th")] if first is not None else []


def _text_outside(row: Element, anchor: Element) -> str:
    """The row's text without its link."""
    parts: list[str] = []
    stack: list[Element | str] = [row]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node.tag, str) and node is not anchor and node.tag not in ("script", "style"):
            parts.append(" ")
            parts.append(node.text or "")
            for child in reversed(node):
                stack.append(child.tail or "")
                stack.append(child)
    return clean(" ".join(parts))


def _next_text(anchor: Element) -> str:
    following = anchor.getnext()
    return (
        text_of(following)
        if following is not None and following.tag in ("span", "em", "i", "font", "b")
        else ""
    )


def _cells(row: Element, anchor: Element) -> Iterable[str]:
    if anchor.tail:
        yield clean(anchor.tail)
    for child in row.iterdescendants():
        if isinstance(child.tag, str) and child is not anchor and child.tag not in ("a", "script", "style"):
            yield text_of(child)
            if child.tail:
                yield clean(child.tail)
    if row.text:
        yield clean(row.text)
