"""Renders answers that plain HTTP has fetched: scrapy-playwright opens the pages, :class:`Visit` answers for them.

The browser is started with the first page that needs it and ended with the crawl, or earlier when it is idle and another crawl
of this process wants one. One context serves all pages meanwhile, without a profile on disk; few pages are open at a time, each
for one answer only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import BrowserContext
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from auditor.crawl.browser import START_SECONDS, Browser, Pace
from auditor.crawl.browser_slots import SLOTS
from auditor.crawl.chromium import CLOSING, Chromium, first_line
from auditor.crawl.cookies import PortalCookies
from auditor.crawl.form_guard import BoxReader
from auditor.crawl.guard import Guard
from auditor.crawl.handler import INTERRUPTED
from auditor.crawl.parts_shelf import PartsShelf
from auditor.crawl.renderable import wall_mark
from auditor.crawl.rendered import answered, rendered
from auditor.crawl.showing import LentCookie
from auditor.crawl.supply import Source
from auditor.crawl.typed_visit import TypedVisit, Typing
from auditor.crawl.visit import Visit
from auditor.render_words import render_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_CONTEXT = "crawl"

# Its warnings repeat what comes back as an exception, with a traceback each.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class RenderError(Exception):
    """The browser could not be started, or a page brought it down."""


class Renderer:
    """One browser for one crawl; :meth:`render` may be called again after any error."""

    def __init__(
        self, crawler: Crawler, browser: Browser, guard: Guard, boxes: BoxReader, pace: Pace, *, is_copy: bool
    ) -> None:
        engine = crawler.engine
        assert engine is not None
        self._crawler = crawler
        self._pace = pace
        self._source = Source(
            fetch=engine.download_async,
            guard=guard,
            words=render_words(),
            shelf=PartsShelf(),
            boxes=boxes,
            is_stopping=lambda: not engine.running,
            is_copy=is_copy,
        )
        self._pages = asyncio.Semaphore(pace.pages)
        self._browser = browser
        self._new_browser()

    async def render(self, request: Request, response: Response, typing: Typing | None = None) -> Response:
        """The document that a browser makes of an answer, or the answer itself when that is a wall that stays. With
        ``typing`` a query is put to its search box, and the answer is what came of it (:func:`rendered.answered`).

        Raises DownloadTimeoutError for a page that never rests, RenderError for all other trouble.
        """
        async with self._pages, self._slot():
            visit = self._visit(request, response, typing)
            try:
                await asyncio.wait_for(self._open(request, visit), self._patience(visit))
            except (BrowserTimeout, TimeoutError) as error:
                raise DownloadTimeoutError(f"rendering {request.url}: {first_line(error)}") from error
            except (BrowserError, RenderError, OSError, ValueError) as error:
                raise RenderError(f"rendering {request.url}: {first_line(error)}") from error
            finally:
                await visit.close()
            if wall_mark(response) and not wall_mark(visit.main):
                await self._hand_over(request.url)
        if wall_mark(visit.main):
            return visit.main.replace(request=request)  # it may have come for a request of the page's own
        return answered(visit) if isinstance(visit, TypedVisit) else rendered(visit)

    async def close(self) -> None:
        """End the browser, also one that does not answer any more."""
        with suppress(Exception):
            await asyncio.wait_for(self._handler.close(), CLOSING)
        await self._chromium.close()
        SLOTS.forget(self)

    async def rest(self) -> None:
        """End the browser for now: another crawl wants one."""
        handler, chromium = self._handler, self._chromium
        self._new_browser()
        with suppress(Exception):
            await asyncio.wait_for(handler.close(), CLOSING)
        await chromium.close()

    # ── inside ──

    def _new_browser(self) -> None:
        """Nothing is started yet."""
        self._chromium = Chromium(self._browser)
        self._handler = ScrapyPlaywrightDownloadHandler(self._crawler)
        self._handler.config.target_closed_max_retries = 0  # the plan decides what is asked again
        self._handler.browser_provider = self._chromium

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """One of the browsers that may be open in this process."""
        if not await SLOTS.enter(self, lambda: not self._source.is_stopping()):
            raise IgnoreRequest(INTERRUPTED)
        try:
            yield
        finally:
            SLOTS.leave(self)

    def _visit(self, request: Request, response: Response, typing: Typing | None) -> Visit:
        lent = _cookies_of(request)
        if typing is None:
            return Visit(response, self._source, self._pace, lent)
        return TypedVisit(response, self._source, self._pace, lent, typing)

    def _patience(self, visit: Visit) -> float:
        starting = 0 if self._chromium.is_running else START_SECONDS
        return self._pace.whole * visit.stages + self._pace.grace + starting

    async def _open(self, request: Request, visit: Visit) -> None:
        """Let scrapy-playwright open the page and leave it to the visit, which settles and closes it.

        Its page methods would wait for the load event after each: a page whose scripts wanted to lead elsewhere, and
        were not let go, never has one.
        """
        if self._chromium.broken:
            raise RenderError(self._chromium.broken)
        meta = {
            "playwright": True,
            "playwright_context": _CONTEXT,
            "playwright_context_kwargs": self._context_options(),
            "playwright_page_init_callback": visit.attach,
            "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": self._pace.grace * 1000},
            "playwright_include_page": True,
        }
        try:
            await self._handler.download_request(Request(request.url, meta=meta, dont_filter=True))
        except BrowserError:
            if not visit.is_open:  # else it was only caught between two documents, as walls show them
                raise
        await visit.settle()
        await visit.serialise()

    def _context_options(self) -> dict[str, Any]:
        settings = self._crawler.settings
        return {
            "user_agent": settings["USER_AGENT"],
            "extra_http_headers": {"Accept-Language": settings["DEFAULT_REQUEST_HEADERS"]["Accept-Language"]},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 1366, "height": 900},
            "accept_downloads": False,
            "service_workers": "block",
            "permissions": [],
            "reduced_motion": "reduce",
        }

    async def _hand_over(self, url: str) -> None:
        """After a wall: let plain HTTP go on with what the browser was given for that host."""
        context = self._context()
        middleware = self._crawler.get_downloader_middleware(PortalCookies)
        if context is not None and isinstance(middleware, PortalCookies):
            middleware.hand_over(url, await context.cookies(url))

    def _context(self) -> BrowserContext | None:
        wrapper = self._handler.context_wrappers.get(_CONTEXT)
        return wrapper.context if wrapper is not None else None


def _cookies_of(request: Request) -> list[LentCookie]:
    """What plain HTTP sent is what the browser must know, too."""
    sent = (request.headers.get("Cookie") or b"").decode("utf-8", "replace")
    pairs = (pair.partition("=") for pair in sent.split("; ") if "=" in pair)
    return [{"name": name.strip(), "value": value, "url": request.url} for name, _, value in pairs]
