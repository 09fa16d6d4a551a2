"""Which links of a page lead to further columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor import urls
from auditor.crawl import traps
from auditor.model import Link, PageKind, PageReading, Zone
from auditor.territory import Territory

_FIRST = frozenset({Zone.MENU, Zone.BREADCRUMB, Zone.FRAME})
_ENTRIES = frozenset({Zone.MENU, Zone.BREADCRUMB, Zone.FOOTER, Zone.SELECT})
#: words of a pager: what they lead to is more of the same list
_PAGING = re.compile(
    r"^(?:[上下][一]?页|尾页|末页|最后一页|第?\d{1,4}页?|(?:next|prev(?:ious)?|last)(?: page)?|[<>«»‹›]{1,2})$",
    re.I,
)
_PREVIEWS = frozenset({PageKind.CHANNEL, PageKind.HOME, PageKind.SITEMAP})


@dataclass(frozen=True, slots=True)
class NavLink:
    """``rank`` 0 goes before 1: menus, breadcrumbs, frames and the site map before everything else."""

    url: str
    rank: int
    data: str = ""


def nav_links(reading: PageReading, territory: Territory, *, is_home: bool = False) -> Iterator[NavLink]:
    """Own-host links that may be columns. Articles, attachments and further pages of a list are not."""
    dated = {
        urls.canonical(item.url): item.date is not None or bool(item.partial)
        for item in reading.items
        if item.url
    }
    pager = {urls.canonical(url) for url in (reading.pager.next_urls if reading.pager else ())}
    parts = {urls.canonical(part.url) for part in reading.parts}
    for link in reading.links:
        key = urls.canonical(link.url)
        if link.zone is Zone.FRAME and key in parts:
            continue  # asked for as a part of the page
        if not territory.owns(link.url) or not urls.is_page(link.url):
            continue
        if _PAGING.match(link.text) or traps.is_print_link(link.text):
            continue
        if urls.looks_like_article(link.url) and link.zone is not Zone.FRAME:
            continue
        if key in pager or (reading.kind is PageKind.LIST and traps.is_further_page(link.url, reading.url)):
            continue
        if link.zone is Zone.LIST and not _is_preview(link, reading, dated.get(key, False), is_home):
            continue
        first = link.zone in _FIRST or reading.kind is PageKind.SITEMAP
        yield NavLink(link.url, 0 if first else 1, link.data)


def menu_articles(reading: PageReading, territory: Territory) -> Iterator[str]:
    """Menu and footer entries that lead straight to an article: 公开指南 and 网站声明 are often made so."""
    for link in reading.links:
        if link.zone in _ENTRIES and territory.owns(link.url) and urls.looks_like_article(link.url):
            yield link.url


def _is_preview(link: Link, reading: PageReading, dated: bool, is_home: bool) -> bool:
    """True when a row of a list is a column itself: undated, on a page of previews, or a folder's address."""
    if dated:
        return False
    if is_home or reading.kind in _PREVIEWS:
        return True
    path = urlsplit(urls.canonical(link.url)).path
    return reading.kind is PageKind.LIST and path.endswith("/")
