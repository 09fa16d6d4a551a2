"""Which pages of the portal may name accounts: entrances called 新媒体, 微信, 微博 …, and what they list. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor import urls
from auditor.media.reader import account_names
from auditor.media.reading import MediaReading
from auditor.media_words import media_words
from auditor.model import Item
from auditor.territory import Territory

#: An entry of a list that names an account is short; headlines are not.
_LONGEST_ITEM = 20


def candidates(pages: Sequence[MediaReading], territory: Territory) -> Iterator[tuple[str, str]]:
    """(address, the page that names it), best first: entrances of the home page, of the site map, then what pages of accounts
    list. Pages of the portal only; some may come twice."""
    words = media_words()
    for page in pages:
        for link in page.links:
            if words.is_listing(link.text) and _is_own_page(link.url, territory):
                yield link.url, page.url
    for page in pages[:1]:  # the home page
        for link in page.links:
            if any(word in link.text for word in words.sitemap) and _is_own_page(link.url, territory):
                yield link.url, page.url
    for page in pages:
        if not account_names(page):
            continue
        for item in page.items:
            if item.url and _names_account(item) and _is_own_page(item.url, territory):
                yield item.url, page.url
        for url in page.pager.next_urls if page.pager is not None else ():
            if _is_own_page(url, territory):
                yield url, page.url


def _names_account(item: Item) -> bool:
    """A row without a date, or one that names a platform; dated rows are news about new media."""
    if len(item.title) > _LONGEST_ITEM:
        return False
    return item.date is None or media_words().platform(item.title) is not None


def _is_own_page(url: str, territory: Territory) -> bool:
    return territory.owns(url) and urls.is_page(url)
