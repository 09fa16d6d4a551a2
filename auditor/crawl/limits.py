"""Bounds of a crawl and small facts about its portal that several modules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditor.model import Ask, Failure, Fetch, Item, PageReading

#: (what was asked and how it ended, decoded body) → reading; None for what says nothing. Supplied by the caller.
Reader = Callable[[Fetch, bytes], PageReading | None]
#: Called once after the articles: (pages with a search form by URL, home first; items crawled) → asks.
Search = Callable[[Mapping[str, PageReading], Sequence[Item]], Sequence[Ask]]


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
    cannot exist. At most ``max_renders`` pages are given to a browser because HTTP could not read them;
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
    blocked_after: int = 20
    wave_size: int = 64
    probes: bool = True
    max_renders: int = 0
    render_all: bool = False
    renderer: str = "off"


def no_search(_pages: Mapping[str, PageReading], _items: Sequence[Item]) -> Sequence[Ask]:
    return ()
