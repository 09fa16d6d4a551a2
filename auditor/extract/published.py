"""What the portal publishes in tables and with two dates: catalogs, object lists, formed and published items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.attachment_words import speaks_of_people
from auditor.extract.page_tables import names_of
from auditor.extract.records import Records
from auditor.model import (
    DEAD,
    Column,
    DatedItem,
    DateRole,
    ObjectTable,
    PageKind,
    PublishedCatalog,
    Purpose,
)
from auditor.table_words import speaks_of_catalog
from auditor.workdays import workdays_between

#: Link texts that say nothing about what they lead to.
_IDLE = frozenset({"", "下载", "点击下载", "附件", "附件下载", "点击查看", "查看", "详情"})


def published_catalogs(records: Records) -> tuple[PublishedCatalog, ...]:
    """All catalogs, each document once, sorted by address; those that could not be read have a reason."""
    found: dict[str, PublishedCatalog] = {}
    for key, catalog in _all_catalogs(records):
        fetch = records.fetches[key]
        named = replace(
            catalog,
            url=fetch.url,
            names=tuple(dict.fromkeys((*catalog.names, *_names_above(records, key)))),
            date=records.article_dates.get(key) or _date_of_holder(records, key),
            body_sha256=fetch.body_sha256,
        )
        # The same file under two addresses is one catalog.
        same = named.body_sha256 or named.url
        if same not in found or named.url < found[same].url:
            found[same] = named
    return tuple(sorted(found.values(), key=lambda catalog: catalog.url))


def _all_catalogs(records: Records) -> Iterator[tuple[str, PublishedCatalog]]:
    for key, reading in records.tables.items():
        for catalog in reading.catalogs:
            if catalog.rows or catalog.reason is None or _may_be_catalog(records, key):
                yield key, catalog
    for key, fetch in records.fetches.items():
        failure = fetch.failure
        if fetch.purpose is not Purpose.DOCUMENT or failure is None or failure in DEAD:
            continue
        if _may_be_catalog(records, key):
            yield key, PublishedCatalog(fetch.url, kind="unknown", reason=failure.value)


def _may_be_catalog(records: Records, key: str) -> bool:
    """Was a document fetched for the catalog that it may be? Those of columns are also read for their names: that
    one of these cannot be read says nothing about catalogs."""
    if records.fetches[key].purpose is not Purpose.DOCUMENT:
        return True
    links = records.links_to(key)
    file = _file_name(records.fetches[key].url)
    return not links or any(_speaks_of_catalog(records, page, f"{text} {file}") for page, text in links)


def _speaks_of_catalog(records: Records, page: str, own: str) -> bool:
    reading = records.pages.get(urls.canonical(page))
    if reading is None or reading.kind is PageKind.ARTICLE:
        return not speaks_of_people(
            own
        )  # from articles catalogs and lists of people are fetched, nothing else
    return speaks_of_catalog(own, " ".join((reading.title, *names_of(reading.names, reading.crumbs))))


def published_objects(records: Records) -> tuple[ObjectTable, ...]:
    found = [
        replace(table, body_sha256=records.fetches[key].body_sha256)
        for key in sorted(records.tables)
        for table in records.tables[key].objects
    ]
    return tuple(found)


def published_dates(records: Records, columns: Iterable[Column]) -> tuple[DatedItem, ...]:
    """Items of list columns whose own page states both dates, the published one not before the formed one."""
    found: dict[tuple[str, str], DatedItem] = {}
    for column in columns:
        for item in column.items if column.kind is PageKind.LIST else ():
            key = records.resolve(item.url) if item.url else ""
            if key not in records.formed or key not in records.article_dates:
                continue
            formed, quote, issuer = records.formed[key]
            published = records.article_dates[key]
            if published < formed or not _is_publication(records, key, published):
                continue  # the two contradict each other, or the page only says when it was updated
            days = workdays_between(date.fromisoformat(formed), date.fromisoformat(published))
            found[column.id, key] = DatedItem(
                column.id, item.title, item.url or "", formed, published, days, quote, issuer
            )
    return tuple(found[key] for key in sorted(found))


def _is_publication(records: Records, key: str, value: str) -> bool:
    witnesses = records.article_witnesses.get(key, ())
    return any(each.role is DateRole.PUBLISHED and each.value == value for each in witnesses)


def _names_above(records: Records, key: str) -> Iterator[str]:
    """Names of a document from nearest to farthest: link texts, file name, the pages that hold it."""
    fetch = records.fetches[key]
    if fetch.purpose is not Purpose.DOCUMENT:
        return
    holders = sorted(records.holders.get(key, ())) or ([(fetch.referrer, "")] if fetch.referrer else [])
    for _, text in holders:
        if text.strip(" :：") not in _IDLE:
            yield text
    yield _file_name(fetch.url)
    for holder, _ in holders:
        page = urls.canonical(holder)
        yield from records.article_names.get(page, ())
        reading = records.pages.get(page)
        if reading is not None:
            yield from names_of(reading.names, reading.crumbs)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1])


def _date_of_holder(records: Records, key: str) -> str | None:
    dates = {records.article_dates.get(urls.canonical(holder)) for holder, _ in records.holders.get(key, ())}
    return max((each for each in dates if each), default=None)
