"""Threads → trials: what each answer proves of the item that was looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor import query_code, urls
from auditor.extract.search.asking import TOO_OFTEN
from auditor.extract.search.engines import Engine, engines_of
from auditor.extract.search.matching import inner_addresses, is_title, rank_of
from auditor.extract.search.opening import first_results
from auditor.extract.search.queries import KnownItem, Recogniser, fold
from auditor.extract.search.threads import Thread, Threads, threads_of
from auditor.model import (
    DEAD,
    Failure,
    Fetch,
    OpenedResult,
    PageReading,
    QueryKind,
    SearchAnswer,
    SearchEngine,
    SearchFilter,
    SearchForm,
    SearchQuery,
    SearchTrial,
    TrialState,
    Zone,
)
from auditor.territory import Territory

#: Answers of a server whose program is broken; 502, 503 and 504 only say that it is busy now.
_BROKEN_PROGRAM = frozenset({500, 501, 505})
_ANSWERED = frozenset({TrialState.FOUND, TrialState.MISSED, TrialState.NOTHING})
_ELSEWHERE = frozenset({Zone.MENU, Zone.FOOTER, Zone.BREADCRUMB, Zone.FRAME})


@dataclass(frozen=True, slots=True)
class Crawled:
    """What the crawl knows beside the answers. ``furniture`` are the canonical addresses that the home page links to,
    ``pages`` all that was fetched by canonical address, ``opened`` results that were opened for the test. ``off``: the
    search was switched off."""

    items: Sequence[KnownItem]
    code: str
    territory: Territory
    furniture: frozenset[str] = frozenset()
    pages: Mapping[str, Fetch] = field(default_factory=dict)
    opened: Sequence[Fetch] = ()
    off: bool = False


def read_engines(
    boxes: Mapping[str, Sequence[SearchForm]],
    answers: Sequence[tuple[Fetch, PageReading | None]],
    crawled: Crawled,
) -> tuple[SearchEngine, ...]:
    """The engines behind the boxes (by page, the home page first) with all that they were asked."""
    asked = sorted(answers, key=lambda answer: order(answer[0]))
    browser = any(fetch.render for fetch, _ in asked)
    traced = [threads_of(engine, asked) for engine in engines_of(boxes, crawled.territory, browser=browser)]
    judge = _Judge(crawled)
    opened = _opened(traced, crawled)
    return tuple(_engine(threads, judge, opened, crawled) for threads in traced)


def order(fetch: Fetch) -> tuple[int, str, str, str]:
    """An order that depends on no clock: two crawls that heard the same tell the same."""
    return (fetch.attempt, fetch.url, fetch.method, fetch.body)


def _engine(
    threads: Threads, judge: _Judge, opened: Sequence[OpenedResult], crawled: Crawled
) -> SearchEngine:
    ends = Counter(thread.final[0].key for thread in threads.threads)
    trials = [judge.trial(thread, is_shared=ends[thread.final[0].key] > 1) for thread in threads.threads]
    if not _is_trusted(threads, trials):
        trials = [_doubted(trial) if trial.through == "interface" else trial for trial in trials]
    trials = _in_passing(threads, trials)
    texts = {trial.query.text for trial in trials}
    return SearchEngine(
        form=threads.engine.form,
        family=threads.engine.family,
        trials=tuple(sorted(trials, key=_by_kind)),
        opened=tuple(each for each in opened if each.query in texts),
        filters=_filters(threads),
        skipped="" if trials else _skipped(threads.engine, crawled),
    )


def _by_kind(trial: SearchTrial) -> tuple[int, str, str]:
    return (list(QueryKind).index(trial.query.kind), trial.query.date, trial.query.text)


def _is_trusted(threads: Threads, trials: Sequence[SearchTrial]) -> bool:
    """An interface that no page names was guessed: it counts once it has found something."""
    if any(thread.named for thread in threads.threads):
        return True
    return any(trial.through == "interface" and trial.state is TrialState.FOUND for trial in trials)


def _doubted(trial: SearchTrial) -> SearchTrial:
    """Nothing came of a guess: the results come by a script that nobody ran."""
    return replace(trial, state=TrialState.CANT_TELL, reason=trial.reason or "script")


def _in_passing(threads: Threads, trials: Sequence[SearchTrial]) -> list[SearchTrial]:
    """An engine that answers works: where it failed for one query, or led that astray, nobody knows what it would have
    found."""
    if not any(trial.state in _ANSWERED for trial in trials):
        return list(trials)
    is_straight = any(not _is_astray(thread) for thread in threads.threads if thread.final[0].failure is None)
    return [
        _untold(trial, astray=is_straight and _is_astray(thread))
        for thread, trial in zip(threads.threads, trials, strict=True)
    ]


def _untold(trial: SearchTrial, *, astray: bool) -> SearchTrial:
    if trial.state is TrialState.FAILED:
        return replace(trial, state=TrialState.CANT_TELL)
    if astray and trial.state in (TrialState.MISSED, TrialState.NOTHING):
        return replace(trial, state=TrialState.CANT_TELL, reason="markup", quote=trial.url)
    return trial


def _is_astray(thread: Thread) -> bool:
    """Was the query sent on to an address that does not bear it? Engines that keep it under a number do so with all."""
    fetch = thread.final[0]
    return any(step.location for step, _ in thread.steps) and not query_code.carries(
        f"{fetch.url} {fetch.body}", thread.text
    )


def _skipped(engine: Engine, crawled: Crawled) -> str:
    if crawled.off:
        return "off"
    if engine.skipped:
        return engine.skipped
    if not engine.form.action:
        return "no-address"
    return "budget" if any(item.title for item in crawled.items) else "no-items"


def _filters(threads: Threads) -> tuple[SearchFilter, ...]:
    """What any page of the engine offers."""
    readings = [reading for thread in threads.threads for _, reading in thread.steps]
    offered = {kind for reading in readings if reading and reading.answer for kind in reading.answer.filters}
    return tuple(kind for kind in SearchFilter if kind in offered)


class _Judge:
    """Judges answers by what was crawled."""

    def __init__(self, crawled: Crawled) -> None:
        self._recogniser = Recogniser(crawled.items, crawled.code)
        self._furniture = crawled.furniture
        self._territory = crawled.territory

    def trial(self, thread: Thread, *, is_shared: bool) -> SearchTrial:
        query = self._recogniser.query(thread.text)
        fetch, reading = thread.final
        answer = self._answer(fetch, reading)
        addresses = self._recogniser.addresses(query)
        rank = rank_of(answer.results, addresses, query.title) if answer and query.title else None
        state, reason, quote = self._state(query, fetch, reading, answer, rank)
        if is_shared and state in (TrialState.MISSED, TrialState.NOTHING):
            # Several queries end at one address: whose answer it showed cannot be told any more.
            state, reason, quote = TrialState.CANT_TELL, "markup", fetch.url
        return SearchTrial(
            query=query,
            url=thread.asked.url,
            state=state,
            method=thread.asked.method,
            body=thread.asked.body,
            status=fetch.status,
            failure=fetch.failure,
            elapsed_ms=thread.elapsed_ms,
            rank=rank,
            results=len(answer.results) if answer else 0,
            total=answer.total if answer else None,
            marked=any(result.marked for result in answer.results) if answer else False,
            reason=reason,
            quote=quote,
            through=thread.through,
        )

    def _answer(self, fetch: Fetch, reading: PageReading | None) -> SearchAnswer | None:
        """The answer, unless it is the home page: engines that are gone lead there."""
        if fetch.failure is not None or reading is None:
            return None
        answer = reading.answer
        if answer is None or not answer.results or answer.total is not None:
            return answer
        if self._territory.is_home(fetch.url.split("?")[0]) and self._is_furniture(answer):
            return replace(answer, results=(), unread="markup")
        return answer

    def _state(
        self,
        query: SearchQuery,
        fetch: Fetch,
        reading: PageReading | None,
        answer: SearchAnswer | None,
        rank: int | None,
    ) -> tuple[TrialState, str, str]:
        """(state, reason why nobody can tell, words)."""
        if fetch.failure is not None:
            broken = fetch.failure in DEAD or (
                fetch.failure is Failure.SERVER_ERROR and fetch.status in _BROKEN_PROGRAM
            )
            too_soon = fetch.failure is Failure.CHALLENGE and fetch.detail == TOO_OFTEN
            reason = TOO_OFTEN if too_soon else fetch.failure.value
            return (TrialState.FAILED if broken else TrialState.CANT_TELL), reason, fetch.detail
        if answer is None:
            return TrialState.CANT_TELL, "markup", fetch.location or ""
        if answer.obstruction:
            return TrialState.CANT_TELL, answer.obstruction, answer.quote
        if rank is not None:
            return TrialState.FOUND, "", answer.results[rank - 1].title
        if answer.results:
            if answer.total is None and self._is_furniture(answer):
                return TrialState.CANT_TELL, "markup", answer.results[0].title
            return TrialState.MISSED, "", answer.results[0].title
        if answer.nothing:
            return TrialState.NOTHING, "", answer.nothing
        link = self._elsewhere(query, reading)
        if link:
            return TrialState.FOUND, "", link
        return TrialState.CANT_TELL, answer.unread or "markup", answer.quote

    def _is_furniture(self, answer: SearchAnswer) -> bool:
        """Are all results links that stand on the home page? Then they may be a column of news beside the results."""
        return all(urls.canonical(result.url) in self._furniture for result in answer.results)

    def _elsewhere(self, query: SearchQuery, reading: PageReading | None) -> str:
        """The item among the links of a page whose list was not recognised: it is there, at a rank that nobody can tell."""
        if reading is None or not query.title:
            return ""
        addresses, wanted = self._recogniser.addresses(query), fold(query.title)
        for link in reading.links:
            if link.zone in _ELSEWHERE or urls.canonical(link.url) in self._furniture:
                continue
            if any(urls.canonical(each) in addresses for each in inner_addresses(link.url)):
                return link.text
            if (
                urls.is_page(link.url)
                and link.url.split("?")[0] != reading.url.split("?")[0]
                and is_title(link.text, wanted)
            ):
                return link.text
        return ""


def _opened(traced: Sequence[Threads], crawled: Crawled) -> list[OpenedResult]:
    """Results that were opened, for the test or by the crawl before it."""
    by_address: dict[str, Fetch] = dict(crawled.pages)
    for fetch in sorted(crawled.opened, key=order):
        by_address[urls.canonical(fetch.url)] = fetch
    found = []
    for text, result, _ in first_results(traced):
        fetch_ = by_address.get(urls.canonical(result.url))
        for _ in range(8):
            target = by_address.get(urls.canonical(fetch_.location)) if fetch_ and fetch_.location else None
            if target is None or target is fetch_:
                break
            fetch_ = target
        if fetch_ is not None and (fetch_.failure or not fetch_.location):
            found.append(OpenedResult(result.url, result.title, text, fetch_.status, fetch_.failure))
    return found
