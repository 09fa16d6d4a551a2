"""What a snapshot says of its portal, read again from the stored answers. Offline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor import urls
from auditor.crawl.pages import has_content
from auditor.crawl.readings import Readings
from auditor.crawl.snapshot import SnapshotReader
from auditor.extract import build_inventory
from auditor.model import Fetch, Inventory, PageReading, Portal, Purpose
from auditor.reading import reader_for, reader_id
from auditor.territory import territory_of
from spiders.families import FAMILIES

_OWN_PAGES = frozenset({Purpose.HOME, Purpose.NAVIGATION, Purpose.LIST_PAGE})


@dataclass(frozen=True, slots=True)
class Survey:
    """``families`` are the CMS families recognised on pages of the navigation, sorted."""

    inventory: Inventory
    families: tuple[str, ...]


def survey(snapshot: Path) -> Survey:
    """The inventory of a sealed snapshot. AuditorError when it is none or damaged."""
    families: set[str] = set()

    def noted(reader: SnapshotReader, portal: Portal) -> Iterator[tuple[Fetch, PageReading | None]]:
        for fetch, reading in answers_of(reader, portal):
            if reading is not None and fetch.purpose in _OWN_PAGES:
                families.update(reading.families)
            yield fetch, reading

    with SnapshotReader(snapshot) as reader:
        summary = reader.summary()
        inventory = build_inventory(summary.portal, noted(reader, summary.portal), summary)
    return Survey(inventory, tuple(sorted(families)))


def answers_of(reader: SnapshotReader, portal: Portal) -> Iterator[tuple[Fetch, PageReading | None]]:
    """Read every stored page once, in the order of the index. Of a page that a browser rendered, the plain answer
    is not read again; what another page takes in is."""
    territory = territory_of(portal)
    read = reader_for(territory, FAMILIES)
    kept = Readings(reader.directory, reader_id(territory))
    # A query typed into the box of a page is no look at the page.
    shown = (each for each in reader.fetches() if each.render and each.purpose is not Purpose.SEARCH)
    rendered = {urls.canonical(each.page) for each in shown if each.failure is None}
    for fetch in reader.fetches():
        superseded = (
            not fetch.render and fetch.purpose is not Purpose.PART and urls.canonical(fetch.page) in rendered
        )
        usable = has_content(fetch) and not superseded
        yield fetch, (kept.get(fetch) or read(fetch, reader.body(fetch))) if usable else None
    kept.close()
