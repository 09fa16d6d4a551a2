"""Which reader reads which answer: pages, data of interfaces, included files, documents.

The crawl and the judging read through the same function, so both see the same page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from auditor.crawl.pages import has_content, may_be_html
from auditor.documents import read_tables
from auditor.documents.heading import heading_of
from auditor.extract import charset, gateways, read_page
from auditor.extract.family import DataSource, Family
from auditor.extract.includes import is_document, is_in_place_of_data, is_no_data, read_include
from auditor.extract.personal import read_personal
from auditor.extract.published_catalog import read_catalog
from auditor.extract.search import TYPED, read_data, read_results
from auditor.extract.typed import read_typed, since_typed
from auditor.model import Fetch, PageKind, PageReading, Purpose, SearchAnswer
from auditor.territory import Territory

#: (what was asked and how it ended, decoded body) → reading; None for whatever says nothing
Reader = Callable[[Fetch, bytes], PageReading | None]


def reader_id(territory: Territory) -> str:
    """Changes whenever a page might be read differently: with the code and the vocabulary of reading, and with what
    belongs to the portal. Equal in every process: a set is told in order, not as this process happens to hash it."""
    hosts = sorted(territory.hosts)
    owned = (hosts, territory.domain, territory.folders, territory.home)
    return hashlib.sha256(f"{_code_version()}\n{owned}".encode()).hexdigest()[:16]


#: Bytes of a page of results that are read: ten titles with excerpts take a tenth of it.
_MOST_OF_RESULTS = 500_000


@cache
def _code_version() -> str:
    root = Path(__file__).resolve().parents[1]
    folders = (
        "auditor/extract",
        "auditor/media",
        "auditor/model",
        "auditor/documents",
        "spiders/families",
        "rules",
    )
    files = [
        path for folder in folders for path in (root / folder).rglob("*") if path.suffix in (".py", ".yml")
    ]
    # Some of these have no part in it; to name those that have would be forgotten with the next one.
    files += [root / "auditor/crawl/pages.py", *(root / "auditor").glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def reader_for(territory: Territory, families: Sequence[Family]) -> Reader:
    """The reader of one portal. Pure: equal answers give equal readings, whatever was read before."""

    def read(fetch: Fetch, body: bytes) -> PageReading | None:
        if not has_content(fetch):
            return None
        if fetch.purpose is Purpose.DOCUMENT:
            return _document(fetch, body)
        if fetch.purpose is Purpose.SEARCH:
            return _answer(fetch, body, territory, families)
        if fetch.purpose is Purpose.PART or fetch.shows:
            return _data(fetch, body, territory, families)
        if not may_be_html(fetch.mime, body):
            return None
        return read_page(fetch.url, body, fetch.mime, territory, families, rendered=bool(fetch.render))

    return read


def _document(fetch: Fetch, body: bytes) -> PageReading:
    tables = read_tables(body, fetch.url, fetch.mime)
    catalog = read_catalog(tables, fetch.url)
    heading = heading_of(tables.text)
    return PageReading(
        fetch.url,
        PageKind.OTHER,
        title=heading,
        names=(("heading", heading),) if heading else (),
        text=tables.text,
        text_length=len(tables.text),
        catalogs=(catalog,) if catalog else (),
        personal=read_personal(tables.text, tables.grids),
    )


def _answer(
    fetch: Fetch, body: bytes, territory: Territory, families: Sequence[Family]
) -> PageReading | None:
    """What an engine answered: data, a page of results, or where the browser was led by its box."""
    if fetch.render == TYPED:
        told = read_typed(fetch, body)
        if fetch.location or told.unread:
            forms = (told.form,) if told.form is not None else ()
            answer = SearchAnswer(unread=told.unread) if told.unread else None
            return PageReading(fetch.url, PageKind.OTHER, forms=forms, answer=answer)
        body = since_typed(body, fetch.url)
    decoded = charset.decode(body, fetch.mime)
    text = gateways.undo(decoded.text)
    data = read_data(text, fetch)
    if data is not None:
        return PageReading(fetch.url, PageKind.OTHER, charset=decoded.charset, answer=data)
    if not may_be_html(fetch.mime, body):
        return None
    rendered = bool(fetch.render)
    body, text = body[:_MOST_OF_RESULTS], text[:_MOST_OF_RESULTS]
    page = read_page(fetch.url, body, fetch.mime, territory, families, rendered=rendered)
    return replace(page, answer=read_results(text, fetch, rendered=rendered))


def _data(fetch: Fetch, body: bytes, territory: Territory, families: Sequence[Family]) -> PageReading | None:
    text = gateways.undo(charset.decode(body, fetch.mime).text)
    data = DataSource(fetch.url, fetch.body, text, fetch.shows or fetch.referrer or fetch.url, territory)
    for family in families:
        if family.answers(fetch.url):
            return None if is_no_data(text) else family.read_answer(data)
    if is_document(text) and not is_in_place_of_data(fetch.url, text):
        # A frame is a whole page: its links are relative to itself.
        return read_page(fetch.url, body, fetch.mime, territory, families)
    return read_include(data)
