"""Starts and ends the browser, on behalf of scrapy-playwright."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from playwright.async_api import Browser as Running
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as BrowserError
from scrapy.exceptions import NotSupported

from auditor.crawl.browser import Browser

#: Seconds that Playwright's driver is given to end.
CLOSING = 10.0


class Chromium:
    """scrapy-playwright's browser provider. Starts Playwright and the browser only when a page is wanted; a browser
    that could not be started once is not tried again in this crawl (``broken`` says why)."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._playwright: Playwright | None = None
        self.broken = ""

    @property
    def is_running(self) -> bool:
        return self._playwright is not None

    async def start(self) -> None:
        """Nothing yet: most crawls need no browser."""

    async def launch_browser(self) -> Running:
        try:
            self._playwright = self._playwright or await async_playwright().start()
            return await self._playwright.chromium.launch(**self._browser.launch_options)
        except (BrowserError, OSError) as error:
            self.broken = f"cannot start {self._browser.program}: {first_line(error)}"
            raise

    async def launch_persistent_context(self, context_kwargs: dict[str, Any]) -> BrowserContext:
        raise NotSupported("no profile is ever kept on disk")

    async def close(self) -> None:
        """Stop Playwright's driver. It ends its browser with it, by force if need be."""
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            with suppress(Exception):
                await asyncio.wait_for(playwright.stop(), CLOSING)


def first_line(error: BaseException) -> str:
    """An error in one line: Playwright's carry a whole log."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
