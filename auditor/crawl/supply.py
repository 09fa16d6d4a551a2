"""What a page in the browser may have: scripts, style sheets and data of the portal, fetched by the crawl's own client.

The guard, robots.txt, the route of a saved site and the limits of size and time hold as they do for every other
request. Redirects are followed here, hop by hop: a browser would follow them behind our back. What could not be given
is noted, because a visitor may see more than we do then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from playwright.async_api import Request as Wanted
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from auditor import urls
from auditor.crawl.form_guard import BoxReader
from auditor.crawl.guard import BlockedAddress, Guard
from auditor.crawl.outcome import REDIRECTS
from auditor.crawl.parts_shelf import PartsShelf
from auditor.render_words import RenderWords

Fetch = Callable[[Request], Awaitable[Response]]

#: Bounds of one page: requests, bytes of one answer and of all, hops of a redirect, requests at a time.
MAX_PARTS, MAX_PART_BYTES, MAX_BYTES, MAX_HOPS, AT_A_TIME = 200, 5 << 20, 24 << 20, 5, 4
#: Kinds of request that can change what a page says. Pictures, fonts, films, beacons and sockets cannot.
_KINDS = frozenset({"script", "stylesheet", "xhr", "fetch"})
_DATA = frozenset({"xhr", "fetch"})
_METHODS = frozenset({"GET", "POST", "HEAD"})
_NOT_SENT = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})


@dataclass(frozen=True, slots=True)
class Source:
    """What all pages of a crawl share. ``boxes`` tells search forms from others; ``is_copy``: a saved site, in which a file
    that is missing proves nothing."""

    fetch: Fetch
    guard: Guard
    words: RenderWords
    shelf: PartsShelf
    boxes: BoxReader
    is_stopping: Callable[[], bool]
    is_copy: bool = False


@dataclass(eq=False)
class Supply:
    """For one page. ``unfinished`` holds the first example of each kind of thing that the page did not get."""

    source: Source
    unfinished: dict[str, str] = field(default_factory=dict)
    parts: int = 0
    foreign: int = 0
    lacks_scripts: bool = False
    _end: float = 0.0
    _bytes: int = 0
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))

    def open(self, seconds: float) -> None:
        """Give answers from now on, for so long."""
        self._end = monotonic() + seconds

    def close(self) -> None:
        """Begin no further request."""
        self._end = 0.0

    @property
    def is_over(self) -> bool:
        return monotonic() >= self._end

    def note(self, kind: str, detail: str) -> None:
        self.unfinished.setdefault(kind, detail)

    def may_ask(self, url: str) -> bool:
        """True for an address on a host of the portal."""
        try:
            host = urls.host(url)
            self.source.guard.check_host(host)
            self.source.guard.routed(host)
        except (BlockedAddress, ValueError):
            return False
        return True

    async def part(self, wanted: Wanted) -> Response | None:
        """The answer to a script, a style sheet or a call for data; None when there is none to give."""
        kind, url, is_get = wanted.resource_type, urls.without_fragment(wanted.url), wanted.method == "GET"
        if kind not in _KINDS or wanted.method not in _METHODS:
            return None
        if not self.may_ask(url):
            self._refuse_foreign(kind, url)
            return None
        if is_get and (kept := self.source.shelf.get(url)) is not None:
            return kept
        if self.parts >= MAX_PARTS or self._bytes > MAX_BYTES:
            self.note("budget", f"more than {self.parts} requests or {self._bytes} bytes")
            return None
        self.parts += 1
        response = await self.load(wanted)
        self._note_failure(kind, url, response)
        if response is not None and is_get and kind not in _DATA:
            self.source.shelf.put(url, response)
        return response

    async def load(self, wanted: Wanted) -> Response | None:
        """Fetch what the page wants, redirects of parts included; None when nothing came."""
        headers = {name: value for name, value in (await wanted.all_headers()).items() if _is_sent(name)}
        url, method, body = urls.without_fragment(wanted.url), wanted.method, wanted.post_data_buffer or b""
        for _hop in range(MAX_HOPS):
            response = await self._fetch(url, method, headers, body)
            is_redirect = response is not None and response.status in REDIRECTS
            if response is None or not is_redirect or wanted.is_navigation_request():
                return response
            url = location(response)
            if not url or not self.may_ask(url):
                return None
            if response.status in (301, 302, 303) and method == "POST":
                method, body = "GET", b""
        return None

    # ── inside ──

    async def _fetch(self, url: str, method: str, headers: dict[str, str], body: bytes) -> Response | None:
        async with self._gate:
            left = self._end - monotonic()
            if left < 0.2 or self.source.is_stopping():
                return None
            request = Request(url, method=method, headers=headers, body=body, meta=_meta(left))
            try:
                response = await self.source.fetch(request)
            except (Exception, IgnoreRequest):  # noqa: BLE001 - whatever stopped it, the page did not get it
                return None
        self._bytes += len(response.body)
        return response

    def _refuse_foreign(self, kind: str, url: str) -> None:
        self.foreign += 1
        if kind == "stylesheet" or self.source.words.is_harmless(url):
            return
        self.lacks_scripts = True
        self.note(f"foreign-{'data' if kind in _DATA else 'script'}", url)

    def _note_failure(self, kind: str, url: str, response: Response | None) -> None:
        status = response.status if response is not None else None
        if status is not None and status < 400:
            return
        if kind in _DATA:
            self.note("data", f"{status or 'no answer'} {url}")
        elif kind == "script":
            self.lacks_scripts = True
            if status not in (404, 410) or self.source.is_copy:  # else it is dead for every visitor
                self.note("script", f"{status or 'no answer'} {url}")


def location(response: Response) -> str:
    """Where a redirect leads; empty when it does not say."""
    raw = (response.headers.get("Location") or b"").decode("utf-8", "replace")
    return urls.absolute(response.url, raw) or ""


def _is_sent(name: str) -> bool:
    return name not in _NOT_SENT and not name.startswith(("sec-", ":"))


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
