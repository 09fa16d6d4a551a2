"""Which results are opened, as a visitor would: the first of each answer, a few in all."""

from __future__ import annotations

from collections.abc import Sequence

from auditor import urls
from auditor.extract.search.threads import Answer, Threads
from auditor.model import Ask, Purpose, SearchResult
from auditor.territory import Territory

MOST_OPENED = 3


def first_results(traced: Sequence[Threads]) -> list[tuple[str, SearchResult, str]]:
    """(query, result, page of results) to be opened: the first of each answer, then the second, without repetition. In the
    order of the queries' words, which does not depend on the order of answers."""
    found: dict[str, tuple[str, SearchResult, str]] = {}
    answers = [
        (thread.text, reading.answer.results, fetch.url)
        for threads in traced
        for thread in sorted(threads.threads, key=lambda thread: thread.text)
        for fetch, reading in [thread.final]
        if reading is not None and reading.answer is not None and fetch.failure is None
    ]
    for place in range(MOST_OPENED):
        for text, results, page in answers:
            if place < len(results):
                found.setdefault(urls.canonical(results[place].url), (text, results[place], page))
    return list(found.values())[:MOST_OPENED]


def opening_asks(
    traced: Sequence[Threads], answers: Sequence[Answer], territory: Territory
) -> tuple[Ask, ...]:
    """Results to open, as a visitor would: the portal's own, and jumps of the engine that lead to them."""
    engines = {urls.host(thread.asked.url) for threads in traced for thread in threads.threads}
    opened = {fetch.url for fetch, _ in answers if fetch.purpose is Purpose.SEARCH_RESULT}
    asks = [
        Ask(result.url, Purpose.SEARCH_RESULT, referrer=page)
        for _, result, page in first_results(traced)
        if result.url not in opened and (territory.owns(result.url) or urls.host(result.url) in engines)
    ]
    return tuple(asks)
