"""What the plan remembers of a list page, and what it decides from it. Pure functions and small values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from auditor import urls
from auditor.model import Ask, Item, PageReading, Purpose
from auditor.territory import Territory

#: So many items at the head of a list may be pinned (置顶) without the list counting as disordered.
PINNED = 3


@dataclass(frozen=True, slots=True)
class ListState:
    """A column while it is crawled. ``further``: pages and interfaces to ask for more rows; ``asked`` counts the others."""

    key: str
    url: str
    items: tuple[Item, ...]
    further: tuple[Ask, ...] = ()
    asked: int = 0
    disordered: bool = False


def open_list(key: str, url: str, reading: PageReading) -> ListState:
    further = _further(url, reading)
    return ListState(key, url, reading.items, further, disordered=is_disordered(reading.items))


def _further(url: str, reading: PageReading) -> tuple[Ask, ...]:
    """Asks for more rows of the list at ``url``, nearest first."""
    pages = reading.pager.next_urls if reading.pager else ()
    parts = reading.pager.more if reading.pager else ()
    return (
        *(Ask(page, Purpose.LIST_PAGE, referrer=url) for page in pages if urls.is_page(page)),
        *(Ask(part.url, Purpose.PART, part.method, part.body, referrer=url) for part in parts),
    )


def extend(state: ListState, reading: PageReading) -> ListState:
    """``state`` after one further page: its items are added, its pager may name pages not yet known.

    A page whose rows are all known ends the list: beyond the last page many servers show the last or the first again.
    """
    if reading.items and _rows(reading.items) <= _rows(state.items):
        return replace(state, further=())
    known = frozenset(state.further)
    return replace(
        state,
        items=state.items + reading.items,
        further=state.further + tuple(ask for ask in _further(state.url, reading) if ask not in known),
    )


def _rows(items: tuple[Item, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((item.title, urls.canonical(item.url or "")) for item in items)


def can_change_verdict(state: ListState) -> bool:
    """True while a further page could still change the newest date: no date yet, or dates out of order."""
    if not state.items:
        return False
    return state.disordered or not any(item.date or item.partial for item in state.items)


def is_disordered(items: tuple[Item, ...]) -> bool:
    """True when the dates do not descend once the first :data:`PINNED` rows are passed."""
    dates = [item.date for item in items[PINNED:] if item.date]
    return any(later > earlier for earlier, later in pairwise(dates))


def newest_first(items: tuple[Item, ...]) -> list[Item]:
    """Items that have an address: dated ones by date, the newest first, then the others as they stand."""
    linked = [item for item in items if item.url]
    dated = sorted((item for item in linked if item.date), key=lambda item: item.date or "", reverse=True)
    return dated + [item for item in linked if not item.date]


def interleaved(states: list[ListState], territory: Territory, per_column: int) -> list[tuple[str, Item]]:
    """(page that lists it, item) by rank over all columns, so that a cap cuts every column alike."""
    picks = [
        (rank, state.key, state.url, item)
        for state in states
        for rank, item in enumerate(_own(newest_first(state.items), territory)[:per_column])
    ]
    picks.sort(key=lambda pick: (pick[0], pick[1]))
    return [(url, item) for _, _, url, item in picks]


def _own(items: list[Item], territory: Territory) -> list[Item]:
    seen: set[str] = set()
    own: list[Item] = []
    for item in items:
        key = urls.canonical(item.url or "")
        if territory.owns(item.url or "") and key not in seen:
            seen.add(key)
            own.append(item)
    return own
