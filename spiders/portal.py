"""The one spider: carries a crawl plan's requests over Scrapy. What to ask and what it means is not decided here.

``scrapy crawl portal -a county=CODE`` builds its job with the factory named by ``AUDITOR_JOB_FACTORY``;
``auditor.crawl.engine.run_crawl`` hands the job over directly. Both run the same code from there on.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, IgnoreRequest, StopDownload
from scrapy.utils.misc import load_object

from auditor import urls
from auditor.crawl import signals as crawl_signals
from auditor.crawl.answer import Answer
from auditor.crawl.attachments import PROBE_BYTES, RANGE
from auditor.crawl.failures import failure_from
from auditor.crawl.guard import Guard
from auditor.crawl.handler import INTERRUPTED
from auditor.crawl.job import CrawlJob
from auditor.crawl.log import LogFile
from auditor.crawl.politeness import PROBES, settings_of
from auditor.crawl.renderable import RENDERED, UNFINISHED
from auditor.crawl.session import CrawlSession
from auditor.errors import AuditorError
from auditor.extract.box_reader import SearchBoxes
from auditor.model import Ask, HostFacts, Purpose
from auditor.territory import territory_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

logger = logging.getLogger(__name__)
#: Requests built ahead of the downloader; a wave is never turned into requests as a whole.
AHEAD_LOCAL, AHEAD_LIVE = 20, 6
#: Seconds between two queries to an engine that asked for patience.
PATIENCE = 31.0
_PROBES = frozenset({Purpose.SEARCH, Purpose.SEARCH_RESULT, Purpose.FORM_TARGET})
#: The second attempt of an ask: the engine failed in passing, or said 太频繁.
AGAIN = 2
#: The look at the hosts after the crawl takes so long at most.
PROBE_SECONDS = 90


class PortalSpider(Spider):
    """Drives one :class:`CrawlSession`. ``error`` is what ended the crawl early, ``sealed`` the snapshot."""

    name = "portal"
    factory = "AUDITOR_JOB_FACTORY"  # the setting that names what builds a job

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.guard = Guard(job.portal, territory_of(job.portal), job.route)
        self.boxes = SearchBoxes()  # which boxes and forms a browser may touch
        self.pace = job.pace
        self.ahead = AHEAD_LOCAL if job.is_local and job.pace is None else AHEAD_LIVE
        self.session = CrawlSession(job)
        self.log_file = LogFile(self.session.workspace.log)
        self.sealed: Path | None = None
        self.error: Exception | None = None
        self.speaks = False  # nobody else will tell the user of an error
        self.is_stopped = False  # before its first request
        self.leaves = False  # a crawl that is stopped is left to be resumed instead of sealed
        self._wave = 0

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, job: CrawlJob | None = None, county: str | None = None, **kwargs: Any
    ) -> Self:
        speaks = job is None
        try:
            job = job or cls._job(crawler, county, kwargs)
            for name, value in settings_of(job).items():
                crawler.settings.set(name, value, priority="spider")
            spider = cls(job)
            spider.speaks = speaks
        except AuditorError as error:
            if job is not None and job.on_closed is not None:
                job.on_closed()
            if speaks:  # Scrapy would bury the sentence under a traceback
                sys.stderr.write(f"错误：{error.message}\n")
                raise SystemExit(int(error.exit_code)) from None
            raise
        spider._set_crawler(crawler)
        crawler.signals.connect(spider._on_bytes, signals.bytes_received)
        crawler.signals.connect(spider._on_downloaded, signals.response_downloaded)
        crawler.signals.connect(spider._on_closed, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        if self.is_stopped:
            raise CloseSpider("shutdown")
        for request in self._refill():
            yield request

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        """Callback of every request; status and content are the session's business."""
        request: Any = response.request
        is_rendered = "rendered" in response.flags
        sent = None if is_rendered else request.meta.get("sent_headers")
        answer = Answer(
            status=response.status,
            headers=sent or _headers(response.headers),
            body=response.body,
            detail=_rendering(response) if is_rendered else "",
            request_headers=_headers(request.headers),
            fetched_at=self._now(),
            # How fast a saved copy is served, or a browser draws, says nothing of the portal.
            elapsed_ms=0 if self.job.route or is_rendered else _milliseconds(request),
        )
        self._settle(kwargs["ask"], answer)
        yield from self._refill()

    def failed(self, failure: TwistedFailure) -> Iterator[Request]:
        """Errback of every request."""
        request: Any = failure.request  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, IgnoreRequest) and str(error) == INTERRUPTED:
            return
        assert error is not None
        kind, detail = failure_from(error)
        self._settle(request.cb_kwargs["ask"], Answer(failure=kind, detail=detail, fetched_at=self._now()))
        yield from self._refill()

    # ── inside ──

    @classmethod
    def _job(cls, crawler: Crawler, county: str | None, options: dict[str, Any]) -> CrawlJob:
        if not county:
            raise AuditorError(f"缺少网站代码；请写成 scrapy crawl {cls.name} -a county=代码")
        factory = load_object(crawler.settings[cls.factory])
        job = factory(county=county, **options)
        if not isinstance(job, CrawlJob):
            raise TypeError(f"{factory} gave {type(job).__name__} instead of a CrawlJob")
        return job

    def _refill(self) -> Iterator[Request]:
        while self.error is None and self.crawler.engine.running and self.session.outstanding < self.ahead:
            try:
                ask = self.session.next_ask()
            except Exception as error:  # noqa: BLE001 - _fail logs it and ends the crawl
                self._fail(error)
            if ask is None:
                return
            self._announce_wave()
            yield self._request(ask)

    def _request(self, ask: Ask) -> Request:
        headers = self.session.validators(ask)
        meta: dict[str, Any] = {"handle_httpstatus_all": True, "render": ask.render}
        if ask.purpose in _PROBES:
            self.guard.allow(urls.host(ask.url))
            meta |= {"download_slot": PROBES, "autothrottle_dont_adjust_delay": True}
            self._give_time(ask)
        if ask.purpose is Purpose.ATTACHMENT and ask.method == "GET":
            headers |= {"Range": RANGE, "Accept-Encoding": "identity"}
            meta["download_maxsize"] = 0  # a server that ignores the range is cut off, not refused
        sent = "" if ask.render else ask.body  # a browser is to type it, nobody to send it
        if sent:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return Request(
            ask.url,
            method=ask.method,
            body=sent,
            headers=headers,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"ask": ask},
            meta=meta,
            dont_filter=True,
        )

    def _give_time(self, ask: Ask) -> None:
        """An engine that is asked again for want of patience gets the half minute that it mostly wants (帝国CMS)."""
        slot = self.crawler.engine.downloader.slots.get(PROBES)
        if ask.attempt == AGAIN and slot is not None and not self.job.is_local:
            slot.delay = PATIENCE

    def _settle(self, ask: Ask, answer: Answer) -> None:
        if self.error is not None:
            return
        try:
            fetch = self.session.settle(ask, answer)
        except Exception as error:  # noqa: BLE001 - _fail logs it and ends the crawl
            self._fail(error)
        progress = self.session.progress(ask.url)
        self.crawler.signals.send_catch_log(crawl_signals.fetched, progress=progress, fetch=fetch)

    def _fail(self, error: Exception) -> None:
        """Stop at once: without its store or its plan a crawl makes requests for nothing."""
        self.error = error
        if not isinstance(error, AuditorError):
            logger.exception("the crawl cannot go on")
        raise CloseSpider("error") from error

    def _announce_wave(self) -> None:
        if self.session.waves != self._wave:
            self._wave = self.session.waves
            self.crawler.signals.send_catch_log(crawl_signals.wave_started, progress=self.session.progress())

    def _on_bytes(self, data: bytes, request: Request) -> None:
        """Of an attachment only the first bytes are wanted, whatever the server sends."""
        ask = request.cb_kwargs.get("ask")
        if ask is not None and ask.purpose is Purpose.ATTACHMENT and ask.method == "GET":
            request.meta["received"] = request.meta.get("received", 0) + len(data)
            if request.meta["received"] >= PROBE_BYTES:
                raise StopDownload(fail=False)

    def _on_downloaded(self, response: Response, request: Request) -> None:
        """Headers as sent, before the body is decompressed."""
        request.meta["sent_headers"] = _headers(response.headers)

    async def _probed(self) -> tuple[HostFacts, ...]:
        """What a look at the hosts that answered tells, in a thread: names and handshakes take their time. Nothing of
        a crawl that was stopped or of a saved copy; whatever goes wrong, the pages are worth sealing."""
        prober = self.job.prober
        if prober is None or self.job.route or not self.session.done:
            return ()
        try:
            return await asyncio.wait_for(asyncio.to_thread(prober, self.session.hosts), PROBE_SECONDS)
        except Exception:
            logger.exception("the hosts could not be probed")
            return ()

    async def _on_closed(self) -> None:
        try:
            if self.error is not None or (self.leaves and not self.session.done):
                self.session.abandon()
            else:
                network = await self._probed()
                interrupted = not self.session.done
                # In a thread: a disk takes its time, and other crawls may run in this process.
                self.sealed = await asyncio.to_thread(
                    self.session.seal, interrupted=interrupted, network=network
                )
            self.log_file.close()
            if self.sealed is not None and self.job.on_sealed is not None:
                self.job.on_sealed(self.sealed)
        except Exception as error:
            self.error = error
            if not isinstance(error, AuditorError):
                logger.exception("the crawl cannot be sealed")
        finally:
            self.log_file.close()
            if self.job.on_closed is not None:
                self.job.on_closed()
        if self.speaks and isinstance(self.error, AuditorError):
            sys.stderr.write(f"{self.error.message}\n")
        self.crawler.signals.send_catch_log(crawl_signals.crawl_ended, path=self.sealed, error=self.error)

    def _now(self) -> str:
        return self.job.clock().isoformat(timespec="seconds").replace("+00:00", "Z")


def _rendering(response: Response) -> str:
    """What the browser had to say about a page."""
    said = [unquote((response.headers.get(name) or b"").decode("ascii")) for name in (RENDERED, UNFINISHED)]
    return "; unfinished: ".join(filter(None, said))


def _milliseconds(request: Request) -> int:
    """From the request to the whole answer, at least 1; 0 when it was not measured."""
    seconds = request.meta.get("download_latency")
    return 0 if seconds is None else max(1, round(1000 * seconds))


def _headers(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
