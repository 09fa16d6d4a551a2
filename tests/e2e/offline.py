"""A saved case crawled and judged without sockets: the real session is asked what it wants, and answered from the files.

What travels over HTTP is tested by the crawls that do; what is left out here is Scrapy alone, which takes most of the time of
a small case. That both ways give the same audit is a test of :mod:`test_mutations`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from auditor import app, urls
from auditor.crawl.answer import Answer
from auditor.crawl.readings import reading_key
from auditor.crawl.saved_search import SearchEngine
from auditor.crawl.saved_site import Page, SavedSite, load_case
from auditor.crawl.session import CrawlSession
from auditor.model import Ask, Fetch, PageReading
from auditor.preparation import BrowserUse, Options, prepare
from auditor.query_code import decoded

_MISSING = Page(b"<html><head><title>404</title></head><body>404</body></html>", "text/html", 404)
#: Pages that did not change from one county to the next are read once in a process.
_READINGS: dict[tuple[str, bytes], PageReading | None] = {}


def run(case: Path, out: Path) -> app.Result:
    """What ``auditor run CASE --browser never`` makes of a case whose pages need no cookie."""
    site = load_case(case).site
    _, job, keep = prepare(str(case), Options(out, browser=BrowserUse.NEVER))
    session = CrawlSession(replace(job, reader=_remembering(job.reader, job.reader_id)))
    search = SearchEngine(site) if site.search is not None else None
    while not session.done:
        ask = session.next_ask()
        if ask is not None:
            session.settle(ask, _answer(site, search, ask))
    snapshot = session.seal(interrupted=False)
    keep(snapshot)
    return app.finish(snapshot.parent)


def _remembering(
    read: Callable[[Fetch, bytes], PageReading | None], reader_id: str
) -> Callable[[Fetch, bytes], PageReading | None]:
    def remembered(fetch: Fetch, body: bytes) -> PageReading | None:
        key = (reader_id, reading_key(fetch))
        if key not in _READINGS:
            _READINGS[key] = read(fetch, body)
        return _READINGS[key]

    return remembered


def _answer(site: SavedSite, search: SearchEngine | None, ask: Ask) -> Answer:
    page = _page(site, search, ask) or _MISSING
    headers = [("Content-Type", page.mime), ("Content-Length", str(len(page.body)))]
    if page.redirect is not None:
        headers.append(("Location", page.redirect))
    return Answer(page.status, tuple(headers), b"" if ask.method == "HEAD" else page.body)


def _page(site: SavedSite, search: SearchEngine | None, ask: Ask) -> Page | None:
    parts, host = urlsplit(ask.url), urls.host(ask.url)
    if search is not None and parts.path == search.settings.path and search.settings.host in ("", host):
        pairs = (
            pair.partition("=") for pair in (ask.body if ask.method == "POST" else parts.query).split("&")
        )
        values = [value for name, _, value in pairs if decoded(name, "utf-8") == search.settings.field]
        return search.answer(decoded(values[0], search.settings.charset) if values else "")
    asked = parse_qs(f"{parts.query}&{ask.body}", keep_blank_values=True)
    method = "GET" if ask.method == "HEAD" else ask.method
    return site.answer(method, host, parts.path, asked) or site.page(host, parts.path, parts.query)
