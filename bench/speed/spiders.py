"""The two Scrapy spiders that ours is measured against.

    python -m bench.speed.spiders floor|plain ADDRESS

``floor``: what the engine itself costs. Links are found by one pattern, joined to addresses once for each different link, and
looked up in a set before a request is built; nothing else is read, nothing is kept. ``plain``: the spider as everybody writes
it. Both obey robots.txt, wait for nothing, and have as many requests under way as ours on this machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor

from auditor import settings as ours

_LINK = re.compile(rb"""<a\s[^>]*?href=["']([^"'#]+)""", re.IGNORECASE)
#: Those of ours that say how much is under way, and that nothing listens or chats.
_SHARED: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": ours.CONCURRENT_REQUESTS,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "DOWNLOAD_DELAY": 0,
    "TWISTED_REACTOR": ours.TWISTED_REACTOR,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}
#: What ours switches off besides, so that the floor is the engine's and not that of what Scrapy adds to it.
_BARE: dict[str, Any] = {
    name: getattr(ours, name)
    for name in (
        "CONCURRENT_ITEMS", "HTTPPROXY_ENABLED", "RETRY_ENABLED", "REDIRECT_ENABLED", "METAREFRESH_ENABLED",
        "REFERER_ENABLED", "URLLENGTH_LIMIT", "DUPEFILTER_CLASS", "EXTENSIONS",
        "EXTENSIONS_BASE", "LOGSTATS_INTERVAL", "STATS_DUMP", "DOWNLOAD_WARNSIZE",
    )
    if hasattr(ours, name)
} | {"COOKIES_ENABLED": False}  # fmt: skip


class Floor(Spider):
    """A seen-set, checked before a request is built."""

    name = "floor"
    custom_settings = _SHARED | _BARE

    def __init__(self, address: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._site = address.rstrip("/") + "/"
        self._links: set[tuple[str, bytes]] = set()
        self._seen = {self._site}

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self._site, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        folder = response.url.rpartition("/")[0]
        for link in dict.fromkeys(_LINK.findall(response.body)):
            # A link from the root means the same on every page.
            key = ("", link) if link.startswith(b"/") else (folder, link)
            if key in self._links:
                continue
            self._links.add(key)
            url = urljoin(response.url, link.decode("utf-8", "replace").strip())
            if url.startswith(self._site) and url not in self._seen:
                self._seen.add(url)
                yield Request(url, dont_filter=True)


class Plain(Spider):
    """``LinkExtractor`` and ``response.follow``; Scrapy's own filter drops what was asked before."""

    name = "plain"
    custom_settings = _SHARED

    def __init__(self, address: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [address]
        self.allowed_domains = [urlsplit(address).hostname or ""]
        self._extractor = LinkExtractor()

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        if isinstance(response, HtmlResponse):
            for link in self._extractor.extract_links(response):
                yield response.follow(link, self.parse)


def main(name: str, address: str) -> None:
    """Crawl ``address`` with the spider of that name."""
    process = AsyncCrawlerProcess()
    process.crawl({"floor": Floor, "plain": Plain}[name], address=address)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:3])
