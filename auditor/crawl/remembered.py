"""What the plan keeps of pages for its later phases: lists, single addresses, search forms. No bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor import urls
from auditor.crawl import columns
from auditor.crawl.columns import ListState
from auditor.model import Ask, Item, PageReading, Purpose


def order(ask: Ask) -> tuple[str, str, str, str, int]:
    return (urls.canonical(ask.url), ask.url, ask.method, ask.body, ask.attempt)


class Lists:
    """List pages by key, and which list a further page belongs to."""

    def __init__(self, hosts: frozenset[str], per_column: int, pages: int) -> None:
        self._hosts = hosts
        self._per_column = per_column
        self._pages = pages
        self._states: dict[str, ListState] = {}
        self._list_of: dict[str, str] = {}

    def open(self, url: str, reading: PageReading) -> None:
        key = urls.canonical(url)
        self._states[key] = replace(columns.open_list(key, reading), url=url)

    def extend(self, url: str, reading: PageReading) -> None:
        key = self._list_of[url]
        self._states[key] = columns.extend(self._states[key], reading)

    def redirected(self, url: str, target: str) -> None:
        if url in self._list_of:
            self._list_of[target] = self._list_of[url]

    def further_pages(self) -> Iterator[Ask]:
        """At most one further page of each list that could still change a verdict."""
        for key in sorted(self._states):
            state = self._states[key]
            if not columns.can_change_verdict(state) or state.asked >= self._pages:
                continue
            waiting = [url for url in state.next_urls if urls.host(url) in self._hosts and urls.is_page(url)]
            if waiting:
                self._list_of[waiting[0]] = key
                rest = tuple(waiting[1:])
                self._states[key] = replace(state, next_urls=rest, asked=state.asked + 1)
                yield Ask(waiting[0], Purpose.LIST_PAGE, referrer=state.url)

    def picks(self) -> list[tuple[str, Item]]:
        """(list page, item) to open, interleaved by rank over all lists."""
        states = [self._states[key] for key in sorted(self._states)]
        return columns.interleaved(states, self._hosts, self._per_column)


class Found:
    """Addresses on own hosts for a later phase, each with the first page (by address) that names it."""

    def __init__(self, hosts: frozenset[str], purpose: Purpose, method: str = "GET") -> None:
        self._hosts = hosts
        self._purpose = purpose
        self._method = method
        self._asks: dict[str, Ask] = {}

    def note(self, page: str, targets: Iterable[str]) -> None:
        for url in targets:
            if urls.host(url) in self._hosts:
                ask = Ask(url, self._purpose, self._method, referrer=page)
                key = urls.canonical(url)
                if key not in self._asks or order(ask) < order(self._asks[key]):
                    self._asks[key] = ask

    def drop(self, addresses: Iterable[str]) -> None:
        """Forget addresses that are asked for in another way."""
        for url in addresses:
            self._asks.pop(urls.canonical(url), None)

    def take(self, count: int) -> list[Ask]:
        taken = sorted(self._asks.values(), key=order)[:count]
        self._asks = {}
        return taken


class Forms:
    """One page per distinct search form: the home page when it has it, else the first by address."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], tuple[int, str, PageReading]] = {}

    def note(self, url: str, reading: PageReading, *, is_home: bool) -> None:
        for form in reading.forms:
            kept = replace(reading, links=(), items=(), attachments=(), text="")
            entry = (0 if is_home else 1, url, kept)
            known = self._pages.get((form.action, form.field))
            if known is None or entry[:2] < known[:2]:
                self._pages[form.action, form.field] = entry

    def pages(self) -> dict[str, PageReading]:
        ordered = sorted(self._pages.values(), key=lambda entry: entry[:2])
        return {url: reading for _, url, reading in ordered}
