"""Item lists: which rows of a page are published items, with title, address and date.

A row is the largest element around one item link: an ``li``, a ``tr``, a ``dl`` or a lone box. Rows under one
parent form a block; sister blocks of one make (five rows to a ``ul``) are one. The main list of a page is the
block that looks most like published items: dated, long titles, below the breadcrumb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.extract import script
from auditor.extract.dates import FoundDate
from auditor.extract.dom import Dom, Element, clean, is_visible, marks, spaced_text, squeeze, text_of
from auditor.extract.row_dates import dated_item, is_date_cell, row_date
from auditor.extract.zones import ZoneMap
from auditor.model import Item, Zone

_STOP_TAGS = frozenset({"ul", "ol", "table", "tbody", "body", "form", "html", "td", "dl", "tr", "li"})
_MORE = re.compile(r"^(?:更\s*多|more|查看更多|查看全部|全部)?[\s>»…+\]\[.]*$|^更多", re.I)
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…+|．{2,})\s*$")
_GOOD = re.compile(r"list|news|lb|content|main|con\b|wzlb|xxlb|gl_list|right", re.I)
_BAD = re.compile(r"left|side|hot|rank|relat|recommend|xgwz|tuijian|focus|slide|banner|search|link", re.I)
_CLIMB = 4
_ROW_EXTRA = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row before its date has a year. ``anchor_texts`` are all link texts of the row."""

    element: Element
    title: str
    url: str | None
    found: FoundDate | None
    zone: Zone


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together. ``heading_url`` is the column that the block's heading or 更多 leads to."""

    rows: tuple[Row, ...]
    container: Element
    heading_url: str | None

    @property
    def dated(self) -> int:
        return sum(1 for row in self.rows if row.found is not None)

    @property
    def mean_title(self) -> float:
        return sum(len(squeeze(row.title)) for row in self.rows) / len(self.rows)

    def looks_like_items(self) -> bool:
        """Dated rows, or long titles that lead to articles; menus have neither."""
        if self.dated:
            return self.dated * 2 >= len(self.rows)
        linked = [row.url for row in self.rows if row.url]
        articles = sum(1 for url in linked if urls.looks_like_article(url) or urls.is_attachment(url))
        return bool(linked) and (
            (articles * 2 >= len(linked) and self.mean_title >= 4)
            or (self.mean_title >= 14 and len(self.rows) >= 3)
        )


def read_blocks(page: Dom, zones: ZoneMap) -> list[Block]:
    """All blocks of item-like rows outside footer and breadcrumb, in document order."""
    groups: dict[Element, list[Row]] = {}
    for element, anchors in _row_elements(page):
        row = _read_row(page, zones, element, anchors)
        if row is not None:
            parent = element.getparent()
            groups.setdefault(parent if parent is not None else element, []).append(row)
    blocks = []
    for rows in _merge_sisters(groups):
        container = rows[0].element.getparent()
        box = container if container is not None else rows[0].element
        block = Block(tuple(rows), box, _heading_url(page, box))
        if block.looks_like_items() and not (rows[0].zone is Zone.MENU and not block.dated):
            blocks.append(block)
    return blocks


def main_block(blocks: Sequence[Block], page_url: str) -> Block | None:
    """The block that is the page's own list; None when no block looks like items."""
    return max(blocks, key=lambda block: _rating(block, page_url), default=None)


def is_channel(blocks: Sequence[Block], page_url: str, has_pager: bool) -> bool:
    """True for a page of previews: no pager, and blocks whose headings lead to two other columns, or to one
    that lies below the page itself."""
    here = urls.canonical(page_url)
    led = {urls.canonical(block.heading_url) for block in blocks if block.heading_url} - {here}
    below = any(target.startswith(here) for target in led)
    return not has_pager and (len(led) >= 2 or below)


def is_aside(block: Block, text: str) -> bool:
    """True for a few undated links within a longer text (forms to download under a guide): no list of items."""
    spoken = sum(len(squeeze(row.title)) for row in block.rows)
    return block.dated == 0 and spoken * 2 < len(squeeze(text))


def items_of(block: Block) -> tuple[Item, ...]:
    """Items with the dates that their rows show. What a row leaves open of its date stays open: no clock here."""
    return tuple(dated_item(row.title, row.url, row.found, row.element) for row in block.rows)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


def _row_elements(page: Dom) -> list[tuple[Element, list[Element]]]:
    """Each row with its item links. Clickable elements (``onclick``) count as links."""
    rows: dict[Element, list[Element]] = {}
    for anchor in page.body.iter("a", "p", "span", "td", "li", "div"):
        if anchor.tag != "a" and not _clickable(anchor):
            continue
        if anchor.tag == "a" and len(squeeze(text_of(anchor))) < 2 and not anchor.get("title"):
            continue
        row = _row_of(anchor)
        if row is not None:
            rows.setdefault(row, []).append(anchor)
    return list(rows.items())


def _clickable(element: Element) -> bool:
    code = element.get("onclick") or ""
    return bool(code) and element.find(".//a") is None and len(squeeze(text_of(element))) >= 4


def _row_of(anchor: Element) -> Element | None:
    """Nearest li, tr or one-link dl; else the largest box (at most 4 levels up) that holds this link alone."""
    for parent in [anchor, *anchor.iterancestors()]:
        if parent.tag == "li":
            return None if parent.find(".//li") is not None else parent
        if parent.tag == "tr":
            return None if parent.find(".//tr") is not None else parent
        if parent.tag == "dl":
            return parent if _links_in(parent) == 1 else _inner_row(anchor, "dd")
        if parent.tag in ("body", "form"):
            break
    return _lone_box(anchor)


def _inner_row(anchor: Element, tag: str) -> Element | None:
    return next((parent for parent in anchor.iterancestors() if parent.tag == tag), None)


def _lone_box(anchor: Element) -> Element | None:
    box = anchor
    for _, parent in zip(range(_CLIMB), anchor.iterancestors(), strict=False):
        if parent.tag in _STOP_TAGS or _links_in(parent) > 1:
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


def _links_in(element: Element) -> int:
    """How many different addresses the element links to; doubled anchors count once."""
    targets = {anchor.get("href") or anchor.get("onclick") or "" for anchor in element.iter("a")}
    return len(targets)


def _read_row(page: Dom, zones: ZoneMap, element: Element, anchors: Sequence[Element]) -> Row | None:
    zone = zones.of(element)
    if zone in (Zone.FOOTER, Zone.BREADCRUMB):
        return None
    anchor = max(anchors, key=lambda candidate: len(squeeze(_title(candidate))))
    title = _title(anchor)
    if len(squeeze(title)) < 2 or _MORE.match(title):
        return None
    found = row_date(element, anchor)
    return Row(element, title, _target(page, anchor), found, zone)


def _target(page: Dom, anchor: Element) -> str | None:
    joined = (
        urls.absolute(page.base, anchor.get("href") or "") if (anchor.get("href") or "").strip() else None
    )
    if joined:
        return joined
    clicked = script.click_target(anchor.get("onclick") or "")
    return urls.absolute(page.base, clicked) if clicked else None


def _title(anchor: Element) -> str:
    """The full title: the title attribute where the text is cut short, without a date at its end."""
    text = text_of(anchor)
    tooltip = clean(anchor.get("title"))
    dated = [
        child
        for child in anchor.iterdescendants()
        if isinstance(child.tag, str) and is_date_cell(spaced_text(child))
    ]
    for child in dated:
        text = clean(text.replace(text_of(child), " ", 1))
    cut = _ELLIPSIS.sub("", text)
    if tooltip and (not cut or (cut != text and squeeze(tooltip).startswith(squeeze(cut)[:6]))):
        return tooltip
    if tooltip and len(tooltip) > len(text) and squeeze(tooltip).startswith(squeeze(cut)):
        return tooltip
    return text


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────


def _merge_sisters(groups: dict[Element, list[Row]]) -> list[list[Row]]:
    """Join containers of one make under one parent (rows in groups of five, one ``dl`` each)."""
    merged: dict[tuple[Element, str, str], list[Row]] = {}
    for container, rows in groups.items():
        parent = container.getparent()
        key = (parent if parent is not None else container, str(container.tag), marks(container))
        if container.tag not in ("ul", "ol", "table", "tbody", "div"):
            key = (container, "", "")
        merged.setdefault(key, []).extend(rows)
    return list(merged.values())


def _heading_url(page: Dom, container: Element) -> str | None:
    """The address of a heading or 更多 link that stands in the same small box above the block."""
    box: Element | None = container
    for _ in range(3):
        if box is None or box.tag in ("body", "html"):
            return None
        for sibling in list(box.itersiblings(preceding=True))[:3]:
            if not isinstance(sibling.tag, str) or len(text_of(sibling)) > 60:
                continue
            for anchor in sibling.iter("a"):
                target = _target(page, anchor)
                if target and urls.is_page(target) and not urls.looks_like_article(target):
                    return target
        box = box.getparent()
    return None


def _rating(block: Block, page_url: str) -> float:
    folder = page_url.rsplit("/", 1)[0] + "/"
    below = sum(1 for row in block.rows if row.url and row.url.startswith(folder)) / len(block.rows)
    named = " ".join(
        marks(parent)
        for _, parent in zip(range(4), [block.container, *block.container.iterancestors()], strict=False)
    )
    rating = 3.0 * block.dated + len(block.rows) + 8.0 * below + min(block.mean_title, 20) / 4
    rating += 4.0 if _GOOD.search(named) else 0.0
    rating -= 10.0 if _BAD.search(named) and not _GOOD.search(named) else 0.0
    rating -= 12.0 if block.rows[0].zone is Zone.MENU else 0.0
    rating -= 20.0 if not is_visible(block.container) else 0.0
    return rating
