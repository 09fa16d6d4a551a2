"""Search boxes of a portal, the engines behind them, and the requests that the crawl made beyond a visitor's path."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor import urls
from auditor.extract.records import Records
from auditor.extract.search import Crawled, KnownItem, engine_key, order, read_engines
from auditor.model import CrawlSummary, Fetch, Portal, SearchEngine, SearchForm

Boxes = dict[str, tuple[SearchForm, ...]]
#: A box that the home page lacks counts when it stands on so many pages.
_COMMON = 3


def search_boxes(records: Records, home_key: str) -> Boxes:
    """The boxes of the home page by its address; when it has none, those that stand on at least three pages."""
    home = records.pages.get(home_key)
    if home is not None and any(form.visible for form in home.forms):
        return {home.url: home.forms}
    found: Boxes = {home.url: home.forms} if home is not None and home.forms else {}
    places: dict[str, dict[str, SearchForm]] = {}
    for reading in records.pages.values():
        for form in reading.forms:
            if form.visible:
                places.setdefault(engine_key(form), {}).setdefault(reading.url, form)
    for key in sorted(places):
        if len(places[key]) >= _COMMON:
            page = min(places[key])
            found[page] = (*found.get(page, ()), places[key][page])
    return found


def search_engines(
    records: Records,
    portal: Portal,
    summary: CrawlSummary,
    boxes: Boxes,
    home_key: str,
    column_of: Callable[[str], str],
) -> tuple[SearchEngine, ...]:
    """All engines with what they were asked."""
    crawled = Crawled(
        items=tuple(_items(records, column_of)),
        code=portal.code,
        territory=records.territory,
        furniture=frozenset(urls.canonical(link.url) for link in records.home_links.get(home_key, ())),
        pages=records.fetches,
        opened=records.results,
        off=summary.search_queries == 0,
    )
    return read_engines(boxes, records.search, crawled)


def asked_beyond(records: Records) -> tuple[Fetch, ...]:
    """Every request of the tests of search and forms: queries, results that were opened, targets of forms."""
    queries = (fetch for fetch, _ in records.search)
    groups = (queries, records.results, records.targets)
    return tuple(fetch for group in groups for fetch in sorted(group, key=order))


def _items(records: Records, column_of: Callable[[str], str]) -> Iterator[KnownItem]:
    """Rows of all lists, and texts that were read: what a query may have been made of. Titles that stand in several places
    are told apart by their addresses."""
    numbers = {key: text.number for key, text in records.texts.items()}
    for reading in (*records.pages.values(), *records.parts.values()):
        for item in reading.items:
            if item.url and records.territory.owns(item.url):
                key = urls.canonical(item.url)
                number = numbers.get(key) or numbers.get(records.resolve(item.url), "")
                yield KnownItem(item.title, key, column_of(key), item.date or "", number)
