"""What the plan keeps of pages for its later phases: lists and single addresses. No bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor import urls
from auditor.crawl import columns
from auditor.crawl.columns import ListState
from auditor.model import Ask, Item, PageReading, Purpose
from auditor.territory import Territory


def order(ask: Ask) -> tuple[str, str, str, str, int]:
    return (urls.canonical(ask.url), ask.url, ask.method, ask.body, ask.attempt)


class Lists:
    """List pages by key, and which list a further page belongs to."""

    def __init__(self, territory: Territory, per_column: int, pages: int) -> None:
        self._territory = territory
        self._per_column = per_column
        self._pages = pages
        self._states: dict[str, ListState] = {}
        self._list_of: dict[tuple[str, str, str], str] = {}

    def open(self, url: str, reading: PageReading) -> None:
        key = urls.canonical(url)
        self._states[key] = columns.open_list(key, url, reading)

    def extend(self, ask: Ask, reading: PageReading) -> None:
        """Add a further page; ``ask`` must be one of :meth:`further_pages`, or where it led."""
        key = self._list_of[ask.request]
        self._states[key] = columns.extend(self._states[key], reading)

    def knows(self, ask: Ask) -> bool:
        return ask.request in self._list_of

    def redirected(self, ask: Ask, target: Ask) -> None:
        if self.knows(ask):
            self._list_of[target.request] = self._list_of[ask.request]

    def further_pages(self) -> Iterator[Ask]:
        """At most one further page of each list that could still change a verdict."""
        for key in sorted(self._states):
            state = self._states[key]
            if not columns.can_change_verdict(state) or state.asked >= self._pages:
                continue
            waiting = [ask for ask in state.further if self._may_ask(ask)]
            if waiting:
                self._list_of[waiting[0].request] = key
                rest = tuple(waiting[1:])
                self._states[key] = replace(state, further=rest, asked=state.asked + 1)
                yield waiting[0]

    def _may_ask(self, ask: Ask) -> bool:
        if ask.purpose is Purpose.PART:
            return self._territory.may_serve(ask.url)
        return self._territory.owns(ask.url)

    def picks(self) -> list[tuple[str, Item]]:
        """(list page, item) to open, interleaved by rank over all lists."""
        states = [self._states[key] for key in sorted(self._states)]
        return columns.interleaved(states, self._territory, self._per_column)

    def titles(self) -> tuple[str, ...]:
        """Titles of all own items of all lists, one for each address."""
        found: dict[str, str] = {}
        for key in sorted(self._states):
            for item in self._states[key].items:
                if item.url and self._territory.owns(item.url):
                    found.setdefault(urls.canonical(item.url), item.title)
        return tuple(found.values())


class Found:
    """Addresses on own hosts for a later phase, each with the first page (by address) that names it.

    A lower ``rank`` is taken first when not all can be.
    """

    def __init__(self, territory: Territory, purpose: Purpose, method: str = "GET") -> None:
        self._territory = territory
        self._purpose = purpose
        self._method = method
        self._asks: dict[str, tuple[int, Ask]] = {}

    def note(self, page: str, targets: Iterable[str], rank: int = 0) -> None:
        for url in targets:
            if self._territory.owns(url):
                ask = Ask(url, self._purpose, self._method, referrer=page)
                key = urls.canonical(url)
                if key not in self._asks or _ranked((rank, ask)) < _ranked(self._asks[key]):
                    self._asks[key] = (rank, ask)

    def drop(self, addresses: Iterable[str]) -> None:
        """Forget addresses that are asked for in another way."""
        for url in addresses:
            self._asks.pop(urls.canonical(url), None)

    def take(self, count: int) -> list[Ask]:
        taken = sorted(self._asks.values(), key=_ranked)[:count]
        self._asks = {}
        return [ask for _, ask in taken]


def _ranked(entry: tuple[int, Ask]) -> tuple[int, tuple[str, str, str, str, int]]:
    return (entry[0], order(entry[1]))
