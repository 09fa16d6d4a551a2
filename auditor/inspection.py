"""Reads one page the way an audit does, for whoever wants to know why it was read like that."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from auditor import urls
from auditor.crawl.browser import Browser
from auditor.crawl.engine import run_crawl
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError, ExitCode
from auditor.model import Fetch, PageReading, Portal, Purpose
from auditor.parts import complete
from auditor.reading import Reader, reader_for
from auditor.target import Target
from auditor.territory import territory_of
from spiders.families import FAMILIES


@dataclass(frozen=True, slots=True)
class Inspection:
    """``reading`` is the page put together from its parts; ``parts`` are the requests that filled its holes.

    ``reading`` is None when the page could not be read: ``fetch`` says why.
    """

    fetch: Fetch
    reading: PageReading | None
    parts: tuple[Fetch, ...] = ()


def inspect_file(path: Path, url: str | None) -> Inspection:
    """Read a saved page. ``url`` is its address (for relative links); by default one made of its name."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请核对路径和文件权限") from error
    address = urls.absolute(url, url) if url else f"http://localhost/{path.name}"
    if address is None:
        raise AuditorError(f"--url“{url}”不是有效的网址；请写成 http://www.example.gov.cn/ 的形式")
    fetch = Fetch(address, Purpose.NAVIGATION, status=200, mime="text/html", size=len(body))
    return Inspection(fetch, _reader(address)(fetch, body))


def inspect_address(url: str, target: Target, browser: Browser | None) -> Inspection:
    """Fetch one page and what it needs, politely, as a crawl would; nothing is kept on disk.

    ``target`` may be a saved case that answers in the portal's stead. AuditorError when there is no answer at all.
    """
    limits = CrawlLimits(
        max_pages=1, max_attachments=0, max_documents=0, max_renders=1 if browser else 0, probes=False
    )
    portal = Portal("inspect", "", url, hosts=(urls.host(target.portal.url),))
    with tempfile.TemporaryDirectory(prefix="auditor-inspect-") as folder, target.served() as route:
        job = CrawlJob(
            portal=portal,
            reader=_reader(url),
            out=Path(folder),
            run_id=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            limits=limits,
            route=route,
            browser=browser,
        )
        with SnapshotReader(run_crawl(job)) as snapshot:
            return _from_snapshot(snapshot, url)


def _from_snapshot(snapshot: SnapshotReader, url: str) -> Inspection:
    fetches = [each for each in snapshot.fetches() if each.purpose in (Purpose.HOME, Purpose.PART)]
    pages = [each for each in fetches if each.purpose is Purpose.HOME]
    if not pages:
        raise AuditorError(f"没有取得 {url}；请核对网址和网络", ExitCode.NOT_JUDGED)
    read = _reader(url)
    good = [each for each in pages if each.failure is None and not each.location]
    page = max(good, key=lambda each: bool(each.render)) if good else pages[-1]
    reading = read(page, snapshot.body(page)) if good else None
    parts = tuple(each for each in fetches if each.purpose is Purpose.PART)
    answers = {each.request: read(each, snapshot.body(each)) for each in parts if each.failure is None}
    return Inspection(page, complete(reading, answers) if reading else None, parts)


def _reader(url: str) -> Reader:
    """The reader of the site that holds a page, whose home page is the site's root."""
    parts = urlsplit(url)
    return reader_for(territory_of(Portal("inspect", "", f"{parts.scheme}://{parts.netloc}/")), FAMILIES)
