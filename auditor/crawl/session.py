"""One crawl from the first ask to the sealed snapshot, without knowing what carries the requests.

:class:`CrawlSession` joins the plan, the workspace and the reader: it hands out asks, takes answers, names
their failures, stores them, and answers from the store what an earlier attempt had asked already.
"""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from dataclasses import replace
from pathlib import Path

from auditor import urls
from auditor.crawl.answer import Answer
from auditor.crawl.challenge import is_challenge
from auditor.crawl.job import CrawlJob, Progress
from auditor.crawl.outcome import REDIRECTS, failure_of
from auditor.crawl.pages import has_content
from auditor.crawl.plan import CrawlPlan
from auditor.crawl.snapshot import SnapshotReader
from auditor.crawl.soft404 import SoftNotFound
from auditor.crawl.workspace import Workspace
from auditor.model import Ask, AskKey, Failure, Fetch, PageReading, Purpose

logger = logging.getLogger(__name__)


class CrawlSession:
    """Opens the job's workspace (AuditorError when it is locked or unwritable)."""

    def __init__(self, job: CrawlJob) -> None:
        self.job = job
        self.workspace = Workspace(job)
        self.plan = CrawlPlan(job.portal, job.limits, job.search)
        self._stored = {fetch.key: fetch for fetch in self.workspace.writer.stored}
        self._old = SnapshotReader(self.workspace.folder) if self._stored else None
        self._soft404 = SoftNotFound()
        self._todo: deque[Ask] = deque()
        self._out: dict[AskKey, Ask] = {}
        self._failed = 0
        self.waves = 0

    def next_ask(self) -> Ask | None:
        """The next ask that needs the network; None when the wave has no more (or the crawl is done)."""
        while True:
            if not self._todo:
                if self._out:
                    return None
                self._todo.extend(self.plan.next_wave())
                self.waves += 1
                if not self._todo:
                    return None
            ask = self._todo.popleft()
            stored = self._stored.pop(ask.key, None)
            if stored is None:
                self._out[ask.key] = ask
                return ask
            assert self._old is not None
            self._absorb(stored, self._reading(stored, self._old.body(stored)))

    def settle(self, ask: Ask, answer: Answer) -> Fetch:
        """Take the answer to an ask given out: judge it, store it, tell the plan. AuditorError: disk full."""
        del self._out[ask.key]
        fetch = self._judged(ask, answer)
        reading = self._reading(fetch, answer.body)
        if fetch.failure is None and self._is_soft_404(fetch, reading):
            fetch, reading = _failed(fetch, Failure.SOFT_404), None
        fetch = self.workspace.writer.write(fetch, answer)
        self._absorb(fetch, reading)
        return fetch

    @property
    def outstanding(self) -> int:
        """Asks given out and not yet settled."""
        return len(self._out)

    @property
    def done(self) -> bool:
        return not self._todo and not self._out and self.plan.ended

    def progress(self, url: str = "") -> Progress:
        return Progress(self.plan.requests, self.plan.known, self._failed, self.plan.phase, url)

    def seal(self, *, interrupted: bool) -> Path:
        """Seal what there is. Asks that were never sent count as unvisited."""
        self._close_old()
        return self.workspace.seal(self.plan.summary("interrupted" if interrupted else None))

    def abandon(self) -> None:
        """Leave everything on disk for the next attempt."""
        self._close_old()
        self.workspace.close()

    # ── inside ──

    def _absorb(self, fetch: Fetch, reading: PageReading | None) -> None:
        if fetch.purpose is Purpose.HOME and fetch.failure is None:
            self._soft404.learn_home(fetch, reading)
        if fetch.purpose is Purpose.SOFT_404_PROBE:
            self._soft404.learn_probe(fetch, reading)
        self._failed += fetch.failure is not None
        self.plan.absorb(fetch, reading)

    def _judged(self, ask: Ask, answer: Answer) -> Fetch:
        failure, detail, location = answer.failure, answer.detail, None
        if answer.status is not None:
            failure = failure_of(answer.status, self.job.portal.source)
            headers = {name.lower(): value for name, value in answer.headers}
            if wall := is_challenge(answer.status, headers, answer.body):
                failure, detail = Failure.CHALLENGE, wall
            elif answer.status in REDIRECTS:
                location = urls.absolute(ask.url, _location(answer))
                if location is None:
                    failure, detail = Failure.BAD_RESPONSE, "redirect without a usable Location"
                elif not self._may_follow(ask, location):
                    failure = Failure.REDIRECT_OUTSIDE
        return Fetch(
            url=ask.url,
            purpose=ask.purpose,
            method=ask.method,
            body=ask.body,
            referrer=ask.referrer,
            attempt=ask.attempt,
            shows=ask.shows,
            render=ask.render,
            status=answer.status,
            failure=failure,
            detail=detail,
            mime=answer.header("Content-Type"),
            location=location,
            body_sha256=hashlib.sha256(answer.body).hexdigest() if answer.status is not None else "",
            size=len(answer.body),
            fetched_at=answer.fetched_at or self._now(),
        )

    def _may_follow(self, ask: Ask, location: str) -> bool:
        near = ask.purpose is Purpose.SEARCH and urls.host(location) == urls.host(ask.url)
        return near or self.plan.territory.owns(location)

    def _is_soft_404(self, fetch: Fetch, reading: PageReading | None) -> bool:
        if fetch.purpose in (Purpose.HOME, Purpose.SOFT_404_PROBE, Purpose.SEARCH) or fetch.method == "HEAD":
            return False
        return self._soft404.matches(fetch, reading)

    def _reading(self, fetch: Fetch, body: bytes) -> PageReading | None:
        """What the page says; None for anything but a usable page. A reader that raises is our fault."""
        if not has_content(fetch) or fetch.purpose in (Purpose.SEARCH, Purpose.DOCUMENT):
            return None
        try:
            return self.job.reader(fetch, body)
        except Exception:
            logger.exception("cannot read %s", fetch.url)
            return None

    def _close_old(self) -> None:
        if self._old is not None:
            self._old.close()

    def _now(self) -> str:
        return self.job.clock().isoformat(timespec="seconds").replace("+00:00", "Z")


def _failed(fetch: Fetch, failure: Failure) -> Fetch:
    return replace(fetch, failure=failure)


def _location(answer: Answer) -> str:
    """The Location header; servers here send raw UTF-8 or GBK bytes in it, which arrive as latin-1."""
    raw = answer.header("Location").encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
