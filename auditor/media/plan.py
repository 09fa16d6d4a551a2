"""What a media crawl asks next: the home page, pages of accounts, pictures that may be codes, the accounts themselves.

As in :mod:`auditor.crawl.plan`, a wave is a pure function of the answers before it, so a crawl that was killed is continued by
its stored answers. Only hosts of the portal, of known platforms, and those that the register names are ever asked: wherever
else a link or a code leads is noted and left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from auditor import urls
from auditor.crawl.limits import WALLS
from auditor.media.gathering import PAGES, Gathering
from auditor.media.limits import MediaLimits
from auditor.media.pages import candidates
from auditor.media.reach import Reach
from auditor.media.reading import MediaReading
from auditor.media.register import Register
from auditor.media.sightings import is_article, sightings, starts_of
from auditor.model import (
    TRANSIENT,
    Ask,
    AskKey,
    CrawlSummary,
    Fetch,
    PageReading,
    Portal,
    Purpose,
)
from auditor.territory import Territory

_UNVISITED_SHOWN = 50


class MediaPlan:
    """Plans one media crawl: call :meth:`next_wave`, :meth:`absorb` each answer of it, repeat until it is empty."""

    def __init__(self, portal: Portal, register: Register, limits: MediaLimits | None = None) -> None:
        self.portal = portal
        self._reach = Reach.of(portal, register)
        self._register = register
        self._limits = limits or MediaLimits()
        self._gathering = Gathering()
        self._wave: dict[AskKey, Ask] = {}
        self._answers: dict[AskKey, tuple[Fetch, PageReading | None]] = {}
        self._queue: list[Ask] = []  # redirects followed, and asks to be tried again
        self._asked: set[tuple[str, str, str]] = set()
        self._seen: set[str] = set()  # canonical addresses of pages
        self._hops: dict[str, int] = {}
        self._spent: dict[str, int] = {}
        self._requests = 0
        self._walled = False
        self._over = False
        self._phase = "home"

    # ── the caller's side ──

    def next_wave(self) -> tuple[Ask, ...]:
        """The next asks in order; empty when all is done. RuntimeError while answers are outstanding."""
        if len(self._answers) < len(self._wave):
            raise RuntimeError(f"{len(self._wave) - len(self._answers)} asks of the wave have no answer yet")
        self._settle()
        wave, self._queue = self._queue, []
        for phase, stage in (
            ("home", self._home),
            ("pages", self._pages),
            ("pictures", self._pictures),
            ("accounts", self._accounts),
        ):
            if wave:
                break
            self._phase = phase
            wave = list(islice(stage(), self._limits.wave_size))  # what is not taken is not claimed
        for ask in wave:
            self._asked.add(ask.request)
            self._spent[ask.purpose] = self._spent.get(ask.purpose, 0) + (ask.attempt == 1)
        self._wave = {ask.key: ask for ask in wave}
        self._over = not wave
        return tuple(wave)

    def absorb(self, fetch: Fetch, reading: PageReading | None) -> None:
        """Take one answer of the current wave. KeyError for one that was not asked for or came twice."""
        if fetch.key not in self._wave or fetch.key in self._answers:
            raise KeyError(fetch.key)
        self._requests += 1
        self._answers[fetch.key] = (fetch, reading)

    def summary(self, reason: str | None = None) -> CrawlSummary:
        """How the crawl ended. ``unvisited`` are pages that may name accounts and were not asked for."""
        self._settle()
        waiting = {ask.url for ask in (*self._wave.values(), *self._queue) if ask.purpose in PAGES}
        waiting |= {url for url, _ in self._unasked_pages()}
        return CrawlSummary(
            portal=self.portal,
            reason=reason or ("blocked" if self._walled else "page-cap" if waiting else "finished"),
            requests=self._requests,
            max_pages=self._limits.pages,
            unvisited=len(waiting),
            unvisited_urls=tuple(sorted(waiting)[:_UNVISITED_SHOWN]),
        )

    @property
    def territory(self) -> Territory:
        return self._reach.territory

    @property
    def ended(self) -> bool:
        return self._over

    @property
    def phase(self) -> str:
        return f"media-{self._phase}"

    @property
    def requests(self) -> int:
        return self._requests

    @property
    def known(self) -> int:
        return self._requests + len(self._wave) - len(self._answers) + len(self._queue)

    # ── stages ──

    def _home(self) -> Iterator[Ask]:
        home = urls.absolute(self.portal.url, self.portal.url) or self.portal.url
        if self._claim_page(home):
            yield Ask(home, Purpose.HOME)

    def _pages(self) -> Iterator[Ask]:
        """Parts of the pages read so far, then further pages that may name accounts."""
        given: set[tuple[str, str, str]] = set()
        for page_url, part in self._gathering.parts:
            ask = Ask(part.url, Purpose.PART, part.method, part.body, referrer=page_url)
            if ask.request not in self._asked | given:
                given.add(ask.request)
                yield ask
        left = self._limits.pages - self._spent.get(Purpose.NAVIGATION, 0)
        for url, page_url in self._unasked_pages():
            if left > 0 and self._claim_page(url):
                left -= 1
                yield Ask(url, Purpose.NAVIGATION, referrer=page_url)

    def _unasked_pages(self) -> Iterator[tuple[str, str]]:
        for url, page_url in candidates(self._gathering.pages, self.territory):
            if urls.canonical(url) not in self._seen:
                yield url, page_url

    def _pictures(self) -> Iterator[Ask]:
        left = self._limits.pictures - self._spent.get(Purpose.PICTURE, 0)
        for seen in self._gathering.pictures:
            if left <= 0:
                return
            ask = Ask(seen.place.url, Purpose.PICTURE, referrer=seen.place.page)
            if seen.picture is None and self.territory.owns(ask.url) and ask.request not in self._asked:
                left -= 1
                yield ask

    def _accounts(self) -> Iterator[Ask]:
        left = self._limits.answers - self._spent.get(Purpose.MEDIA, 0)
        articles = 0
        given: set[str] = set()
        for start in starts_of(sightings(self._gathering, self._register)):
            if is_article(start):
                articles += 1
                if articles > self._limits.articles:
                    continue
            for url, before in self._steps(start):
                ask = Ask(url, Purpose.MEDIA, referrer=before)
                if (
                    left > 0
                    and url not in given
                    and ask.request not in self._asked
                    and self._reach.may_ask(url)
                ):
                    left -= 1
                    given.add(url)
                    yield ask

    def _steps(self, start: str) -> Iterator[tuple[str, str | None]]:
        """The start itself, then what follows from it, within the budget of an account."""
        if urls.canonical(start) not in self._seen:
            yield start, None
        room = self._limits.per_account - self._gathering.count_of(start)
        yield from self._gathering.open_ends(start)[: max(0, room)]

    def _claim_page(self, url: str) -> bool:
        key = urls.canonical(url)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    # ── answers ──

    def _settle(self) -> None:
        """Take the answers of the wave in its own order."""
        wave, self._wave = self._wave, {}
        answers, self._answers = self._answers, {}
        for key, ask in wave.items():
            if key not in answers:
                self._wave[key] = ask
                continue
            fetch, reading = answers[key]
            self._gathering.take(fetch, reading)
            self._queue += self._after(ask, fetch, reading)

    def _after(self, ask: Ask, fetch: Fetch, reading: PageReading | None) -> Iterable[Ask]:
        if fetch.failure is not None:
            if fetch.failure in TRANSIENT and ask.attempt < self._limits.attempts:
                return [replace(ask, attempt=ask.attempt + 1)]
            self._walled |= ask.purpose is Purpose.HOME and fetch.failure in WALLS
            return []
        target = fetch.location or (reading.redirect if isinstance(reading, MediaReading) else None)
        return self._followed(ask, target) if target else []

    def _followed(self, ask: Ask, target: str) -> list[Ask]:
        """The target of a redirect; pages stay on the portal, accounts where :class:`Reach` lets them."""
        hops = self._hops.get(ask.url, 0) + 1
        near = self._reach.may_ask(target) if ask.purpose is Purpose.MEDIA else self.territory.owns(target)
        step = Ask(target, ask.purpose, referrer=ask.url)
        if not near or hops > self._limits.redirects or step.request in self._asked:
            return []
        if ask.purpose in PAGES:
            same = urls.canonical(target) == urls.canonical(ask.url)
            if not self._claim_page(target) and not same:
                return []
        self._hops[target] = hops
        return [step]
