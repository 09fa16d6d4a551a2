"""Which pages go to a browser, within its budget. HTTP first: a browser costs many times as much."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from auditor import urls
from auditor.crawl.assembly import MENU_SIGNS, why_render
from auditor.crawl.challenge import may_pass
from auditor.crawl.limits import CrawlLimits
from auditor.model import Ask, Failure, Fetch, PageReading, Purpose

#: So many undecided pages in a row on one host, and the next ones go to the browser without being tried first.
SCRIPT_PORTAL = 5
_RENDERED = frozenset({Purpose.HOME, Purpose.NAVIGATION, Purpose.LIST_PAGE})


class Renders:
    """``done`` counts the asks given to the browser; ``left_out`` are pages that only it could have read."""

    def __init__(self, limits: CrawlLimits) -> None:
        self._limits = limits
        self._plain: dict[str, PageReading] = {}
        self._passing: set[str] = set()
        self._left_out: set[str] = set()
        self._undecided: Counter[str] = Counter()
        self.done = 0

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(sorted(self._left_out))

    @property
    def left(self) -> int:
        """How many pages may still go to the browser."""
        return max(0, self._limits.max_renders - self.done)

    @property
    def reason(self) -> str:
        """Why pages were left out; empty when none was."""
        if not self._left_out:
            return ""
        return "budget" if self._limits.max_renders else self._limits.renderer

    @property
    def wave_size(self) -> int:
        """Few at a time while the portal looks as if only scripts could show it, so that the next ones go straight to
        the browser."""
        doubtful = any(0 < count < SCRIPT_PORTAL for count in self._undecided.values())
        return SCRIPT_PORTAL if doubtful and self._limits.max_renders else self._limits.wave_size

    def forced(self, ask: Ask) -> Ask:
        """The ask as it is made when every page goes to the browser: because the user says so, or because a portal's
        first pages have shown that HTTP reads none of them."""
        if ask.render or ask.method != "GET" or ask.purpose not in _RENDERED:
            return ask
        if self._limits.render_all:
            self.done += 1
            return replace(ask, url=ask.page, shows="", render="forced")
        if self._is_script_portal(urls.host(ask.url)) and self._take():
            return replace(ask, url=ask.page, shows="", render="script-portal")
        return ask

    def instead_of(self, ask: Ask, reading: PageReading) -> Ask | None:
        """An ask for the same page by browser, when HTTP could not decide it; the plain reading is kept aside."""
        reason = "" if ask.render else why_render(reading)
        if not ask.render:
            host = urls.host(ask.url)
            self._undecided[host] = self._undecided[host] + 1 if reason in MENU_SIGNS else 0
        if not reason:
            return None
        if not self._take():
            self._left_out.add(ask.page)
            return None
        self._plain[ask.page] = reading
        return replace(ask, url=ask.page, shows="", render=reason, attempt=1)

    def plain(self, ask: Ask) -> PageReading | None:
        """Give back what HTTP read of a page that went to the browser; None when there is nothing."""
        return self._plain.pop(ask.page, None)

    def through_wall(self, ask: Ask, fetch: Fetch) -> Ask | None:
        """How to go on at a wall that a browser may pass: once by browser for each host, then again by HTTP."""
        passable = fetch.failure is Failure.CHALLENGE and may_pass(fetch.detail) and ask.method == "GET"
        if not passable or ask.render:
            return None
        host = urls.host(ask.url)
        if host not in self._passing:
            if not self._take():
                self._left_out.add(ask.page)
                return None
            self._passing.add(host)
            return replace(ask, url=ask.page, shows="", render="challenge", attempt=1)
        return replace(ask, attempt=ask.attempt + 1) if ask.attempt < self._limits.attempts else None

    def _is_script_portal(self, host: str) -> bool:
        return self._undecided[host] >= SCRIPT_PORTAL

    def _take(self) -> bool:
        if self.done >= self._limits.max_renders:
            return False
        self.done += 1
        return True
