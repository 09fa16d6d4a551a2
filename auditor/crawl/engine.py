"""Runs crawl jobs to their sealed snapshots. The only place that starts Scrapy by itself.

Twisted's reactor cannot be started twice in a process. It is therefore started once on an event loop that is
kept, and what is to be done runs that loop until it is over: several audits may follow each other, and several crawls may run
at the same time.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.signals import engine_started

from auditor.crawl import signals
from auditor.crawl.job import CrawlJob, Progress

T = TypeVar("T")
_SETTINGS = "auditor.settings"
_STOPPING = "正在停止并封存已抓取的内容，请稍候（再按一次 Ctrl-C 立即退出）……"
#: A crawl makes many short-lived values beside half a million that stay (rules, vocabularies): Python's usual thresholds have
#: it look through all of them again and again, a twentieth of the time.
_COLLECT_AFTER = (20_000, 20, 20)
_loop: asyncio.AbstractEventLoop | None = None


class CrawlLeft(Exception):
    """The crawl was stopped and left as it is, to be resumed."""


class Crawl:
    """One crawl on the running event loop; others may run at the same time. :meth:`run` once."""

    def __init__(self, job: CrawlJob, on_progress: Callable[[Progress], None] | None = None) -> None:
        self.job = job
        self._on_progress = on_progress
        self._runner = AsyncCrawlerRunner(_settings())
        self._crawler: Crawler = self._runner.create_crawler(job.kind)
        self._crawler.signals.connect(self._on_ended, signals.crawl_ended)
        self._crawler.signals.connect(self._on_fetched, signals.fetched)
        self._crawler.signals.connect(self._tell_spider, engine_started)
        self._path: Path | None = None
        self._error: Exception | None = None
        self._stopped = False
        self._leaves = False

    async def run(self) -> Path:
        """The sealed snapshot. Raises AuditorError for a locked or unwritable output folder, CrawlLeft after
        ``stop(leave=True)``, and whatever ``job.on_sealed`` raises."""
        await self._runner.crawl(self._crawler, job=self.job)
        if self._error is not None:
            raise self._error
        if self._path is not None:
            return self._path
        if self._stopped:
            raise CrawlLeft
        raise RuntimeError("the crawl ended without a snapshot")

    async def stop(self, *, leave: bool = False) -> None:
        """End in good order: nothing more is sent, what there is is sealed, or left to be resumed."""
        self._stopped, self._leaves = True, leave
        self._tell_spider()
        if not self._is_running:
            return
        ending = asyncio.ensure_future(self._crawler.stop_async())
        await asyncio.sleep(0)  # from here on the engine says that it is not running
        if self.job.pace is not None:
            self.job.pace.recheck()
        await ending

    @property
    def _is_running(self) -> bool:
        engine = self._crawler._engine  # Scrapy's own ``engine`` raises until there is one
        return engine is not None and engine.running

    def _tell_spider(self) -> None:
        """Scrapy loses a stop that comes while it is still getting ready: then the spider ends before its first request."""
        spider: Any = self._crawler.spider
        if self._stopped and spider is not None:
            spider.is_stopped, spider.leaves = True, self._leaves

    def _on_ended(self, path: Path | None, error: Exception | None) -> None:
        self._path, self._error = path, error

    def _on_fetched(self, progress: Progress) -> None:
        if self._on_progress is not None:
            self._on_progress(progress)


def run_crawl(job: CrawlJob, on_progress: Callable[[Progress], None] | None = None) -> Path:
    """Crawl (or resume) and return the sealed snapshot directory.

    Ctrl-C seals what there is and returns normally (``CrawlSummary.reason`` is ``interrupted``); a second
    one raises KeyboardInterrupt and leaves the crawl to be resumed. Raises AuditorError for a locked or
    unwritable output folder, and whatever ``job.on_sealed`` raises.
    """

    async def crawl() -> Path:
        crawl = Crawl(job, on_progress)
        with stopping_by_signal(crawl.stop, _STOPPING):
            return await crawl.run()

    path = run(crawl())
    gc.collect()  # a crawl is one knot of references; what it knew makes room for the judging
    return path


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs ``work`` on the loop under Twisted's reactor, in which crawls can be run."""
    return _reactor_loop().run_until_complete(work)


@contextmanager
def stopping_by_signal(stop: Callable[[], Coroutine[Any, Any, None]], sentence: str = "") -> Iterator[None]:
    """The first SIGINT or SIGTERM calls ``stop``, the second is Python's own. In the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in handled}
    stopping: set[asyncio.Task[None]] = set()

    def on_signal() -> None:
        for number in handled:
            loop.remove_signal_handler(number)
        if sentence:
            print(sentence, file=sys.stderr)
        stopping.add(loop.create_task(stop()))

    for number in handled:
        loop.add_signal_handler(number, on_signal)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


def _settings() -> Settings:
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    return settings


def _reactor_loop() -> asyncio.AbstractEventLoop:
    """The event loop under Twisted's reactor, both started on first use."""
    global _loop
    if _loop is None:
        from scrapy.utils.reactor import install_reactor, is_reactor_installed

        if not is_reactor_installed():
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor

        gc.set_threshold(*_COLLECT_AFTER)
        _loop = reactor._asyncioEventloop
        reactor.startRunning(installSignalHandlers=False)
    asyncio.set_event_loop(_loop)
    return _loop
