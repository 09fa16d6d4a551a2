"""``pages.jsonl`` of a WACZ: the pages that a reader of it can begin with."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor import codec
from auditor.crawl.pages import has_content, may_be_html
from auditor.crawl.snapshot import SnapshotReader
from auditor.extract import charset
from auditor.model import Fetch, Purpose

#: Answers that are no page of their own.
_NO_PAGES = frozenset({Purpose.PART, Purpose.PICTURE, Purpose.DOCUMENT, Purpose.SEARCH})
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.I | re.S)
_HEAD = 200_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the file. ``ts`` ISO 8601 UTC, ``id`` the same for the same answer."""

    id: str
    url: str
    ts: str
    title: str


@dataclass(frozen=True, slots=True)
class _Header:
    format: str = "json-pages-1.0"
    id: str = "pages"
    title: str = "All Pages"


def pages_file(reader: SnapshotReader, fetches: Iterable[Fetch]) -> bytes:
    """The file for those of the fetches that are pages, in their order: the home page is the first of a crawl."""
    pages = [page for fetch in fetches if (page := _page(reader, fetch)) is not None]
    return b"".join(codec.encode(line) + b"\n" for line in [_Header(), *pages])


def _page(reader: SnapshotReader, fetch: Fetch) -> Page | None:
    if not has_content(fetch) or fetch.method != "GET" or fetch.shows or fetch.purpose in _NO_PAGES:
        return None
    body = reader.body(fetch)
    if not may_be_html(fetch.mime, body):
        return None
    identity = hashlib.sha256(f"{fetch.url}\n{fetch.fetched_at}\n{fetch.body_sha256}".encode()).hexdigest()
    return Page(identity[:22], fetch.url, fetch.fetched_at, _title(body, fetch.mime) or fetch.url)


def _title(body: bytes, mime: str) -> str:
    found = _TITLE.search(charset.decode(body[:_HEAD], mime).text)
    return " ".join(html.unescape(found[1]).split())[:_LONGEST] if found else ""
