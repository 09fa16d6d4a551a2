"""What the browser may see: answers of the snapshot, and nothing else. Nothing here opens a connection.

Pages go out as the crawl read them (its charset, UTF-8 on the way); of their headers only the type is passed on, so that
no server can send the browser elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor import urls
from auditor.crawl.pages import has_content, may_be_html
from auditor.crawl.snapshot import SnapshotReader
from auditor.extract import charset
from auditor.model import Evidence, Fetch, Purpose

MISSING = "快照中没有这个网页"
CHANGED = "快照中没有判定时的那一份网页"
NOT_HTML = "证据在文件或接口数据中，不是网页"
TOO_LARGE = "网页过大，没有截图"

#: Bytes of a page that a browser is given.
MAX_PAGE = 8 << 20
#: A page that sends its visitor on at once would be gone before it is seen.
_REFRESH = re.compile(r"(http-equiv\s*=\s*[\"']?\s*)(?=refresh)", re.I)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;\s*charset=[\w-]+)?", re.A)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request of the browser gets."""

    body: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page of the snapshot. ``text`` is its markup as the crawl read it; ``has_parts`` tells that scripts fill it
    with data of other requests, ``unfolded`` that what its scripts would write was put in place."""

    fetch: Fetch
    text: str
    has_parts: bool = False
    unfolded: bool = False

    @property
    def url(self) -> str:
        return self.fetch.url

    @property
    def reply(self) -> Reply:
        return Reply(_REFRESH.sub(r"\1x-", self.text).encode("utf-8", "replace"), "text/html; charset=utf-8")


class SavedPages:
    """The answers of one snapshot by their addresses."""

    def __init__(self, reader: SnapshotReader) -> None:
        self._reader = reader
        self._by_url: dict[str, list[Fetch]] = {}
        self._by_page: dict[str, list[Fetch]] = {}
        self._with_parts: set[str] = set()
        for fetch in reader.fetches():
            if fetch.purpose is Purpose.PART and fetch.referrer:
                self._with_parts.add(urls.canonical(fetch.referrer))
            if has_content(fetch):
                self._by_url.setdefault(urls.without_fragment(fetch.url), []).append(fetch)
                self._by_page.setdefault(urls.canonical(fetch.page), []).append(fetch)

    def page(self, evidence: Evidence) -> SavedPage | str:
        """The page of a piece of evidence as it was judged, or why there is none. AuditorError for a damaged snapshot."""
        try:
            known = self._by_page.get(urls.canonical(evidence.url), [])
        except ValueError:
            return MISSING
        if evidence.body_sha256:
            fitting = [fetch for fetch in known if fetch.body_sha256 == evidence.body_sha256]
            if known and not fitting:
                return CHANGED
            known = fitting
        if not known:
            return MISSING
        fetch = max(known, key=_worth)
        if fetch.size > MAX_PAGE:
            return TOO_LARGE
        body = self._reader.body(fetch)
        if fetch.purpose in (Purpose.PART, Purpose.DOCUMENT) or fetch.shows or not _is_page(fetch, body):
            return NOT_HTML
        text = charset.decode(body, fetch.mime).text
        return SavedPage(fetch, text, urls.canonical(fetch.url) in self._with_parts)

    def reply(self, url: str) -> Reply | None:
        """What the snapshot holds for a picture, a style sheet or a frame of a page; None when it holds nothing."""
        known = [each for each in self._by_url.get(urls.without_fragment(url), ()) if each.method == "GET"]
        if not known:
            return None
        fetch = max(known, key=_worth)
        if fetch.size > MAX_PAGE:
            return None
        mime = fetch.mime if _TYPE.fullmatch(fetch.mime) else "application/octet-stream"
        return Reply(self._reader.body(fetch), mime)


def _is_page(fetch: Fetch, body: bytes) -> bool:
    return may_be_html(fetch.mime, body) and not fetch.mime.lower().startswith(("text/plain", "text/xml"))


def _worth(fetch: Fetch) -> tuple[bool, bool, bool, int]:
    """What a browser made of a page outranks the plain answer, as it does for who judged it; a query that was typed into a
    box is no look at the page."""
    is_typed = bool(fetch.render) and fetch.purpose is Purpose.SEARCH
    return not is_typed, bool(fetch.render), fetch.method == "GET", fetch.attempt
