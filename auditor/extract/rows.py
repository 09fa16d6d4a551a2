"""Rows of lists: the boxes around item links, each with its title, address and date.

A row is the largest element around one item link: an ``li``, a ``tr``, a ``dl`` or a lone box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from auditor.extract.dates import FoundDate
from auditor.extract.dom import Dom, Element, clean, spaced_text, squeeze, text_of
from auditor.extract.links import link_target
from auditor.extract.row_dates import is_date_cell, row_date
from auditor.extract.zones import ZoneMap
from auditor.model import Zone

_STOP_TAGS = frozenset({"ul", "ol", "table", "tbody", "body", "form", "html", "td", "dl", "tr", "li"})
_MORE = re.compile(r"^(?:更\s*多|more|查看更多|查看全部|全部)?[\s>»…+\]\[.]*$|^更多", re.I)
#: words of the bar above every page, where today's date stands too
_CHROME = re.compile(r"^(?:加入收藏|设为首页|收藏本[站页]|添加收藏|今天是)")
_CUT = (".", "…", "．")
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…+|．{2,})\s*$")
#: a mark that the row is pinned, in front of the title or behind it, in brackets or in a box of its own
_PIN = re.compile(
    r"^[\[(（【]\s*置\s*顶\s*[\])）】]\s*|\s*[\[(（【]\s*置\s*顶\s*[\])）】]$|^置\s*顶(?:\s+|$)"
)
_CLICKABLE = tuple("p span td li div tr dl dd dt h3 h4 b em strong font label".split())
_MAY_BE_CLICKED = etree.XPath("descendant::*[self::a or @onclick]", smart_strings=False)
_CLIMB = 4
_ROW_EXTRA = 60
_MAX_CELLS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the date as found, before anything is concluded from it."""

    element: Element
    title: str
    url: str | None
    found: FoundDate | None
    zone: Zone


def read_rows(page: Dom, zones: ZoneMap) -> list[Row]:
    """All rows of the page outside footer and breadcrumb, in document order."""
    found = _row_elements(page)
    left_out = _in_quiet_menus(zones, found)
    rows = (_read_row(page, zones, element, anchors) for element, anchors in found if element not in left_out)
    return [row for row in rows if row is not None]


def _in_quiet_menus(zones: ZoneMap, found: Sequence[tuple[Element, Sequence[Element]]]) -> set[Element]:
    """Rows of menus in which nothing is dated: no list that is told from them would be one of items, and half the links of
    a page are such rows. Lists with one box around them are read together, so one date anywhere in it keeps them all."""
    quiet: dict[Element, list[Element]] = {}
    dated: set[Element] = set()
    for element, anchors in found:
        box = element.getparent()
        around = box.getparent() if box is not None and box.tag == "tbody" else box
        around = around.getparent() if around is not None else None
        if around is None or zones.zones.get(around) is not Zone.MENU:
            continue
        quiet.setdefault(around, []).append(element)
        if around not in dated and any(row_date(element, anchor) is not None for anchor in anchors):
            dated.add(around)
    return {element for box, elements in quiet.items() if box not in dated for element in elements}


def _row_elements(page: Dom) -> list[tuple[Element, list[Element]]]:
    """Each row with its item links. Clickable elements (``onclick``) count as links."""
    rows: dict[Element, list[Element]] = {}
    for anchor in _MAY_BE_CLICKED(page.body):
        if anchor.tag == "a":
            if len(text_of(anchor)) < 2 and not anchor.get("title"):
                continue
        elif anchor.tag not in _CLICKABLE or not _clickable(anchor):
            continue
        row = _row_of(anchor)
        if row is not None:
            rows.setdefault(row, []).append(anchor)
    return list(rows.items())


def _clickable(element: Element) -> bool:
    code = element.get("onclick") or ""
    return bool(code) and not _holds(element, "a") and len(squeeze(text_of(element))) >= 4


def _row_of(anchor: Element) -> Element | None:
    """Nearest li, tr or one-link dl; else the largest box (at most 4 levels up) that holds this link alone."""
    parent: Element | None = anchor
    while parent is not None:
        tag = parent.tag
        if tag == "li":
            return None if _holds(parent, "li") else _list_as_row(parent)
        if tag == "tr":
            return None if _holds(parent, "tr") else parent
        if tag == "dl":
            return parent if _leads_one_way(parent, clicks=False) else _inner_row(anchor, "dd")
        if tag in ("body", "form"):
            break
        parent = parent.getparent()
    return _lone_box(anchor)


def _holds(element: Element, tag: str) -> bool:
    return next(element.iterdescendants(tag), None) is not None


def _list_as_row(item: Element) -> Element:
    """The whole list when it is one row of a table: 序号, 索引号, 名称 and 发布日期 each in a ``li``."""
    box = item.getparent()
    if box is None or len(box) < 2 or len(box) > _MAX_CELLS or not _leads_one_way(box, clicks=False):
        return item
    dated = any(is_date_cell(text_of(cell)) for cell in box if cell is not item and isinstance(cell.tag, str))
    return box if dated else item


def _inner_row(anchor: Element, tag: str) -> Element | None:
    return next((parent for parent in anchor.iterancestors() if parent.tag == tag), None)


def _lone_box(anchor: Element) -> Element | None:
    box = anchor
    for _, parent in zip(range(_CLIMB), anchor.iterancestors(), strict=False):
        if parent.tag in _STOP_TAGS or not _leads_one_way(parent, clicks=anchor.tag != "a"):
            break
        # A row says a title, a date, perhaps a source; more words around a link are running text.
        if len(text_of(parent)) > len(text_of(anchor)) + _ROW_EXTRA:
            break
        box = parent
    if box is anchor and anchor.tag == "a":
        holder = anchor.getparent()
        # Bare links in one box (<a>…</a><span>date</span><a>…</a>) are each their own row.
        return anchor if holder is not None and holder.tag in ("div", "p", "td", "dd", "span") else None
    return box


def _leads_one_way(element: Element, *, clicks: bool) -> bool:
    """True for an element with exactly one address; doubled anchors count once. ``clicks`` counts handlers too.

    Stops at the second address: a long list is asked this by each of its links.
    """
    tags = ("a", *_CLICKABLE) if clicks else ("a",)
    first: str | None = None
    for node in element.iter(*tags):
        target = node.get("href") or node.get("onclick") or ""
        if node.tag != "a" and not target:
            continue
        if first is not None and target != first:
            return False
        first = target
    return first is not None


def _read_row(page: Dom, zones: ZoneMap, element: Element, anchors: Sequence[Element]) -> Row | None:
    zone = zones.of(element)
    if zone in (Zone.FOOTER, Zone.BREADCRUMB):
        return None
    anchor, title = max(((each, _title(each)) for each in anchors), key=lambda pair: len(squeeze(pair[1])))
    if len(squeeze(title)) < 2 or _MORE.match(title) or _CHROME.match(squeeze(title)):
        return None
    found = row_date(element, anchor)
    return Row(element, title, link_target(page, anchor), found, zone)


def _title(anchor: Element) -> str:
    """The full title: the title attribute where the text is cut short, without a date or the mark of a pinned row."""
    text = _widest_cell(anchor) if anchor.tag == "tr" else text_of(anchor)
    tooltip = clean(anchor.get("title"))
    if len(anchor):
        aside = [
            child
            for child in anchor.iterdescendants("*")
            if is_date_cell(spaced_text(child)) or _PIN.fullmatch(text_of(child))
        ]
        for child in aside:
            text = clean(text.replace(text_of(child), " ", 1))
    if "置" in text:
        text = _PIN.sub("", text) or text
    cut = _ELLIPSIS.sub("", text) if text.endswith(_CUT) else text
    if tooltip and (not cut or (cut != text and squeeze(tooltip).startswith(squeeze(cut)[:6]))):
        return tooltip
    if tooltip and len(tooltip) > len(text) and squeeze(tooltip).startswith(squeeze(cut)):
        return tooltip
    return text


def _widest_cell(row: Element) -> str:
    """Of a table row that is clickable as a whole, the cell that is no number and no date."""
    texts = [text_of(cell) for cell in row.iter("td", "th")]
    return max((text for text in texts if not is_date_cell(text)), key=len, default="")
