"""A crawl that was killed in the middle of the search goes on with the next query and asks none twice."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor.crawl.answer import Answer
from auditor.crawl.job import CrawlJob
from auditor.crawl.limits import CrawlLimits
from auditor.crawl.session import CrawlSession
from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Ask, Portal, Purpose
from auditor.preparation import search_of, targets_of
from auditor.reading import reader_for
from auditor.territory import territory_of
from spiders.families import FAMILIES
from tests.standins.standin import StandIn


def job_for(site: StandIn, out: Path) -> CrawlJob:
    portal = Portal("990215", "文岭县人民政府", site.url)
    return CrawlJob(
        portal,
        reader_for(territory_of(portal), FAMILIES),
        out,
        "run",
        limits=CrawlLimits(probes=False),
        search=search_of(portal),
        targets=targets_of(portal),
    )


def ask_for(ask: Ask) -> Answer:
    parts = urlsplit(ask.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if ask.body else {}
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection.request(ask.method, target, ask.body or None, headers)
    told = connection.getresponse()
    body = told.read()
    connection.close()
    return Answer(
        told.status, tuple(told.getheaders()), body, fetched_at="2026-06-15T01:00:00Z", elapsed_ms=5
    )


def crawl(job: CrawlJob, *, most: int = 10_000) -> tuple[CrawlSession, list[Ask]]:
    """Carry requests until there are none, or so many of the search were carried."""
    session = CrawlSession(job)
    sent: list[Ask] = []
    while (ask := session.next_ask()) is not None:
        session.settle(ask, ask_for(ask))
        sent.append(ask)
        if sum(each.purpose is Purpose.SEARCH for each in sent) >= most:
            break
    return session, sent


@pytest.mark.parametrize("family", ["empire", "jsearch", "was5-get"])
@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_no_query_is_asked_twice(family: str, most: int, tmp_path: Path) -> None:
    with StandIn(family) as site:
        whole, straight = crawl(job_for(site, tmp_path / "whole"))
        first = whole.seal(interrupted=False)
        killed, before = crawl(job_for(site, tmp_path / "out"), most=most)
        killed.abandon()
        again, after = crawl(job_for(site, tmp_path / "out"))
        second = again.seal(interrupted=False)
        queries = list(site.engine.queries)
    together = [ask.key for ask in (*before, *after)]
    assert len(together) == len(set(together))
    if family != "empire":  # its redirects are numbered by the engine
        assert sorted(together) == sorted(ask.key for ask in straight)
    half = len(queries) // 2
    assert queries[:half] == queries[half:]
    counts = [len(SnapshotReader(folder).fetches()) for folder in (first, second)]
    assert counts[0] == counts[1]
