"""One page in the browser: what it may ask for, when it is done, and what it looks like then.

The browser itself reaches no network at all. Each request of the page comes here, and what the page may have is
fetched by the crawl's own client: the guard, robots.txt, the route of a saved site and the limits of size and time
hold as they do for every other request. Redirects of parts are followed here, hop by hop, for the same reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any, TypedDict, cast

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Wanted
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from auditor import urls
from auditor.crawl.challenge import may_pass
from auditor.crawl.guard import BlockedAddress, Guard
from auditor.crawl.outcome import REDIRECTS
from auditor.crawl.parts_shelf import PartsShelf
from auditor.crawl.renderable import wall_mark
from auditor.render_words import RenderWords

Fetch = Callable[[Request], Awaitable[Response]]


class LentCookie(TypedDict):
    """A cookie as Playwright takes it."""

    name: str
    value: str
    url: str


#: Bounds of one page: requests, bytes of one answer and of all, hops of a redirect, documents at its own address
#: (a wall lets in at the second or third), requests at a time.
MAX_PARTS, MAX_PART_BYTES, MAX_BYTES, MAX_HOPS, MAX_DOCUMENTS, AT_A_TIME = 200, 5 << 20, 24 << 20, 5, 5, 4
MAX_DOCUMENT_CHARS = 8 << 20
#: Kinds of request that can change what a page says. Pictures, fonts, films, beacons, sockets cannot.
_PARTS = frozenset({"script", "stylesheet", "xhr", "fetch"})
_DATA = frozenset({"xhr", "fetch"})
_METHODS = frozenset({"GET", "POST", "HEAD"})
_NOT_SENT = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
_NOT_PASSED_ON = frozenset(
    "connection content-disposition content-encoding content-length keep-alive location strict-transport-security"
    " transfer-encoding".split()
)
_NO_POPUPS = "window.open = () => null;"
#: Resolves when the page's scripts have nothing left to do at once.
_IDLE = "() => new Promise(done => requestIdleCallback(() => done(document.readyState), {timeout: 2000}))"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: ``whole`` from the document to the last word, ``quiet`` without a request before a page is done."""

    whole: float = 12.0
    quiet: float = 0.4


@dataclass(eq=False)
class Visit:
    """``document`` is the answer that plain HTTP got, with the ``lent`` cookies.

    The rest is what came of it, complete after :meth:`serialise`: ``main`` the answer that the page shows now,
    ``leads_to`` where its scripts wanted to go, ``unfinished`` why a visitor may see more than we did.
    """

    document: Response
    fetch: Fetch
    guard: Guard
    words: RenderWords
    shelf: PartsShelf
    is_stopping: Callable[[], bool]
    lent: Sequence[LentCookie] = ()
    pace: Pace = Pace()
    main: Response = field(init=False)
    leads_to: str = ""
    unfinished: dict[str, str] = field(default_factory=dict)
    html: str = ""
    parts: int = 0
    foreign: int = 0
    page: Page | None = None
    _bytes: int = 0
    _documents: int = 0
    _end: float = 0.0
    _changed: float = 0.0
    _open: dict[Wanted, float | None] = field(default_factory=dict)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))
    _closed: bool = False
    _crashed: bool = False
    _missed_scripts: bool = False

    def __post_init__(self) -> None:
        self.main = self.document

    # ── hooks of scrapy-playwright ──

    async def attach(self, page: Page, _request: Request) -> None:
        """Page init callback: from here on the page gets nothing but by :meth:`_answer`."""
        self.page = page
        self._end = monotonic() + self.pace.whole
        page.on("pageerror", lambda _error: self._script_error())
        page.on("crash", lambda _page: self._crash())
        page.on("popup", _close_quietly)
        page.on("requestfinished", self._over)
        page.on("requestfailed", self._over)
        if self.lent:
            await page.context.add_cookies(cast(Any, list(self.lent)))
        await page.add_init_script(_NO_POPUPS)
        await page.route("**", self._answer)

    async def settle(self, page: Page) -> None:
        """Page method: wait until the page asks for nothing more and its scripts rest, or until time is up."""
        while not self.is_stopping():
            await asyncio.sleep(0.03)
            now = monotonic()
            if now >= self._end:
                self.note("time", "the page was still loading")
                break
            self._forget(now)
            if self._open or now - self._changed < self.pace.quiet:
                continue
            changed, state = self._changed, await self._state(page)
            if state == "complete" and not self._open and changed == self._changed:
                break
        self._closed = True

    async def serialise(self, page: Page) -> None:
        """Page method: take the document as it stands."""
        words = [self.words.waiting, self.words.waiting_length]
        try:
            size, waiting = await _patient(page.evaluate(_script(), words))
        except BrowserError:  # the document gave way to the next one in this very moment
            size, waiting = await _patient(page.evaluate(_script(), words))
        if size > MAX_DOCUMENT_CHARS:
            raise ValueError(f"the rendered document has {size} characters")
        if waiting:
            self.note("waiting", str(waiting)[:60])
        self.html = await _patient(page.content())

    async def _state(self, page: Page) -> str:
        """``complete`` when the page is loaded and its scripts rest. BrowserError when it has crashed."""
        try:
            return str(await _patient(page.evaluate(_IDLE)))
        except TimeoutError:
            return "busy"
        except BrowserError:
            if self._crashed or page.is_closed():
                raise
            return "between two documents"

    # ── for the renderer ──

    def note(self, kind: str, detail: str) -> None:
        """Keep the first example of each kind of reason."""
        self.unfinished.setdefault(kind, detail)

    async def close(self) -> None:
        """End the page and wait for requests under way; each ends by its own timeout."""
        self._closed = True
        if self.page is not None and not self.page.is_closed():
            with suppress(BrowserError, TimeoutError):
                await asyncio.wait_for(self.page.close(), 5)
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=self.pace.whole)

    # ── requests of the page ──

    async def _answer(self, route: Route) -> None:
        """Route handler. Raises nothing: a page that went away needs no answer."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._changed = monotonic()
        self._open[route.request] = None
        try:
            passed_on = await self._decide(route, route.request)
            self._open[route.request] = monotonic()
            if not passed_on:
                self._over(route.request)
        except BrowserError:
            self._over(route.request)
        finally:
            self._tasks.discard(task)

    async def _decide(self, route: Route, wanted: Wanted) -> bool:
        """Answer one request; True when the page got an answer that it still has to take in."""
        if self._closed or self.is_stopping():
            await route.abort("aborted")
            return False
        if wanted.is_navigation_request():
            return await self._navigate(route, wanted)
        if wanted.resource_type not in _PARTS or wanted.method not in _METHODS:
            await route.abort("blockedbyclient")
            return False
        response = await self._part(wanted)
        if response is None:
            await route.abort("failed")
            return False
        await _fulfil(route, response)
        return True

    async def _navigate(self, route: Route, wanted: Wanted) -> bool:
        if wanted.frame.parent_frame is not None:  # frames are pages of their own, asked for by the plan
            await route.fulfill(status=200, content_type="text/html", body="")
            return True
        if self._documents == 0:
            self._documents = 1
            await _fulfil(route, self.main)
            return True
        response = await self._further_document(wanted)
        if response is None:
            await route.fulfill(status=204)  # no content: the document that is there stays
            return False
        if response.status in REDIRECTS and (target := _location(response)):
            # The browser would follow a real redirect behind our back. Its cookies are taken all the same.
            stub = f"<meta http-equiv=refresh content='0;url={escape(target)}'>".encode()
            await _fulfil(route, response.replace(status=200, body=stub))
            return True
        self.main = response
        await _fulfil(route, response)
        return True

    async def _further_document(self, wanted: Wanted) -> Response | None:
        """The answer to a page that loads itself once more, as walls do; None when it wants to go elsewhere."""
        url = urls.without_fragment(wanted.url)
        mark = wall_mark(self.main)
        if mark and not may_pass(mark):
            return None
        stays = urls.canonical(url) == urls.canonical(self.document.url)
        if not mark and not stays:
            self.leads_to = self.leads_to or url
            return None
        beyond = urls.host(url) != urls.host(self.document.url)
        if beyond or wanted.method != "GET" or self._documents >= MAX_DOCUMENTS:
            return None
        self._documents += 1
        return await self._load(wanted)

    async def _part(self, wanted: Wanted) -> Response | None:
        """The answer to a script, a style sheet or a call for data; None when there is none to give."""
        kind, url = wanted.resource_type, urls.without_fragment(wanted.url)
        host = urls.host(url)
        if not self._may_ask(host):
            self.foreign += 1
            if kind != "stylesheet" and not self.words.is_harmless(url):
                self._missed_scripts = True
                self.note(f"foreign-{'data' if kind in _DATA else 'script'}", url)
            return None
        if (kept := self.shelf.get(url)) is not None and wanted.method == "GET":
            return kept
        if self.parts >= MAX_PARTS or self._bytes > MAX_BYTES:
            self.note("budget", f"more than {self.parts} requests or {self._bytes} bytes")
            return None
        self.parts += 1
        response = await self._load(wanted)
        failed = response is None or response.status >= 400
        if failed and kind in _DATA:
            self.note("data", f"{response.status if response is not None else 'no answer'} {url}")
        elif failed and kind == "script":
            self._missed_scripts = True
            if response is None or response.status not in (
                404,
                410,
            ):  # a dead script is dead for every visitor
                self.note("script", f"{response.status if response is not None else 'no answer'} {url}")
        if response is not None and kind not in _DATA and wanted.method == "GET":
            self.shelf.put(url, response)
        return response

    async def _load(self, wanted: Wanted) -> Response | None:
        """Fetch what the page wants, redirects included; None when nothing came."""
        headers = {name: value for name, value in (await wanted.all_headers()).items() if _is_sent(name)}
        url, method, body = urls.without_fragment(wanted.url), wanted.method, wanted.post_data_buffer or b""
        for _hop in range(MAX_HOPS):
            response = await self._fetch_one(url, method, headers, body)
            is_redirect = response is not None and response.status in REDIRECTS
            if response is None or not is_redirect or wanted.is_navigation_request():
                return response
            url = _location(response)
            if not url or not self._may_ask(urls.host(url)):
                return None
            if response.status in (301, 302, 303) and method == "POST":
                method, body = "GET", b""
        return None

    async def _fetch_one(
        self, url: str, method: str, headers: dict[str, str], body: bytes
    ) -> Response | None:
        async with self._gate:
            left = self._end - monotonic()
            if left < 0.2 or self._closed or self.is_stopping():
                return None
            request = Request(url, method=method, headers=headers, body=body, meta=_meta(left))
            try:
                response = await self.fetch(request)
            except (Exception, IgnoreRequest):  # noqa: BLE001 - whatever stopped it, the page did not get it
                return None
        self._bytes += len(response.body)
        return response

    def _may_ask(self, host: str) -> bool:
        try:
            self.guard.check_host(host)
            self.guard.routed(host)
        except BlockedAddress:
            return False
        return True

    # ── when is a page done ──

    def _over(self, wanted: Wanted) -> None:
        if self._open.pop(wanted, 0.0) != 0.0:
            self._changed = monotonic()

    def _forget(self, now: float) -> None:
        """An answer that was passed on long ago and of which the browser says nothing is no reason to wait."""
        for wanted, passed_on in list(self._open.items()):
            if passed_on is not None and now - passed_on > 2.0:
                self._over(wanted)

    def _crash(self) -> None:
        self._crashed = True

    def _script_error(self) -> None:
        """Scripts break off on many pages; it only tells something when another script is missing."""
        if self._missed_scripts:
            self.note("error", "a script broke off for want of another")


async def _fulfil(route: Route, response: Response) -> None:
    headers: dict[str, str] = {}
    for raw_name, raw_values in response.headers.items():
        name = raw_name.decode("latin-1").lower()
        values = [value.decode("latin-1") for value in raw_values]
        if name not in _NOT_PASSED_ON and all(value.isprintable() for value in values):
            headers[name] = ("\n" if name == "set-cookie" else ", ").join(values)
    await route.fulfill(status=response.status, headers=headers, body=response.body)


def _is_sent(name: str) -> bool:
    return name not in _NOT_SENT and not name.startswith(("sec-", ":"))


def _location(response: Response) -> str:
    raw = (response.headers.get("Location") or b"").decode("utf-8", "replace")
    return urls.absolute(response.url, raw) or ""


def _meta(seconds: float) -> dict[str, Any]:
    """``dont_merge_cookies``: the browser has a jar of its own and has put its cookies into the headers."""
    return {
        "download_slot": "browser",
        "autothrottle_dont_adjust_delay": True,
        "download_timeout": seconds,
        "download_maxsize": MAX_PART_BYTES,
        "dont_merge_cookies": True,
        "handle_httpstatus_all": True,
    }


async def _patient(question: Awaitable[Any]) -> Any:
    """A page whose scripts never rest answers nothing: TimeoutError after a few seconds."""
    return await asyncio.wait_for(question, 5)


async def _close_quietly(page: Page) -> None:
    with suppress(BrowserError):
        await page.close()


@cache
def _script() -> str:
    return Path(__file__).with_name("visit.js").read_text(encoding="utf-8")
