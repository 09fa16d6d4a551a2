"""When two hosts show the same page under one path: what a page shows, made small enough to be kept and compared. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from auditor import urls
from auditor.model import PageReading

#: A home page with fewer links, another page with fewer rows is too plain: empty pages of one template all look alike.
MIN_LINKS = 5
MIN_ROWS = 3
#: Pages that must be equal, and none different, when the home page was not met under both names.
EQUAL_PAGES = 3
#: Links that two home pages must share: a mirror read a minute later, or with a banner of its own, is a mirror still.
_SAME_LINKS = 0.9


@dataclass(frozen=True, slots=True)
class Shown:
    """``bears`` and ``rows`` are hashes (of title and footer; of what is listed), ``links`` those of a home page's."""

    host: str
    path: str
    bears: int
    rows: int
    links: frozenset[int]

    @property
    def is_home(self) -> bool:
        return self.path == "/"

    def equals(self, other: Shown) -> bool:
        """True when a visitor would take one page for the other. Hashes of one process only can be compared."""
        if self.bears != other.bears:
            return False
        if self.links and other.links:
            return len(self.links & other.links) >= _SAME_LINKS * len(self.links | other.links)
        return self.rows == other.rows


def shown(url: str, reading: PageReading) -> Shown | None:
    """What a page shows besides banners and counters; None for a page that shows too little."""
    host, _, path = urls.canonical(url).partition("/")
    links: frozenset[int] = frozenset()
    if not path:
        links = frozenset(hash((urls.path_of(link.url), link.text)) for link in reading.links)
        links = links if len(links) >= MIN_LINKS else frozenset()
    if len(reading.items) < MIN_ROWS and not links:
        return None
    rows = hash(tuple((item.title, item.date) for item in reading.items))
    # Two offices on one template have the same menus; the organ in the footer tells them apart.
    facts = frozenset((fact.name, fact.value) for fact in reading.facts if "://" not in fact.value)
    return Shown(host, f"/{path}", hash((reading.title, facts)), rows, links)
