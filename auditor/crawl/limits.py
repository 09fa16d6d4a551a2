"""Bounds of a crawl and small facts about its portal that several modules share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.model import Ask, Failure, Item, PageReading, Portal

#: (url, decoded body, Content-Type header) → reading. Pure; supplied by the caller.
Reader = Callable[[str, bytes, str], PageReading]
#: Called once after the articles: (pages with a search form by URL, home first; items crawled) → asks.
Search = Callable[[Mapping[str, PageReading], Sequence[Item]], Sequence[Ask]]

_IP = re.compile(r"[\d.]+|\[.*\]")

#: Failures that say "go away" rather than "this page is not there".
WALLS = frozenset(
    {
        Failure.FORBIDDEN,
        Failure.RATE_LIMITED,
        Failure.REFUSED,
        Failure.TIMEOUT,
        Failure.DNS,
        Failure.CHALLENGE,
        Failure.BLOCKED_ADDRESS,
        Failure.CONNECTION_LOST,
    }
)


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """``max_pages`` counts GET requests for pages; attachments (``max_attachments``) are counted apart.

    ``attempts`` is how often a passing failure is asked in all; ``blocked_after`` so many walls in a row in
    navigation end the crawl; ``wave_size`` bounds what is in memory at once.
    """

    max_pages: int = 3000
    articles_per_column: int = 20
    list_pages: int = 3
    per_path_cap: int = 60
    max_attachments: int = 2000
    max_redirects: int = 8
    attempts: int = 3
    blocked_after: int = 20
    wave_size: int = 64


def own_hosts(portal: Portal) -> frozenset[str]:
    """Hosts of the portal, with the ``www.`` twin of its address, in the form of :func:`auditor.urls.host`."""
    named = (urls.host(f"http://{name.strip()}/") for name in portal.hosts)
    home = urls.host(portal.url)
    return frozenset({home, twin(home), *named})


def twin(host: str) -> str:
    """``example.gov.cn`` ↔ ``www.example.gov.cn``: one site under two names. An IP address is its own twin."""
    name = host if host.startswith("[") else host.split(":", 1)[0]
    if "." not in name or _IP.fullmatch(name):
        return host
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def no_search(_pages: Mapping[str, PageReading], _items: Sequence[Item]) -> Sequence[Ask]:
    return ()
