"""What kind of page it is, and whether it proves that nothing is published on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor import urls
from auditor.extract import emptiness, lists
from auditor.extract.dom import Dom, squeeze
from auditor.extract.pager import is_further
from auditor.extract.zones import ZoneMap
from auditor.model import Item, Link, PageKind, Pager, Zone

_SITEMAP_NAME = re.compile(r"网站地图|站点地图|本站地图|网站导航")
_FORM_NAME = re.compile(r"纠错|我要写信|写信|在线投诉|信件查询|结果查询|高级搜索")
#: so few characters are no text of a page's own
_LITTLE = 120
#: Signs of a page that did not come as it is: what is not on it may be there all the same.
NOT_WHOLE = frozenset({"bare-page", "cut-page", "broken-text", "include-failed"})


def kind_of(
    url: str,
    names: Sequence[tuple[str, str]],
    blocks: Sequence[lists.Block],
    pager: Pager | None,
    *,
    is_home: bool,
    is_article: bool,
    has_items: bool,
) -> PageKind:
    """Told by name and make-up; a page without items is a text column until more is known."""
    name = names[0][1] if names else ""
    if is_home:
        return PageKind.HOME
    if is_article:
        return PageKind.ARTICLE
    if _SITEMAP_NAME.search(name):
        return PageKind.SITEMAP
    if _FORM_NAME.search(name):
        return PageKind.FORM
    if lists.is_channel(blocks, url, pager is not None):
        return PageKind.CHANNEL
    return PageKind.LIST if has_items else PageKind.CONTENT


def judge(
    page: Dom,
    zones: ZoneMap,
    scripts: str,
    pager: Pager | None,
    text: str,
    names: Sequence[tuple[str, str]],
    kind: PageKind,
) -> emptiness.Emptiness:
    """Emptiness of a page without items; anything else is not empty, or not asked."""
    if kind in (PageKind.LIST, PageKind.CHANNEL):
        return emptiness.Emptiness(False, "", True)
    if kind is not PageKind.CONTENT:
        return emptiness.Emptiness(None, "", False)
    state = emptiness.judge_list(page, zones, scripts, pager)
    name = names[0][1] if names else ""
    content = emptiness.judge_content(page, zones, scripts, text, name)
    # A page with text of its own is a text column, whatever empty frames a template left in it.
    own_text = content.empty is False and len(squeeze(text)) > _LITTLE
    if not state.skeleton or (pager is None and (own_text or state.empty is None)):
        return content
    return state


def is_grid(links: Sequence[Link], text: str) -> bool:
    """A page that says next to nothing but the names of the columns it leads to."""
    doors = [
        link for link in links if link.own and link.zone in (Zone.BODY, Zone.LIST) and urls.is_page(link.url)
    ]
    named = {
        urls.canonical(link.url) for link in doors if link.text and not urls.looks_like_article(link.url)
    }
    spoken = sum(len(squeeze(link.text)) for link in doors)
    return len(named) >= 3 and spoken * 2 >= len(squeeze(text))


def not_as_shown(page: Dom, zones: ZoneMap, links: Sequence[Link], text: str) -> tuple[str, ...]:
    """Signs that the page is not what the portal shows its visitors.

    ``cut-page``: it ends without closing tags and without a footer, or a script without an end took a part of it in.
    ``script-menu``: next to no own links, though scripts are there to write them. ``bare-page``: no own link and hardly a
    word: a server's blank answer or its notice sent with status 200, not a page of the portal.
    """
    if page.is_swallowed or (not page.is_closed and Zone.FOOTER not in zones.zones.values()):
        return ("cut-page",)
    own = {link.url for link in links if link.own}
    if len(own) < 3 and page.root.find(".//script[@src]") is not None:
        return ("script-menu",)
    return ("bare-page",) if not own and len(squeeze(text)) < _LITTLE else ()


def unread_rows(url: str, pager: Pager | None, items: Sequence[Item]) -> int:
    """Rows that the pager of a one-page list counts and we did not read."""
    if (
        pager is None
        or pager.total is None
        or (pager.pages or 1) > 1
        or pager.next_urls
        or pager.more
        or is_further(url, pager)
    ):
        return 0
    return max(0, pager.total - len(items))
