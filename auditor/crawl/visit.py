"""One page in the browser: it gets its document, its parts from the :class:`Supply`, and is taken down when it rests.

The browser itself reaches no network at all (see :mod:`auditor.crawl.browser`): each request of the page comes here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from time import monotonic
from typing import Any, cast

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Wanted
from scrapy import Request
from scrapy.http import Response

from auditor import urls
from auditor.crawl.browser import Pace
from auditor.crawl.challenge import may_pass
from auditor.crawl.form_guard import FormGuard
from auditor.crawl.outcome import REDIRECTS
from auditor.crawl.renderable import wall_mark
from auditor.crawl.showing import LentCookie, close_quietly, fulfil, page_script, patient
from auditor.crawl.supply import Source, Supply, location

logger = logging.getLogger(__name__)

#: Documents that a page may load at its own address (a wall lets in at the second or third), and their size.
MAX_DOCUMENTS, MAX_DOCUMENT_CHARS = 5, 8 << 20
#: Resolves when the page's scripts have nothing left to do at once.
_IDLE = "() => new Promise(done => requestIdleCallback(() => done(document.readyState), {timeout: 2000}))"
#: Seconds between two looks at a page, and after which an answer passed on counts as taken.
_LOOK, _TAKEN = 0.03, 2.0


class Visit:
    """``document`` is the answer that plain HTTP got, with the ``lent`` cookies.

    The rest is what came of it, complete after :meth:`serialise`: ``main`` the answer that the page shows now,
    ``leads_to`` where its scripts wanted to go, ``supply.unfinished`` why a visitor may see more than we did.
    """

    #: How often the page is given the time of a whole page.
    stages = 1

    def __init__(
        self, document: Response, source: Source, pace: Pace, lent: Sequence[LentCookie] = ()
    ) -> None:
        self.document = document
        self.main = document
        self.supply = Supply(source)
        self.leads_to = ""
        self.html = ""
        self._lent = lent
        self._pace = pace
        self._guard = FormGuard(source.boxes)
        self._page: Page | None = None
        self._documents = 0
        self._crashed = False
        self._changed = 0.0
        #: None: not answered yet; else when its answer was passed on.
        self._open: dict[Wanted, float | None] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def attach(self, page: Page, _request: Request) -> None:
        """scrapy-playwright's page init callback: from here on the page gets nothing but by :meth:`_answer`."""
        self._page = page
        self.supply.open(self._pace.whole)
        page.on("pageerror", lambda _error: self._script_error())
        page.on("crash", lambda _page: self._crash())
        page.on("popup", close_quietly)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        if self._lent:
            await page.context.add_cookies(cast(Any, list(self._lent)))
        await page.add_init_script(self._first_script())
        await page.route("**", self._answer)

    def _first_script(self) -> str:
        """What runs in every frame before the page's own scripts. A wall may send its form: it is no content."""
        return page_script("no_popups.js") + ("" if wall_mark(self.document) else page_script("no_forms.js"))

    @property
    def is_open(self) -> bool:
        """True while the page shows what it was given (and not an error of the browser's own)."""
        page = self._page
        return page is not None and not page.is_closed() and not self._crashed and page.url.startswith("http")

    async def settle(self) -> None:
        """Wait until the page asks for nothing more and its scripts rest, or until time is up."""
        while not self.supply.source.is_stopping() and not self._is_settled():
            await asyncio.sleep(_LOOK)
            if self.supply.is_over:
                self.supply.note("time", "the page was still loading")
                break
            now = monotonic()
            self._forget(now)
            if self._open or now - self._changed < self._pace.quiet:
                continue
            changed, state = self._changed, await self._state()
            if state == "complete" and not self._open and changed == self._changed:
                break
        self.supply.close()

    async def serialise(self) -> None:
        """Take the document as it stands. TimeoutError when its scripts never rest, ValueError when it is huge."""
        assert self._page is not None
        page, words = self._page, self.supply.source.words
        question = [words.waiting, words.waiting_length]
        try:
            size, waiting = await patient(page.evaluate(page_script("visit.js"), question))
        except BrowserError:  # the document gave way to the next one in this very moment
            size, waiting = await patient(page.evaluate(page_script("visit.js"), question))
        if size > MAX_DOCUMENT_CHARS:
            raise ValueError(f"the rendered document has {size} characters")
        if waiting and not self.leads_to:  # whoever is sent elsewhere waits on purpose
            self.supply.note("waiting", str(waiting)[: words.waiting_length])
        self.html = await patient(page.content())

    async def close(self) -> None:
        """End the page and wait for requests under way; each ends by its own timeout."""
        self.supply.close()
        if self._page is not None and not self._page.is_closed():
            with suppress(BrowserError, TimeoutError):
                await patient(self._page.close())
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=self._pace.whole)

    # ── requests of the page ──

    async def _answer(self, route: Route) -> None:
        """Route handler. Raises nothing: a page that went away needs no answer."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._changed = monotonic()
        self._open[route.request] = None
        is_taken = False
        try:
            is_taken = await self._decide(route, route.request)
        except BrowserError:
            pass
        except Exception:
            logger.exception("cannot answer %s", route.request.url)
            with suppress(BrowserError):
                await route.abort("failed")
        finally:
            self._tasks.discard(task)
            if is_taken and route.request in self._open:
                self._open[route.request] = monotonic()
            else:
                self._over(route.request)

    async def _decide(self, route: Route, wanted: Wanted) -> bool:
        """Answer one request; True when the page got something that it has to take in first."""
        if self.supply.is_over or self.supply.source.is_stopping():
            await route.abort("aborted")
            return False
        if wanted.is_navigation_request():
            return await self._navigate(route, wanted)
        response = await self.supply.part(wanted) if await self._may_ask(wanted) else None
        if response is None:
            await route.abort("failed")
            return False
        await fulfil(route, response)
        return True

    async def _navigate(self, route: Route, wanted: Wanted) -> bool:
        if wanted.frame.parent_frame is not None:  # frames are pages of their own, asked for by the plan
            self._see_frame(wanted)
            await route.fulfill(status=200, content_type="text/html", body="")
            return True
        response = self.main if self._documents == 0 else await self._next_document(wanted)
        if response is None:
            await route.abort("aborted")  # the document that is there stays
            return False
        self._documents += 1
        if response.status in REDIRECTS and (target := location(response)):
            # The browser would follow a real redirect without asking. Its cookies are taken all the same.
            stub = f"<meta http-equiv=refresh content='0;url={escape(target)}'>".encode()
            response = response.replace(status=200, body=stub)
        else:
            self.main = response
        await fulfil(route, response, is_document=True)
        return True

    async def _next_document(self, wanted: Wanted) -> Response | None:
        """The answer to a page that loads itself once more, as walls do; None when it wants to go elsewhere."""
        url = urls.without_fragment(wanted.url)
        mark = wall_mark(self.main)
        if mark and not may_pass(mark):
            return None
        if not mark and urls.canonical(url) != urls.canonical(self.document.url):
            if wanted.method == "GET" and not self._guard.is_sent_to(
                url, self.main
            ):  # a link may be followed, a form not
                self.leads_to = self.leads_to or url
            return None
        is_far = urls.host(url) != urls.host(self.document.url)
        if is_far or wanted.method != "GET" or self._documents >= MAX_DOCUMENTS:
            return None
        return await self.supply.load(wanted)

    async def _may_ask(self, wanted: Wanted) -> bool:
        """False for a part that would say to the office what stands in a form of the page."""
        assert self._page is not None
        return await self._guard.allows(wanted, self.main, self._page)

    def _see_frame(self, wanted: Wanted) -> None:
        """A frame of the page wants its document."""

    # ── when is a page done ──

    def _is_settled(self) -> bool:
        """True when there is nothing more to wait for, whatever the page still does."""
        return False

    def _over(self, wanted: Wanted) -> None:
        if wanted in self._open:
            del self._open[wanted]
            self._changed = monotonic()

    def _forget(self, now: float) -> None:
        """An answer that was passed on long ago and of which the browser says nothing is no reason to wait."""
        for wanted, passed_on in list(self._open.items()):
            if passed_on is not None and now - passed_on > _TAKEN:
                self._over(wanted)

    async def _state(self) -> str:
        """``complete`` when the page is loaded and its scripts rest. BrowserError when it has crashed."""
        assert self._page is not None
        try:
            return str(await patient(self._page.evaluate(_IDLE)))
        except TimeoutError:
            return "busy"
        except BrowserError:
            if not self.is_open:
                raise
            return "between two documents"

    def _crash(self) -> None:
        self._crashed = True

    def _script_error(self) -> None:
        """Scripts break off on many pages; it only tells something when another script is missing."""
        if self.supply.lacks_scripts:
            self.supply.note("error", "a script broke off for want of another")
