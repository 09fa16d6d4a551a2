"""Item lists: which rows of a page are published items.

Rows under one parent form a block; sister blocks of one make (five rows to a ``ul``) are one. The main list of a page
is the block that looks most like published items: dated, long titles, below the breadcrumb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.extract.dates import find_date
from auditor.extract.dom import Dom, Element, is_visible, marks, squeeze, text_of
from auditor.extract.links import link_target
from auditor.extract.row_dates import dated_item
from auditor.extract.rows import Row as Row
from auditor.extract.rows import read_rows
from auditor.extract.zones import ZoneMap
from auditor.model import Item, Zone

_GOOD = re.compile(r"list|news|lb|content|main|con\b|wzlb|xxlb|gl_list|right", re.I)
_BAD = re.compile(r"left|side|hot|rank|relat|recommend|xgwz|tuijian|focus|slide|banner|search|link", re.I)
_STRIPES = re.compile(r"\b(?:odd|even|alt|first|last|on|cur|active)\b")


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
    for row in read_rows(page, zones):
        parent = row.element.getparent()
        groups.setdefault(parent if parent is not None else row.element, []).append(row)
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


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────


def _merge_sisters(groups: dict[Element, list[Row]]) -> list[list[Row]]:
    """Join containers of one make under one parent (rows in groups of five, one ``dl`` each). A container that
    repeats another row for row is its twin for telephones and is left out."""
    seen: set[tuple[tuple[str, str | None], ...]] = set()
    merged: dict[tuple[Element, str, str], list[Row]] = {}
    for container, rows in groups.items():
        parent = container.getparent()
        if container.tag == "tbody" and parent is not None:  # a table for each row
            container, parent = parent, parent.getparent()
        make = _STRIPES.sub("", marks(container)).strip()
        key = (parent if parent is not None else container, str(container.tag), make)
        if container.tag not in ("ul", "ol", "table", "tbody", "div"):
            key = (container, "", "")
        told = tuple((row.title, row.url) for row in rows)
        if key in merged and len(rows) > 1 and told in seen:
            continue
        seen.add(told)
        merged.setdefault(key, []).extend(rows)
    return list(merged.values())


def _heading_url(page: Dom, container: Element) -> str | None:
    """The address of a heading or 更多 link that stands in the same small box above the block."""
    box: Element | None = container
    for _ in range(3):
        if box is None or box.tag in ("body", "html"):
            return None
        for sibling in list(box.itersiblings(preceding=True))[:3]:
            text = text_of(sibling) if isinstance(sibling.tag, str) else ""
            # A short list beside this one (its twin for telephones) is no heading: it shows dates.
            if not text or len(text) > 60 or find_date(text) is not None:
                continue
            for anchor in sibling.iter("a"):
                target = link_target(page, anchor)
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
