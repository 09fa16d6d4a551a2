"""What to ask for next. A wave is a pure function of everything absorbed before it.

Answers are kept until their wave is complete and then taken in the wave's own order, so neither the order
of arrival nor a clock matters, and a crawl that was killed is continued by giving its stored answers to a
fresh plan. Bodies are never kept; of a reading only the addresses and list items that later waves need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum

from auditor import urls
from auditor.crawl.assembly import Assembly
from auditor.crawl.frontier import Frontier
from auditor.crawl.limits import (
    WALLS,
    CrawlLimits,
    Search,
    Targets,
    no_search,
    no_targets,
)
from auditor.crawl.navigation import menu_articles, nav_links
from auditor.crawl.outcome import REDIRECTS
from auditor.crawl.probing import Probing
from auditor.crawl.remembered import Found, Lists, order
from auditor.crawl.renders import Renders
from auditor.crawl.soft404 import probe_url
from auditor.crawl.wanted import (
    is_item_of_people,
    is_unnamed,
    is_wanted,
    is_wanted_item,
    lists_people,
)
from auditor.model import (
    DEAD,
    TRANSIENT,
    Ask,
    AskKey,
    CrawlSummary,
    Failure,
    Fetch,
    Item,
    PageKind,
    PageReading,
    Portal,
    Purpose,
    Source,
)
from auditor.territory import territory_of

#: Failures of HEAD after which a GET would be no better.
_FINAL_FOR_HEAD = frozenset({Failure.ROBOTS, Failure.BLOCKED_ADDRESS, Failure.REDIRECT_OUTSIDE})
#: Requests that do not count against ``max_pages``.
_UNCOUNTED = frozenset(
    {
        Purpose.ATTACHMENT,
        Purpose.DOCUMENT,
        Purpose.PART,
        Purpose.SEARCH,
        Purpose.SEARCH_RESULT,
        Purpose.FORM_TARGET,
        Purpose.SOFT_404_PROBE,
    }
)
#: Requests for something else than a page: one address may be asked for in several ways.
_NO_PAGE = frozenset(
    {Purpose.ATTACHMENT, Purpose.DOCUMENT, Purpose.PART, Purpose.SEARCH, Purpose.FORM_TARGET}
)
#: Requests of tests that decide themselves what an answer leads to, and whether a failure is asked again.
_PROBES = frozenset({Purpose.SEARCH, Purpose.SEARCH_RESULT, Purpose.FORM_TARGET})
#: Requests whose "gone" is an answer.
_ONCE = _PROBES | {Purpose.SOFT_404_PROBE}
#: Redirects that keep method and form.
_KEEPS_METHOD = frozenset({307, 308})
_NAVIGATION = frozenset({Purpose.HOME, Purpose.NAVIGATION})
_UNVISITED_SHOWN = 50


class Phase(IntEnum):
    HOME = 0
    PROBE = 1
    NAVIGATION = 2
    LISTS = 3
    ARTICLES = 4
    ATTACHMENTS = 5
    TARGETS = 6
    SEARCH = 7
    DONE = 8


class CrawlPlan:
    """Plans one crawl: call :meth:`next_wave`, :meth:`absorb` each answer of it, repeat until it is empty."""

    def __init__(
        self,
        portal: Portal,
        limits: CrawlLimits | None = None,
        search: Search = no_search,
        targets: Targets = no_targets,
    ) -> None:
        self.portal = portal
        self.limits = limits or CrawlLimits()
        self.territory = territory_of(portal)
        self._home = urls.absolute(portal.url, portal.url) or portal.url
        self._phase = Phase.HOME
        self._frontier = Frontier(self.limits.per_path_cap)
        self._lists = Lists(self.territory, self.limits.articles_per_column, self.limits.list_pages)
        self._attachments = Found(self.territory, Purpose.ATTACHMENT, "HEAD")
        self._documents = Found(self.territory, Purpose.DOCUMENT)  # to be read, not only to be there
        self._entries = Found(self.territory, Purpose.ARTICLE)  # articles that stand in a menu themselves
        self._probing = Probing(self.limits, search, targets)
        self._assembly = Assembly()
        self._renders = Renders(self.limits)
        self._asked: set[tuple[str, str, str]] = set()
        self._hops: dict[str, int] = {}
        self._wave: dict[AskKey, Ask] = {}
        self._answers: dict[AskKey, tuple[Fetch, PageReading | None]] = {}
        self._queue: list[Ask] = []
        self._retry: list[Ask] = []
        self._requests = 0
        self._pages = 0
        self._walls = 0
        self._second_looks = 0
        self._home_ok = False
        self._capped = False
        self._opened = Phase.DONE  # the last phase whose one-time asks were made
        self._stopped: str | None = None

    # ── the caller's side ──

    def next_wave(self) -> tuple[Ask, ...]:
        """The next asks in order; empty when all is done. RuntimeError while answers are outstanding."""
        if len(self._answers) < len(self._wave):
            raise RuntimeError(f"{len(self._wave) - len(self._answers)} asks of the wave have no answer yet")
        self._settle()
        wave: list[Ask] = []
        while not wave and self._phase is not Phase.DONE and self._stopped is None:
            wave = self._within_cap(self._phase_asks())
            if not wave and not self._queue:
                self._phase = self._next_phase()
        wave = [self._renders.forced(ask) for ask in wave]
        self._wave = {ask.key: ask for ask in wave}
        return tuple(wave)

    def absorb(self, fetch: Fetch, reading: PageReading | None) -> None:
        """Take one answer of the current wave. KeyError for one that was not asked for or came twice."""
        if fetch.key not in self._wave or fetch.key in self._answers:
            raise KeyError(fetch.key)
        self._requests += 1
        self._answers[fetch.key] = (fetch, reading)

    def summary(self, reason: str | None = None) -> CrawlSummary:
        """How the crawl ended; ``reason`` (``interrupted``) overrides the plan's own view."""
        self._settle()
        waiting = [ask.page for ask in (*self._wave.values(), *self._queue) if ask.purpose in _NAVIGATION]
        unvisited = sorted({*self._frontier.waiting(), *waiting})
        return CrawlSummary(
            portal=self.portal,
            reason=reason or self._stopped or ("page-cap" if self._capped else "finished"),
            requests=self._requests,
            max_pages=self.limits.max_pages,
            unvisited=len(unvisited),
            unvisited_urls=tuple(unvisited[:_UNVISITED_SHOWN]),
            cuts=self._frontier.cuts(),
            rendered=self._renders.done,
            unrendered=self._renders.left_out,
            renderer=self._renders.reason,
            search_queries=self.limits.search_queries,
            form_targets=self.limits.form_targets,
        )

    @property
    def ended(self) -> bool:
        """True once there is nothing more to ask: done, or stopped by the portal's walls."""
        return not self._wave and (self._phase is Phase.DONE or self._stopped is not None)

    @property
    def phase(self) -> str:
        return self._phase.name.lower()

    @property
    def requests(self) -> int:
        """Answers absorbed so far."""
        return self._requests

    @property
    def known(self) -> int:
        """Requests known so far, done or waiting. Grows while the portal is explored."""
        outstanding = len(self._wave) - len(self._answers)
        return self._requests + outstanding + len(self._frontier) + len(self._retry) + len(self._queue)

    # ── phases ──

    def _phase_asks(self) -> list[Ask]:
        """The next chunk: what is queued, then new asks of this phase, then retries."""
        if not self._queue:
            self._queue = self._fresh_asks()
        if not self._queue and self._retry:
            self._queue, self._retry = sorted(self._retry, key=order), []
        chunk, self._queue = self._queue[: self.limits.wave_size], self._queue[self.limits.wave_size :]
        return chunk

    def _fresh_asks(self) -> list[Ask]:
        if self._phase is Phase.NAVIGATION:
            room = max(1, self.limits.max_pages - self._pages)
            taken = self._frontier.take(min(self._renders.wave_size, room))
            self._asked.update(ask.request for ask in taken)
            return taken
        if self._phase is Phase.LISTS:
            return self._unasked(self._lists.further_pages())
        if self._phase is Phase.TARGETS:
            return self._probing.target_asks()
        if self._phase is Phase.SEARCH:
            return self._search_asks()
        if self._opened is self._phase:
            return []
        self._opened = self._phase
        return self._unasked(self._one_time_asks())

    def _one_time_asks(self) -> Iterable[Ask]:
        match self._phase:
            case Phase.HOME:
                return [Ask(self._home, Purpose.HOME)]
            case Phase.PROBE if self.limits.probes and self.portal.source is Source.LIVE:
                return [Ask(probe_url(self.portal.url), Purpose.SOFT_404_PROBE)]
            case Phase.ARTICLES:
                pages = [
                    (page, item.url or "") for page, item in self._lists.picks() if self._opens(page, item)
                ]
                return [
                    *self._entries.take(self.limits.max_pages),
                    *(Ask(url, Purpose.ARTICLE, referrer=page) for page, url in pages),
                ]
            case Phase.ATTACHMENTS:
                documents = self._documents.take(self.limits.max_documents)
                self._attachments.drop(ask.url for ask in documents)
                return [*documents, *self._attachments.take(self.limits.max_attachments)]
            case _:
                return []

    def _search_asks(self) -> list[Ask]:
        asks = self._probing.search_asks(self._lists, self._renders.left)
        self._renders.done += sum(bool(ask.render) for ask in asks)
        results = self._unasked(ask for ask in asks if ask.purpose is Purpose.SEARCH_RESULT)
        queries = [ask for ask in asks if ask.purpose is Purpose.SEARCH]
        return [*queries, *results]

    def _opens(self, page: str, item: Item) -> bool:
        """True for items that are pages; attachments in a list are noted for their own phase."""
        url = item.url or ""
        if urls.is_attachment(url):
            self._attachments.note(page, [url])
        if is_wanted_item(item):
            self._documents.note(page, [url])
        elif is_item_of_people(item):
            self._documents.note(page, [url], rank=2)
        return urls.is_page(url)

    def _next_phase(self) -> Phase:
        if self._phase is Phase.HOME and not self._home_ok:
            return Phase.DONE
        return Phase(min(self._phase + 1, Phase.DONE))

    def _unasked(self, asks: Iterable[Ask]) -> list[Ask]:
        """Those whose page was not asked for before; they count as asked from now on."""
        return [ask for ask in asks if self._claim(ask)]

    def _claim(self, ask: Ask) -> bool:
        exact = ask.request
        if exact in self._asked or self._assembly.knows(ask):
            return False
        page = ask.method == "GET" and ask.purpose not in _NO_PAGE
        if page and not self._frontier.mark(urls.canonical(ask.page)):
            return False
        self._asked.add(exact)
        return True

    def _within_cap(self, asks: list[Ask]) -> list[Ask]:
        """Cut the wave at the page cap. Cutting navigation is what makes a crawl incomplete."""
        kept: list[Ask] = []
        for ask in asks:
            if ask.purpose in _UNCOUNTED:
                kept.append(ask)
            elif self._pages < self.limits.max_pages:
                self._pages += 1
                kept.append(ask)
            elif ask.purpose in _NAVIGATION:
                self._capped = True
                if ask.attempt == 1:
                    self._frontier.put_back(ask)
        return kept

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
            self._count_walls(fetch)
            if ask.purpose in _PROBES:
                self._probing.note_answer(fetch, reading)
            if fetch.failure is not None:
                self._take_failure(ask, fetch)
            elif ask.purpose is Purpose.PART:
                self._take_part(ask, reading)
            elif fetch.status in REDIRECTS and fetch.location:
                self._follow(ask, fetch.location, keeps_method=fetch.status in _KEEPS_METHOD)
            elif reading is not None:
                if ask.purpose is Purpose.ARTICLE and not reading.redirect:
                    self._probing.note_article(ask.url, reading)
                self._take_page(ask, reading)
            for page, whole in self._assembly.ready():
                self._consider(page, whole)

    def _take_part(self, ask: Ask, reading: PageReading | None) -> None:
        """A part fills a hole in its page, or is a further page of a list."""
        if self._lists.knows(ask):
            if reading is not None:
                self._lists.extend(ask, reading)
        else:
            self._assembly.answer(ask, reading)

    def _take_page(self, ask: Ask, reading: PageReading) -> None:
        """Ask for the parts of a navigation page first: what it shows is known when they are there."""
        if reading.parts and ask.purpose in _NAVIGATION:
            self._queue = self._assembly.open(ask, reading) + self._queue
        else:
            self._consider(ask, reading)

    def _consider(self, ask: Ask, reading: PageReading) -> None:
        """A page that HTTP could not decide goes to a browser, when there is one; else it is taken as it is."""
        again = self._renders.instead_of(ask, reading) if ask.purpose in _NAVIGATION else None
        if again is not None:
            self._queue.append(again)
        else:
            self._renders.plain(ask)  # no longer needed
            self._take_reading(ask, reading)

    def _count_walls(self, fetch: Fetch) -> None:
        if self._phase is not Phase.NAVIGATION:
            return
        self._walls = self._walls + 1 if fetch.failure in WALLS else 0
        if self._walls >= self.limits.blocked_after:
            self._stopped = "blocked"

    def _take_failure(self, ask: Ask, fetch: Fetch) -> None:
        failure = Failure(fetch.failure or Failure.ERROR)
        passing = self._renders.through_wall(ask, fetch)
        again = self._is_asked_again(ask, failure)
        if passing is not None:
            # The browser that passes goes first; the other pages of this host follow with its cookie.
            (self._queue if passing.render else self._retry).append(passing)
            return
        if ask.purpose is Purpose.HOME and failure in WALLS and not again:
            self._stopped = "blocked"
        if ask.purpose in _PROBES:
            return
        if ask.render and not again:
            plain = self._renders.plain(ask)
            if plain is not None:
                self._take_reading(ask, plain)
        elif ask.purpose is Purpose.PART and not again:
            self._take_part(ask, None)
        elif ask.method == "HEAD":
            if failure not in _FINAL_FOR_HEAD:
                self._queue += self._unasked([replace(ask, method="GET", attempt=1)])
        elif again:
            self._retry.append(replace(ask, attempt=ask.attempt + 1))

    def _is_asked_again(self, ask: Ask, failure: Failure) -> bool:
        """Passing failures are, and what seems to be gone is once: in a deployment, or on one bad node of several, a page is
        gone in passing. A portal of dead links is not asked twice for all of them."""
        if failure in TRANSIENT:
            return ask.attempt < self.limits.attempts
        if failure not in DEAD or ask.attempt > 1 or ask.method == "HEAD" or ask.purpose in _ONCE:
            return False
        self._second_looks += 1
        return self._second_looks <= self.limits.second_looks

    def _follow(self, ask: Ask, target: str, *, keeps_method: bool = False) -> None:
        """Queue the target of a redirect. Not followed: other hosts, loops, chains over the limit, a form's target."""
        hops = self._hops.get(ask.url, 0) + 1
        near = ask.purpose is Purpose.SEARCH and urls.host(target) == urls.host(ask.url)
        if ask.purpose in (Purpose.SOFT_404_PROBE, Purpose.FORM_TARGET):
            return
        if not (near or self.territory.owns(target)):
            return
        if hops > self.limits.max_redirects:
            return
        if ask.purpose in _NAVIGATION and urls.is_attachment(target):
            self._attachments.note(ask.url, [target])
            return
        if ask.purpose is Purpose.SEARCH and keeps_method and ask.method == "POST":
            self._queue += self._probing.fresh([replace(ask, url=target, referrer=ask.url, attempt=1)])
            return
        method = "HEAD" if ask.method == "HEAD" else "GET"
        step = Ask(target, ask.purpose, method, referrer=ask.url)
        if (method, target, "") in self._asked:
            return
        if not self._claim(step) and urls.canonical(target) != urls.canonical(ask.url):
            return  # another way to a page that was asked for; http → https of one page is followed
        self._asked.add((method, target, ""))
        self._hops[target] = hops
        self._frontier.set_depth(target, self._frontier.depth(ask.url))
        self._lists.redirected(ask, step)
        self._queue.append(step)

    def _take_reading(self, ask: Ask, reading: PageReading) -> None:
        if ask.purpose is Purpose.SEARCH and reading.redirect:
            self._follow(ask, reading.redirect)
        if ask.purpose in _PROBES or ask.purpose in (Purpose.SOFT_404_PROBE, Purpose.DOCUMENT):
            return
        self._probing.note_dialogs(reading)
        is_home = ask.purpose is Purpose.HOME
        self._home_ok = self._home_ok or (is_home and reading.kind is not PageKind.REDIRECT)
        self._probing.note_page(ask.page, reading, is_home=is_home)
        own = [link for link in reading.attachments if link.own]
        self._attachments.note(ask.page, (link.url for link in own))
        self._documents.note(ask.page, (link.url for link in own if is_wanted(link, reading)))
        # Lists of people come after the catalogs and the unnamed: forty of them must not push those out.
        self._documents.note(ask.page, (link.url for link in own if lists_people(link, reading)), rank=2)
        if ask.purpose is Purpose.LIST_PAGE and reading.kind is not PageKind.REDIRECT:
            self._lists.extend(ask, reading)
        elif ask.purpose in _NAVIGATION:
            self._explore(ask, reading)
        if reading.redirect:
            self._follow(ask, reading.redirect)

    def _explore(self, ask: Ask, reading: PageReading) -> None:
        self._frontier.learn(ask.page, reading)
        if reading.kind is PageKind.ARTICLE:
            return
        is_home = ask.purpose is Purpose.HOME
        unnamed = (link.url for link in reading.attachments if link.own and is_unnamed(link, reading))
        self._documents.note(ask.page, unnamed, rank=1)  # after the catalogs
        depth = self._frontier.depth(ask.page) + 1
        self._entries.note(ask.page, menu_articles(reading, self.territory))
        for link in nav_links(reading, self.territory, is_home=is_home):
            self._frontier.offer(link.url, link.rank, depth, ask.page, link.data)
        if not is_home and reading.kind in (PageKind.LIST, PageKind.CHANNEL) and reading.items:
            self._lists.open(ask.page, reading)
