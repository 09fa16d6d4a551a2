"""What the plan remembers of a list page, and what it decides from it. Pure functions and small values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from auditor import urls
from auditor.model import Item, PageReading

#: So many items at the head of a list may be pinned (置顶) without the list counting as disordered.
PINNED = 3


@dataclass(frozen=True, slots=True)
class ListState:
    """A column while it is crawled. ``next_urls``: further pages to ask for; ``asked`` counts the others."""

    key: str
    url: str
    items: tuple[Item, ...]
    next_urls: tuple[str, ...] = ()
    asked: int = 0
    disordered: bool = False


def open_list(key: str, reading: PageReading) -> ListState:
    pages = reading.pager.next_urls if reading.pager else ()
    return ListState(key, reading.url, reading.items, pages, disordered=is_disordered(reading.items))


def extend(state: ListState, reading: PageReading) -> ListState:
    """``state`` after one further page: its items are added, its pager may name pages not yet known."""
    pages = reading.pager.next_urls if reading.pager else ()
    known = frozenset(state.next_urls)
    return replace(
        state,
        items=state.items + reading.items,
        next_urls=state.next_urls + tuple(url for url in pages if url not in known),
    )


def can_change_verdict(state: ListState) -> bool:
    """True while a further page could still change the newest date: no date yet, or dates out of order."""
    if not state.items:
        return False
    return state.disordered or not any(item.date for item in state.items)


def is_disordered(items: tuple[Item, ...]) -> bool:
    """True when the dates do not descend once the first :data:`PINNED` rows are passed."""
    dates = [item.date for item in items[PINNED:] if item.date]
    return any(later > earlier for earlier, later in pairwise(dates))


def newest_first(items: tuple[Item, ...]) -> list[Item]:
    """Items that have an address: dated ones by date, the newest first, then the others as they stand."""
    linked = [item for item in items if item.url]
    dated = sorted((item for item in linked if item.date), key=lambda item: item.date or "", reverse=True)
    return dated + [item for item in linked if not item.date]


def interleaved(states: list[ListState], hosts: frozenset[str], per_column: int) -> list[tuple[str, Item]]:
    """(page that lists it, item) by rank over all columns, so that a cap cuts every column alike."""
    picks = [
        (rank, state.key, state.url, item)
        for state in states
        for rank, item in enumerate(_own(newest_first(state.items), hosts)[:per_column])
    ]
    picks.sort(key=lambda pick: (pick[0], pick[1]))
    return [(url, item) for _, _, url, item in picks]


def _own(items: list[Item], hosts: frozenset[str]) -> list[Item]:
    seen: set[str] = set()
    own: list[Item] = []
    for item in items:
        key = urls.canonical(item.url or "")
        if urls.host(item.url or "") in hosts and key not in seen:
            seen.add(key)
            own.append(item)
    return own
