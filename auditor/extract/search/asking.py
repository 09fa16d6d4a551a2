"""What to ask next: one step at a time for each engine, a pure function of everything answered so far.

The order of steps for one engine: the page with the box again, when its form has a token; a query; where the answer is a
shell, the interface behind it or the same page by browser; the next query. An engine that is dead, walled or wants a
captcha is left in peace. When all is asked, a few results are opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor import query_code, urls
from auditor.extract.search.engines import (
    anew,
    engines_of,
    may_be_asked,
    request,
    tokens_of,
    typed,
    with_tokens,
)
from auditor.extract.search.interfaces import interface
from auditor.extract.search.opening import opening_asks
from auditor.extract.search.queries import KnownItem, queries
from auditor.extract.search.threads import Answer, Thread, Threads, newest_form, threads_of
from auditor.model import DEAD, TRANSIENT, Ask, Failure, Fetch, Purpose, SearchForm, SearchQuery
from auditor.territory import Territory

#: Engines that are asked, at most.
MOST_ENGINES = 2
#: Who says this is not asked again.
_GO_AWAY = frozenset(
    {
        Failure.ROBOTS,
        Failure.TOO_LARGE,
        Failure.BLOCKED_ADDRESS,
        Failure.CHALLENGE,
        Failure.LOGIN_WALL,
        Failure.NOT_SAVED,
        Failure.REDIRECT_OUTSIDE,
    }
)
#: Failures after which a fresh token, or the page's own script, may help.
_REFUSED = frozenset({Failure.FORBIDDEN, Failure.CLIENT_ERROR})
_TRIES = 2
TOO_OFTEN = "too-often"
RENDER = "search-results"


@dataclass(frozen=True, slots=True)
class Known:
    """What the crawl knows when the search begins. ``boxes`` are the forms by the page that holds them, the home page
    first; ``titles`` those of all items seen; ``code`` is the portal's; ``renders``: how often a browser may be used."""

    boxes: Mapping[str, Sequence[SearchForm]]
    items: Sequence[KnownItem]
    titles: Sequence[str]
    code: str
    territory: Territory
    renders: int = 0
    budget: int = 10
    answers: Sequence[Answer] = field(default=())


def search_asks(known: Known) -> tuple[Ask, ...]:
    """The next requests, at most one for each engine; () when there is nothing more to ask."""
    left = known.budget - _spent(known.answers)
    wanted = queries(known.items, known.titles, known.code)
    browser = known.renders > 0 or any(fetch.render for fetch, _ in known.answers)
    engines = engines_of(known.boxes, known.territory, browser=browser)
    asked = [engine for engine in engines if not engine.skipped][:MOST_ENGINES]
    if not wanted or not asked:
        return ()
    traced = [threads_of(engine, known.answers) for engine in asked]
    steps = [ask for threads in traced if (ask := _step(threads, wanted, known)) is not None]
    if steps and left > 0:
        return tuple(steps[:left])
    return opening_asks(traced, known.answers, known.territory)


def _spent(answers: Sequence[Answer]) -> int:
    """Requests that count against the budget: all but the hops of redirects."""
    targets = {fetch.location for fetch, _ in answers if fetch.location}
    return sum(
        fetch.purpose is Purpose.SEARCH and not (fetch.url in targets and fetch.method == "GET")
        for fetch, _ in answers
    )


# ── one engine ────────────────────────────────────────────────────────────────────────────────────


def _step(threads: Threads, wanted: Sequence[SearchQuery], known: Known) -> Ask | None:
    if not threads.form.action and threads.typed is None:
        return typed(threads.engine, wanted[0].text)
    if threads.threads:
        last = threads.threads[-1]
        further = _further(threads, last, known)
        if further is not None:
            return further
        if _is_over(threads):
            return None
    query = next((query for query in wanted if threads.of(query.text) is None), None)
    return _query(threads, query.text, known) if query is not None else None


def _further(threads: Threads, thread: Thread, known: Known) -> Ask | None:
    """What the last query still needs; None when its answer is the last word."""
    fetch, reading = thread.final
    if fetch.failure is Failure.REDIRECT_OUTSIDE and fetch.location:
        return _elsewhere(fetch.location, thread, known)
    again = _again(threads, thread, known)
    if again is not None:
        return again
    answer = reading.answer if reading is not None else None
    if thread.through == "interface":
        # An interface that we only guess proves nothing by being dumb: the browser shows what a visitor sees.
        is_dumb = answer is None or not answer.results
        # One that refuses us wants what the page's own script adds to its request.
        is_refused = fetch.failure in _REFUSED
        return _by_browser(thread, known) if is_refused or (is_dumb and not thread.named) else None
    if fetch.failure is not None or answer is None or fetch.location or answer.unread != "script":
        return None
    behind = interface(threads.engine, fetch.url, fetch.body, thread.text, answer.interface)
    if behind is not None and all(each.request != behind.request for each, _ in known.answers):
        return behind
    return _by_browser(thread, known)


def _by_browser(thread: Thread, known: Known) -> Ask | None:
    """The page of results as a browser has it, when there is one and the page can be asked for again."""
    page = thread.shell[0]
    is_page = page.method == "GET" and not page.render and page.failure is None and not page.location
    if known.renders > 0 and is_page and thread.through != "browser" and not _is_direct(thread):
        return Ask(page.url, Purpose.SEARCH, referrer=page.referrer, render=RENDER)
    return None


def _is_direct(thread: Thread) -> bool:
    """Was the interface asked without its page before it?"""
    return thread.through == "interface" and len(thread.steps) == 1


def _elsewhere(target: str, thread: Thread, known: Known) -> Ask | None:
    """A redirect to another host is followed only to where the box itself might lead: to the engine's own host, or with
    the query to one that may be asked."""
    is_new = all(target not in (fetch.url, fetch.referrer) for fetch, _ in known.answers)
    is_search = urls.host(target) == urls.host(thread.asked.url) or query_code.carries(target, thread.text)
    if is_new and is_search and may_be_asked(target, (), known.territory):
        return Ask(target, Purpose.SEARCH, referrer=thread.final[0].url)
    return None


def _again(threads: Threads, thread: Thread, known: Known) -> Ask | None:
    """The query once more, when it failed in passing, seems to have gone to an address that is gone, came too soon, or its
    token was out of date."""
    fetch, reading = thread.final
    if thread.tries >= _TRIES or fetch.attempt >= _TRIES or fetch.render:
        return None
    answer = reading.answer if reading is not None else None
    if tokens_of(threads.form) and fetch.failure in _REFUSED:
        return _query(threads, thread.text, known)
    too_soon = fetch.failure is Failure.CHALLENGE and fetch.detail == TOO_OFTEN
    too_soon = too_soon or (answer is not None and answer.obstruction == TOO_OFTEN)
    gone = fetch.failure in DEAD and fetch.url == thread.asked.url  # another interface is tried instead
    if too_soon or gone or fetch.failure in TRANSIENT:
        # What came too soon is asked from the start: the page that says so may be another's.
        step = thread.asked if too_soon else fetch
        return Ask(step.url, Purpose.SEARCH, step.method, step.body, step.referrer, attempt=_TRIES)
    return None


def _is_over(threads: Threads) -> bool:
    """Is there no point in asking this engine more?"""
    fetch, reading = threads.threads[-1].final
    answer = reading.answer if reading is not None else None
    if fetch.failure in _GO_AWAY or (answer is not None and answer.obstruction):
        return True
    failed = [thread.final[0].failure is not None for thread in threads.threads[-2:]]
    return len(failed) == 2 and all(failed)


def _query(threads: Threads, text: str, known: Known) -> Ask | None:
    """The request for a query, or for the page with a fresh token before it."""
    form = threads.form
    if not form.action:
        # Typing has told no address: its results stand in the page itself, or nobody can tell.
        shown = threads.typed is not None and _shows(threads.typed)
        return typed(threads.engine, text) if shown and known.renders > 0 else None
    if not threads.engine.form.action and not may_be_asked(
        form.action, [name for name, _ in form.hidden], known.territory
    ):
        return None  # what typing has shown leads to another site
    if tokens_of(form):
        newest, place = newest_form(form, known.answers)
        last = _place_of(known.answers, [thread.asked for thread in threads.threads])
        tried = _place_of(known.answers, [page for page, _ in threads.pages])
        if (place < 0 or place < last) and tried <= last:
            return anew(threads.engine, len(threads.pages))
        form = with_tokens(form, newest)
    return _by_interface(threads, text) or request(form, text, threads.engine.page)


def _by_interface(threads: Threads, text: str) -> Ask | None:
    """The query put to the interface itself, once that has shown what it holds: its shell need not be asked again."""
    if not _through_interface(threads):
        return None
    first = threads.threads[0]
    behind = interface(threads.engine, first.asked.url, first.asked.body, text, first.named)
    return replace(behind, referrer=threads.engine.page) if behind is not None else None


def _place_of(answers: Sequence[Answer], fetches: Sequence[Fetch]) -> int:
    """The last place of any of ``fetches`` among ``answers``; -1 when none is there."""
    keys = {fetch.key for fetch in fetches}
    return max((place for place, (fetch, _) in enumerate(answers) if fetch.key in keys), default=-1)


def _through_interface(threads: Threads) -> bool:
    """Has the interface given results, or is it the one that the page names?"""
    return any(
        thread.through == "interface"
        and (reading := thread.final[1]) is not None
        and reading.answer is not None
        and bool(reading.answer.results or (thread.named and not reading.answer.unread))
        for thread in threads.threads
    )


def _shows(answer: Answer) -> bool:
    reading = answer[1]
    return reading is not None and reading.answer is not None and not reading.answer.unread
