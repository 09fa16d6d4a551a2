"""Bounds of a crawl and small facts about its portal that several modules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditor.model import Ask, Failure, Fetch, InteractionForm, Item, PageReading, SearchForm

#: (what was asked and how it ended, decoded body) → reading; None for what says nothing. Supplied by the caller.
Reader = Callable[[Fetch, bytes], PageReading | None]


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """A row of a list whose own page opened: the list's address, the row, and the page without its links."""

    page: str
    item: Item
    reading: PageReading


@dataclass(frozen=True, slots=True)
class SearchState:
    """What is known when the search is to be asked. ``boxes`` are the search boxes by the page that holds them; ``titles``
    those of all items seen, each once; ``answers`` come in the order in which they were asked for. ``budget`` is how many
    queries there may be in all, ``renders`` how many pages may still go to a browser."""

    boxes: Mapping[str, tuple[SearchForm, ...]]
    items: Sequence[OpenedItem]
    titles: Sequence[str]
    answers: Sequence[tuple[Fetch, PageReading | None]]
    budget: int
    renders: int


#: Called after each wave of its phase until it gives nothing new. Pure: a crawl that was killed asks the same again.
Search = Callable[[SearchState], Sequence[Ask]]
#: The same for the addresses to which forms are sent: (forms seen, answers so far, budget) → asks without contents.
Targets = Callable[[Sequence[InteractionForm], Sequence[Fetch], int], Sequence[Ask]]

#: Failures that say "go away" rather than "this page is not there".
WALLS = frozenset(
    {
        Failure.FORBIDDEN,
        Failure.RATE_LIMITED,
        Failure.REFUSED,
        Failure.TIMEOUT,
        Failure.DNS,
        Failure.CHALLENGE,
        Failure.LOGIN_WALL,
        Failure.MAINTENANCE,
        Failure.PARKED,
        Failure.HIJACKED,
        Failure.BLOCKED_ADDRESS,
        Failure.CONNECTION_LOST,
    }
)


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """``max_pages`` counts GET requests for pages; attachments (``max_attachments``) are counted apart, and of
    these ``max_documents`` at most are fetched whole.

    ``attempts`` is how often a passing failure is asked in all; ``blocked_after`` so many walls in a row in
    navigation end the crawl; ``wave_size`` bounds what is in memory at once; ``probes`` asks for an address that
    cannot exist. Of the pages that seem to be gone ``second_looks`` are asked for once more. At most ``max_renders``
    pages are given to a browser because HTTP could not read them;
    ``search_queries`` are put to the portal's own search, of ``form_targets`` addresses that forms are sent to it is asked
    whether they answer; 0 switches the one or the other off.
    ``render_all`` gives it every navigation and list page; ``renderer`` says why there is none (``off``,
    ``missing``).
    """

    max_pages: int = 3000
    articles_per_column: int = 20
    list_pages: int = 3
    per_path_cap: int = 60
    max_attachments: int = 2000
    max_documents: int = 40
    max_redirects: int = 8
    attempts: int = 3
    second_looks: int = 60
    blocked_after: int = 20
    wave_size: int = 64
    probes: bool = True
    max_renders: int = 0
    render_all: bool = False
    renderer: str = "off"
    search_queries: int = 10
    form_targets: int = 12


def no_search(_state: SearchState) -> Sequence[Ask]:
    return ()


def no_targets(_dialogs: Sequence[InteractionForm], _answers: Sequence[Fetch], _budget: int) -> Sequence[Ask]:
    return ()
