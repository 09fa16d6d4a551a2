"""Runs one crawl job to its sealed snapshot. The only place that starts Scrapy by itself.

Twisted's reactor cannot be started twice in a process. It is therefore started once on an event loop that is
kept, and each crawl runs that loop until the crawl is over: several audits may follow each other.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from auditor.crawl import signals
from auditor.crawl.job import CrawlJob, Progress

_SETTINGS = "auditor.settings"
_loop: asyncio.AbstractEventLoop | None = None


def run_crawl(job: CrawlJob, on_progress: Callable[[Progress], None] | None = None) -> Path:
    """Crawl (or resume) and return the sealed snapshot directory.

    Ctrl-C seals what there is and returns normally (``CrawlSummary.reason`` is ``interrupted``); a second
    one raises KeyboardInterrupt and leaves the crawl to be resumed. Raises AuditorError for a locked or
    unwritable output folder, and whatever ``job.on_sealed`` raises.
    """
    loop = _reactor_loop()
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(job.kind)
    ended: dict[str, Any] = {}

    def on_ended(path: Path | None, error: Exception | None) -> None:
        ended.update(path=path, error=error)

    def on_fetched(progress: Progress) -> None:
        if on_progress is not None:
            on_progress(progress)

    crawler.signals.connect(on_ended, signals.crawl_ended)
    crawler.signals.connect(on_fetched, signals.fetched)

    async def crawl() -> None:
        await runner.crawl(crawler, job=job)

    with _stops_on_interrupt(loop, runner):
        loop.run_until_complete(crawl())
    if ended.get("error") is not None:
        raise ended["error"]
    path = ended.get("path")
    if not isinstance(path, Path):
        raise RuntimeError("the crawl ended without a snapshot")
    return path


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

        _loop = reactor._asyncioEventloop
        reactor.startRunning(installSignalHandlers=False)
    asyncio.set_event_loop(_loop)
    return _loop


@contextmanager
def _stops_on_interrupt(loop: asyncio.AbstractEventLoop, runner: AsyncCrawlerRunner) -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the crawl in good order, the second is Python's own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in handled}
    stopping: set[asyncio.Task[None]] = set()

    def stop() -> None:
        for number in handled:
            loop.remove_signal_handler(number)
        print("正在停止并封存已抓取的内容，请稍候（再按一次 Ctrl-C 立即退出）……", file=sys.stderr)
        stopping.add(loop.create_task(runner.stop()))

    for number in handled:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
