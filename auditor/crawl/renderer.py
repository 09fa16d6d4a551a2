"""Renders answers that plain HTTP has fetched: scrapy-playwright opens the pages, :class:`Visit` answers for them.

The browser is started with the first page that needs it and ended with the crawl. One context serves the whole crawl,
without a profile on disk; few pages are open at a time, each for one answer only.
"""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from playwright.async_api import BrowserContext
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]

from auditor.crawl.browser import START_SECONDS, Browser
from auditor.crawl.chromium import CLOSING, Chromium, first_line
from auditor.crawl.cookies import PortalCookies
from auditor.crawl.guard import Guard
from auditor.crawl.parts_shelf import PartsShelf
from auditor.crawl.renderable import RENDERED, UNFINISHED, wall_mark
from auditor.crawl.visit import LentCookie, Pace, Visit
from auditor.render_words import render_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_CONTEXT = "crawl"
#: Seconds that a page may take beyond its pace before it is given up.
_GRACE = 15.0
#: Headers of the answer that do not fit the rendered document; kept under another name.
_REPLACED = ("Content-Type", "ETag", "Last-Modified", "Refresh")
#: Mark in the document itself, so that whoever reads it later knows what the browser knew.
MARK = "data-auditor-unfinished"
_CLOSED = re.compile(rb"</\s*(?:body|html|frameset)\s*>", re.I)
_HTML_TAG = re.compile(r"<html\b", re.I)
_HEAD_TAG = re.compile(r"<head\b[^>]*>", re.I)

# Its warnings repeat what comes back as an exception, with a traceback each.
logging.getLogger("scrapy-playwright").setLevel(logging.WARNING)


class RenderError(Exception):
    """The browser could not be started, or a page brought it down."""


class Renderer:
    """One browser for one crawl; :meth:`render` may be called again after any error."""

    def __init__(self, crawler: Crawler, browser: Browser, guard: Guard, pace: Pace, pages: int) -> None:
        self._crawler = crawler
        self._guard = guard
        self._pace = pace
        self._words = render_words()
        self._shelf = PartsShelf()
        self._pages = asyncio.Semaphore(pages)
        self._handler = ScrapyPlaywrightDownloadHandler(crawler)
        self._handler.config.target_closed_max_retries = 0  # the plan decides what is asked again
        self._chromium = Chromium(browser)
        self._handler.browser_provider = self._chromium

    async def render(self, request: Request, response: Response) -> Response:
        """The document that a browser makes of an answer, or the answer itself when that is a wall that stays.

        Raises DownloadTimeoutError for a page that never rests, RenderError for all other trouble.
        """
        async with self._pages:
            visit = self._visit(request, response)
            try:
                await asyncio.wait_for(self._open(request, visit), self._patience)
            except (BrowserTimeout, TimeoutError) as error:
                raise DownloadTimeoutError(f"rendering {request.url}: {first_line(error)}") from error
            except (BrowserError, RenderError, OSError, ValueError) as error:
                raise RenderError(f"rendering {request.url}: {first_line(error)}") from error
            finally:
                await visit.close()
        if wall_mark(visit.main):
            return visit.main
        if wall_mark(response):
            await self._hand_over(request.url)
        return _rendered(visit)

    async def close(self) -> None:
        """End the browser, also one that does not answer any more."""
        with suppress(Exception):
            await asyncio.wait_for(self._handler.close(), CLOSING)
        await self._chromium.close()

    # ── inside ──

    @property
    def _patience(self) -> float:
        starting = 0 if self._chromium.is_running else START_SECONDS
        return self._pace.whole + _GRACE + starting

    def _visit(self, request: Request, response: Response) -> Visit:
        engine = self._crawler.engine
        assert engine is not None
        return Visit(
            document=response,
            fetch=engine.download_async,
            guard=self._guard,
            words=self._words,
            shelf=self._shelf,
            is_stopping=lambda: not engine.running,
            lent=_cookies_of(request),
            pace=self._pace,
        )

    async def _open(self, request: Request, visit: Visit) -> None:
        """Give the page to scrapy-playwright; what we want of it, the visit keeps."""
        if self._chromium.broken:
            raise RenderError(self._chromium.broken)
        meta = {
            "playwright": True,
            "playwright_context": _CONTEXT,
            "playwright_context_kwargs": self._context_options(),
            "playwright_page_init_callback": visit.attach,
            "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": _GRACE * 1000},
            "playwright_page_methods": [
                PageMethod(visit.settle),
                PageMethod(visit.serialise),
            ],
        }
        await self._handler.download_request(Request(request.url, meta=meta, dont_filter=True))

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


def _rendered(visit: Visit) -> Response:
    """The answer as it is stored: the document in UTF-8, the headers of the page that it came from."""
    headers = visit.main.headers.copy()
    for name in _REPLACED:
        if name in headers:
            headers[f"X-Archive-Orig-{name}"] = headers.pop(name)
    headers["Content-Type"] = "text/html; charset=utf-8"
    headers[RENDERED] = f"requests={visit.parts}; foreign={visit.foreign}"
    if visit.unfinished:
        headers[UNFINISHED] = "; ".join(
            f"{kind}: {detail}" for kind, detail in sorted(visit.unfinished.items())
        )
    return HtmlResponse(
        visit.document.url,
        status=visit.main.status,
        headers=headers,
        body=_marked(visit).encode("utf-8", "replace"),
        encoding="utf-8",
        flags=["rendered"],
    )


def _marked(visit: Visit) -> str:
    """The document with what only the browser knows: why it may be unfinished, and where its scripts lead."""
    text = visit.html.replace(MARK, "data-page-unfinished")
    if not _CLOSED.search(visit.main.body):  # a browser closes every tag, so that a cut page looks whole
        visit.note("cut", "no closing tags")
    if visit.unfinished:
        kinds = " ".join(sorted(visit.unfinished))
        text = _HTML_TAG.sub(f'<html {MARK}="{kinds}"', text, count=1)
    if visit.leads_to:
        refresh = f'<meta http-equiv="refresh" content="0; url={escape(visit.leads_to)}">'
        text = _HEAD_TAG.sub(lambda match: match[0] + refresh, text, count=1)
    return text


def _cookies_of(request: Request) -> list[LentCookie]:
    """What plain HTTP sent is what the browser must know, too."""
    sent = (request.headers.get("Cookie") or b"").decode("utf-8", "replace")
    pairs = (pair.partition("=") for pair in sent.split("; ") if "=" in pair)
    return [{"name": name.strip(), "value": value, "url": request.url} for name, _, value in pairs]
