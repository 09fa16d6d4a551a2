"""Shows a saved page in Chromium, offline, and takes a picture of the place that a finding is about.

The browser reaches no network (see :mod:`auditor.crawl.browser`), and each request of a page is answered out of the
snapshot or refused. Scripts of pages never run: what the crawl read is in the stored document, also where a browser made
it; scripts could only change it, and what they would load was not sealed. Whatever a page does, it has :data:`PATIENCE`
seconds; a browser that does not answer is ended and started anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.async_api import Browser as Running
from playwright.async_api import BrowserContext, Frame, Page, Playwright, Route, async_playwright
from playwright.async_api import Error as BrowserError

from auditor.crawl.browser import Browser
from auditor.crawl.chromium import CLOSING, first_line
from auditor.errors import AuditorError
from auditor.evidence.pages import Reply, SavedPage
from auditor.evidence.places import Place
from auditor.masking import masked

SLOW = "网页显示超时，没有截图"
BROKEN = "网页无法显示，没有截图"
AWAY = "网页自行跳转，没有截图"

#: Seconds for one page, all told.
PATIENCE = 20.0
#: What is seen at a time, in pixels.
WIDTH, HEIGHT = 1024, 900
#: Requests of one page that are answered.
_MOST_REQUESTS = 300
_MOST_FRAMES = 20
_ATTEMPTS = 4
_EMPTY = ("", "about:blank", "chrome-error://chromewebdata/")

Box = tuple[float, float, float, float]
Answer = Callable[[str], Reply | None]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen: a PNG of the viewport, the place's box in it (x, y, width, height) or None for the top of the page.
    ``found`` says by what it was found (``text``, ``attribute``, ``link``, ``region``, or "" for nothing), ``index`` by which
    text; ``hidden``: the place itself cannot be seen, the box is around it; ``layers`` lay over it and were taken away."""

    png: bytes
    box: Box | None
    found: str = ""
    index: int = 0
    hidden: bool = False
    layers: int = 0


class Camera:
    """One browser for one series of pictures. Use with ``async with``; AuditorError when it cannot be started."""

    def __init__(self, browser: Browser, answer: Answer, patience: float = PATIENCE) -> None:
        self._browser = browser
        self._answer = answer
        self._patience = patience
        self._playwright: Playwright | None = None
        self._running: Running | None = None

    async def __aenter__(self) -> Camera:
        self._playwright = await async_playwright().start()
        try:
            await self._start()
        except AuditorError:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def look(self, page: SavedPage, place: Place) -> Sight | str:
        """A picture of the place, or why there is none. A place that is not found is the top of the page."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._look(page, place)
        except TimeoutError:
            await self._restart()
            return SLOW
        except BrowserError:
            if self._running is None or not self._running.is_connected():
                await self._restart()
            return BROKEN

    # ── inside ──

    async def _look(self, page: SavedPage, place: Place) -> Sight | str:
        assert self._running is not None
        context = await self._running.new_context(
            java_script_enabled=False,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=False,
            service_workers="block",
            bypass_csp=True,
            permissions=[],
            reduced_motion="reduce",
        )
        try:
            return await _seen(context, page, place, self._answer)
        finally:
            with suppress(BrowserError):
                await context.close()

    async def _start(self) -> None:
        assert self._playwright is not None
        options = self._browser.launch_options
        # Unlike the crawl, which needs no pictures: the snapshot may hold some.
        options["args"] = [each for each in options["args"] if "imagesEnabled" not in each]
        try:
            self._running = await self._playwright.chromium.launch(**options)
        except (BrowserError, OSError) as error:
            raise AuditorError(
                f"无法启动浏览器 {self._browser.program}：{first_line(error)}。请检查浏览器能否单独运行，或重新安装 Chromium"
            ) from error

    async def _restart(self) -> None:
        await self._close()
        await self._start()

    async def _close(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            with suppress(BrowserError, TimeoutError):
                await asyncio.wait_for(running.close(), CLOSING)

    async def _end(self) -> None:
        await self._close()
        playwright, self._playwright = self._playwright, None
        if playwright is not None:
            with suppress(Exception):
                await asyncio.wait_for(playwright.stop(), CLOSING)


async def _seen(context: BrowserContext, saved: SavedPage, place: Place, answer: Answer) -> Sight | str:
    page = await context.new_page()
    desk = _Desk(page, saved, answer)
    await context.route("**", desk.serve)
    with suppress(BrowserError):  # a document that never ends loading is shown as far as it came
        await page.goto(saved.url, wait_until="load", timeout=8000)
    address = page.url
    if not desk.has_served or not address.startswith("http"):
        return BROKEN
    for frame in page.frames[:_MOST_FRAMES]:
        await _prepare(frame)
    sight = await _found(page, place)
    png = await page.screenshot(type="png", animations="disabled", caret="hide", timeout=10_000)
    if page.url != address:
        return AWAY
    return Sight(png, **sight)


async def _prepare(frame: Frame) -> None:
    """Make a document legible and hide personal numbers in it. BrowserError when that cannot be done: it is not shown then.
    A frame that was refused may still be giving way to the browser's own empty page."""
    for attempt in range(_ATTEMPTS):
        try:
            texts = await frame.evaluate(_script("mask.js"), {"shown": {}, "style": _script("plain.css")})
            shown = {text: masked(text) for text in texts}
            await frame.evaluate(_script("mask.js"), {"shown": shown, "style": ""})
            return
        except BrowserError:
            if frame.parent_frame is not None and (frame.is_detached() or frame.url in _EMPTY):
                return
            if frame.parent_frame is None or attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.1)


async def _found(page: Page, place: Place) -> dict[str, Any]:
    """The fields of a :class:`Sight` that tell the place. A page that names its elements like functions of the browser
    makes the search fail; it is then shown from its top."""
    wanted = {
        "texts": list(place.texts),
        "whole": place.whole,
        "link": place.link,
        "region": place.region,
    }
    try:
        sight: dict[str, Any] = await page.evaluate(_script("locate.js"), wanted)
        if sight["box"] is not None:
            sight |= await page.evaluate(_script("uncover.js"))
    except BrowserError:
        if page.is_closed():
            raise
        return {"box": None}
    sight["box"] = tuple(map(float, sight["box"])) if sight["box"] is not None else None
    return sight


class _Desk:
    """Answers the requests of one page: its document once, the rest out of the snapshot."""

    def __init__(self, page: Page, saved: SavedPage, answer: Answer) -> None:
        self.has_served = False
        self._page = page
        self._saved = saved
        self._answer = answer
        self._left = _MOST_REQUESTS

    async def serve(self, route: Route) -> None:
        """Route handler. Raises nothing: a page that went away needs no answer."""
        with suppress(BrowserError):
            reply, is_main = self._reply(route)
            if reply is not None:
                await route.fulfill(status=200, headers={"content-type": reply.mime}, body=reply.body)
            else:
                # "aborted" leaves the document that is there in its place
                await route.abort("aborted" if is_main else "failed")

    def _reply(self, route: Route) -> tuple[Reply | None, bool]:
        request = route.request
        is_main = request.is_navigation_request() and request.frame == self._page.main_frame
        if is_main:
            first, self.has_served = not self.has_served, True
            return (self._saved.reply if first else None), True
        self._left -= 1
        if request.method != "GET" or self._left < 0:
            return None, False
        try:
            return self._answer(request.url), False
        except (AuditorError, ValueError):  # a damaged record of a picture costs the picture only
            return None, False


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
