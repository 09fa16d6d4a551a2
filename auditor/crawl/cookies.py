"""Scrapy's cookies, without its detour over the network, and with a door for those that a browser was given.

To refuse cookies for a whole public suffix, Scrapy asks a list that it would download from the internet on first
use. A crawl sends nothing to anybody but its portal, so the copy that comes with the package is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares import cookies as scrapy_cookies
from tldextract import TLDExtract

if TYPE_CHECKING:
    from playwright.async_api import Cookie
    from scrapy.http.request import VerboseCookie

scrapy_cookies._split_domain = TLDExtract(
    cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
)


class PortalCookies(scrapy_cookies.CookiesMiddleware):
    """One jar for the crawl."""

    def hand_over(self, url: str, cookies: Sequence[Cookie]) -> None:
        """Let later requests by plain HTTP send the cookies that a browser would send to ``url``."""
        given: list[VerboseCookie] = [
            {
                "name": cookie.get("name", ""),
                "value": cookie.get("value", ""),
                "domain": cookie.get("domain", ""),
                "path": cookie.get("path", "/"),
                "secure": cookie.get("secure", False),
            }
            for cookie in cookies
        ]
        # Scrapy takes cookies into its jar when it prepares a request; this one is never sent.
        self.process_request(Request(url, cookies=given))
