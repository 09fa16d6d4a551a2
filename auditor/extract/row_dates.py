"""The date of one list row: beside the link, in a box of its own inside it, or in the table's date column.

A date in a title is prose (关于2020年1月5日停水的公告) and never counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from auditor.extract.dates import (
    FoundDate,
    file_stamp,
    find_date,
    find_wrong,
    find_yearless,
    may_hold_date,
    read_cell,
    url_stamp,
)
from auditor.extract.dom import Element, clean, spaced_text, squeeze, text_of
from auditor.extract.script import strip_comments
from auditor.model import DateRole, DateWitness, Item, Precision, WitnessKind

_DATE_HEADER = re.compile(
    r"发布(?:日期|时间)|公开(?:日期|时间)|公布(?:日期|时间)|^日期$|^时间$|发文(?:日期|时间)|更新(?:日期|时间)"
)
_UPDATE_HEADER = re.compile(r"^更新|修改")
#: columns that hold another day than that of publication
_OTHER_HEADER = re.compile(
    r"成文|生成|印发|实施|施行|生效|截止|截至|有效|失效|到期|废止|报名|开标|会议|活动|起始|结束"
)
#: the same days in a row without a header: "截止日期：2026-07-01"
_OTHER_DATE = re.compile(
    r"(?:成\s*文|生\s*成|印发|实施|施行|生效|截止|截至|有效期|失效|到期|报名|开标|会议|活动)[^\d:：]{0,6}[:：]?\s*"
    r"(?:至\s*)?\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?"
)
_SCRIPT_DATE = re.compile(
    r"\b(?:pub\w*|\w*(?:date|time|riqi|shijian))\s*=\s*[\"']([^\"'\n]{6,40})[\"']", re.I
)
#: the date at the end of a title's own text: "标题 [2020-05-06]"; with 年月日 in round brackets it is prose
_TRAILING = re.compile(
    r"[\s\[(（【]((?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})[\])）】\s]*$|[\s\[【]((?:19|20)\d\d年\d{1,2}月\d{1,2}日)[\]】\s]*$"
)
_PIN = "置顶"
_MARKERS = frozenset("span em i b font sup label img".split())
_PIN_TEXT = re.compile(r"^\s*[\[(（【]?\s*置\s*顶\s*[\])）】]?\s*$|[\[(（【]\s*置\s*顶\s*[\])）】]")
_PIN_CLASS = re.compile(
    r"(?:^|\s)(?:top|zd|zhi-?ding|on-?top|is-?top|set-?top|stick|sticky|pinned|icon-?top|top-?icon|zdtb)(?=\s|$)"
)
_PIN_IMAGE = re.compile(
    r"zhiding|(?:^|[/_-])(?:zd|ontop|istop|settop|stick)(?:[._-]|$)|(?:^|/)(?:icon_?)?top\.(?:gif|png|jpg|svg)",
    re.I,
)


def is_date_cell(text: str) -> bool:
    """True when a whole element says nothing but a date."""
    if not 4 <= len(text) <= 24 or not may_hold_date(text):
        return False
    found = find_date(text) or find_yearless(text) or find_wrong(text)
    return (
        found is not None
        and len(squeeze(text)) - len(squeeze(found.raw)) <= 9
        and not re.search(r"[一-鿿]{4,}", text)
    )


def dated_item(title: str, url: str | None, found: FoundDate | None, row: Element) -> Item:
    """The item of a row. A date without a year gets it here only from a stamp of the same month and day in the
    row's own address."""
    stamp, uploaded = (url_stamp(url), file_stamp(url)) if url else (None, None)
    if found is not None and found.partial and stamp is not None:
        same = found.partial == f"--{stamp:%m-%d}"
        found = replace(found, value=stamp, partial="") if same else found
    witnesses = [DateWitness(found.kind, found.iso, found.raw, found.role, found.precision)] if found else []
    for kind, day in ((WitnessKind.URL, stamp), (WitnessKind.ATTACHMENT, uploaded)):
        if day is not None:
            witnesses.append(DateWitness(kind, day.isoformat(), url or "", DateRole.IMPORTED))
    return Item(
        title,
        url,
        found.value.isoformat() if found and found.value else None,
        tuple(witnesses),
        partial=found.partial if found else "",
        wrong=found.raw if found and found.wrong else "",
        pinned=is_pinned(row),
    )


def is_pinned(row: Element) -> bool:
    """True when the row bears a mark that it was put to the top: words, a picture, or a class name."""
    return any(_bears_pin(element, row) for element in row.iter() if isinstance(element.tag, str))


def _bears_pin(element: Element, row: Element) -> bool:
    if element.tag in ("script", "style"):
        return False
    if element.tag == "img":
        words = f"{element.get('alt') or ''}{element.get('title') or ''}"
        if _PIN in squeeze(words) or _PIN_IMAGE.search(element.get("src") or ""):
            return True
    # A box called "top" is the upper part of a card; on the row itself or on a small mark it is a pin.
    marker = element is row or (element.tag in _MARKERS and len(squeeze(text_of(element))) <= 4)
    if marker and _PIN_CLASS.search((element.get("class") or "").lower()):
        return True
    tail = element.tail if element is not row else ""
    return bool(_PIN_TEXT.search(element.text or "") or _PIN_TEXT.search(tail or ""))


def row_date(row: Element, anchor: Element) -> FoundDate | None:
    """The date that a row gives its item, as far as the row gives it. None when it shows no date."""
    if not (may_hold_date("".join(row.itertext())) or (row is anchor and _is_dated_beside(anchor))):
        return None  # most links of a page stand in menus
    if row.tag == "tr":
        cell = _date_cell(row)
        if cell is not None:
            return cell
    outside = _text_outside(row, anchor)
    if row is anchor or row.tag == "a":
        outside = clean(f"{anchor.tail or ''} {_next_text(anchor)}")
    outside = _OTHER_DATE.sub(" ", outside)
    # A date in the row beside the link, else one in a box of its own inside the link; then what is half a date.
    whole = find_date(outside)
    if whole is not None:
        return whole
    cells = [found for text in _cells(row, anchor) if (found := read_cell(text)) is not None]
    if row.tag == "tr" and _headers_of(row):
        cells = [found for found in cells if not found.wrong]  # what no header calls a date may be a number
    return (
        next((found for found in cells if _names_day(found)), None)
        or _boxed(anchor)
        or _trailing(anchor)
        or _script_date(row)
        or next(iter(cells), None)
        or read_cell(outside)
    )


def _is_dated_beside(anchor: Element) -> bool:
    return may_hold_date(f"{anchor.tail or ''}{_next_text(anchor)}")


def _names_day(found: FoundDate) -> bool:
    return not found.wrong and found.precision is not Precision.MONTH


def _boxed(anchor: Element) -> FoundDate | None:
    texts = (spaced_text(child) for child in anchor.iterdescendants() if isinstance(child.tag, str))
    return next((read_cell(text) for text in texts if is_date_cell(text)), None)


def _trailing(anchor: Element) -> FoundDate | None:
    match = _TRAILING.search(text_of(anchor))
    shown = next((group for group in match.groups() if group), "") if match else ""
    return find_date(shown) if shown and shown not in (anchor.get("title") or "") else None


def _script_date(row: Element) -> FoundDate | None:
    """The date that a script in the row holds for the page to show."""
    for script in row.iter("script"):
        match = _SCRIPT_DATE.search(strip_comments(script.text or ""))
        found = find_date(match[1], compact=True) or read_cell(match[1]) if match else None
        if found is not None:
            return replace(found, kind=WitnessKind.SCRIPT)
    return None


def _date_cell(row: Element) -> FoundDate | None:
    """In a table, the cell under 发布日期; 成文日期 is another date."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    headers = _headers_of(row)
    best: FoundDate | None = None
    for index, cell in enumerate(cells):
        header = headers[index] if len(headers) == len(cells) else ""
        text = text_of(cell)
        named = _DATE_HEADER.search(header)
        found = (read_cell(text) if named else find_date(text)) if len(text) <= 30 else None
        if found is None or _OTHER_HEADER.search(header):
            continue
        if named:
            return replace(found, role=DateRole.UPDATED) if _UPDATE_HEADER.search(header) else found
        best = found
    return best


def _headers_of(row: Element) -> list[str]:
    """The cells of the first row of the row's table."""
    table = next((parent for parent in row.iterancestors() if parent.tag == "table"), None)
    first = table.find(".//tr") if table is not None else None
    if first is None or first is row:
        return []
    return [squeeze(text_of(cell)) for cell in first if cell.tag in ("td", "th")]


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
