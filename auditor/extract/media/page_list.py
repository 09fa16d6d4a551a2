"""A page that lists posts: the portal's copy of an account's articles, or any page that the register names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from auditor.extract import lists
from auditor.extract.dom import Dom
from auditor.extract.media import markup
from auditor.extract.media.posts import MAX_POSTS, SHOWN_DATE, TITLE, Examined, reaches, words
from auditor.extract.media.when import days_of
from auditor.extract.pager import read_pager
from auditor.extract.zones import map_zones
from auditor.model import AccountReading, Item, Pager, Post

#: A page with more markup than this is read no further by the reader of lists (elements).
_MAX_ELEMENTS = 60_000


def read_page_list(url: str, page: Dom, moment: datetime, since: date) -> Examined | None:
    """The posts of the page's main list; None when it has no list, or one without a single date. Whose posts they
    are, the page's own title does not say: it is the portal's."""
    if sum(1 for _ in zip(page.root.iter(), range(_MAX_ELEMENTS), strict=False)) >= _MAX_ELEMENTS:
        return None
    block = lists.main_block(lists.read_blocks(page, map_zones(page)), url)
    items = lists.items_of(block) if block is not None else ()
    return listed(url, items, read_pager(page, markup.scripts_of(page), url), moment, since)


def listed(
    url: str, items: Sequence[Item], pager: Pager | None, moment: datetime, since: date
) -> Examined | None:
    """The posts of a list that was read already, by whoever knows the portal's templates; None without a single date."""
    items = items[:MAX_POSTS]
    days = days_of(items, moment, url)
    if not any(days):
        return None
    posts = tuple(
        Post(words(item.title, TITLE), day, _shown(item), item.url or "")
        for item, day in zip(items, days, strict=True)
    )
    all_here = pager is not None and (
        pager.pages == 1 or (pager.total is not None and 0 < pager.total <= len(items))
    )
    whole = reaches(posts, since, [item.pinned for item in items]) or all_here
    further = () if whole or pager is None else pager.next_urls[:1]
    return Examined(AccountReading(url, posts=posts, whole=whole), further)


def _shown(item: Item) -> str:
    return words(item.witnesses[0].raw, SHOWN_DATE) if item.witnesses else ""
