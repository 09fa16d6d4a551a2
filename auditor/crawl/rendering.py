"""Hands an answer to the browser when its request asks for that (``meta["render"]``: the reason).

This is a downloader middleware, the outermost one: the request has gone the ordinary way before (robots.txt, guard,
throttle), and only an answer that a browser can do something with goes on. Scrapy's download handlers must not ask for
further requests themselves, which pages do; a middleware may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qsl

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured

from auditor.crawl.browser import Pace
from auditor.crawl.handler import INTERRUPTED
from auditor.crawl.renderable import TYPED, wants_browser
from auditor.model import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from auditor.crawl.browser import Browser
    from auditor.crawl.job import CrawlJob
    from auditor.crawl.renderer import Renderer
    from auditor.crawl.typed_visit import Typing

LIVE, LOCAL = Pace(), Pace(quiet=0.15, pages=2)


class RenderingMiddleware:
    """Needs a spider with ``job``, ``guard`` and ``boxes``. Without a browser it stays out of the way."""

    def __init__(self, crawler: Crawler, job: CrawlJob) -> None:
        self._crawler = crawler
        self._job = job
        self._renderer: Renderer | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        job: CrawlJob = cast(Any, crawler.spider).job
        if job.browser is None:
            raise NotConfigured
        middleware = cls(crawler, job)
        crawler.signals.connect(middleware.close, signals.engine_stopped)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        if not request.meta.get("render") or request.method != "GET" or not wants_browser(response):
            return response
        self._check_running()
        rendered = await self._started().render(request, response, _typing(request))
        self._check_running()  # what was cut off in the middle is not kept
        return rendered

    async def close(self) -> None:
        """End the browser with the crawl, however that ends."""
        renderer, self._renderer = self._renderer, None
        if renderer is not None:
            await renderer.close()

    def _started(self) -> Renderer:
        if self._renderer is None:
            # Playwright takes a third of a second to import, and most crawls need none.
            from auditor.crawl.renderer import Renderer

            spider: Any = self._crawler.spider
            browser = cast("Browser", self._job.browser)
            pace = LOCAL if self._job.is_local else LIVE
            is_copy = self._job.portal.source is Source.SAVED
            self._renderer = Renderer(
                self._crawler, browser, spider.guard, spider.boxes, pace, is_copy=is_copy
            )
        return self._renderer

    def _check_running(self) -> None:
        engine = self._crawler.engine
        if engine is None or not engine.running:
            raise IgnoreRequest(INTERRUPTED)


def _typing(request: Request) -> Typing | None:
    """What is to be typed into the page's search box; None when it is only to be shown."""
    if request.meta["render"] != TYPED:
        return None
    from auditor.crawl.typed_visit import Typing

    pairs = parse_qsl(request.cb_kwargs["ask"].body, keep_blank_values=True)
    return Typing(*pairs[0]) if pairs else None
