"""Technical log of one crawl: warnings of the crawler go to a file beside the snapshot, not to the terminal.

Several crawls may run at the same time in one process: each has its own file, and a line goes to the file of the crawl in
whose tasks it was written. What cannot be told from any goes to all.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from pathlib import Path

_SOURCES = ("scrapy", "twisted", "spiders", "auditor.crawl", "protego", "asyncio", "scrapy-playwright")
_FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"
#: The file of the crawl that the running task belongs to; tasks and callbacks begun in it inherit it.
_current: ContextVar[LogFile | None] = ContextVar("crawl_log", default=None)
_open: list[LogFile] = []
#: Whether the loggers passed their lines on before the first file was opened.
_before: dict[str, bool] = {}


class LogFile:
    """Redirects the crawler's loggers to ``path`` until :meth:`close`; the file appears with its first line."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        self._handler.setLevel(logging.WARNING)
        self._handler.addFilter(self._is_mine)
        if not _open:
            _redirect()
        _open.append(self)
        for name in _SOURCES:
            logging.getLogger(name).addHandler(self._handler)
        _current.set(self)

    def close(self) -> None:
        if self not in _open:
            return
        for name in _SOURCES:
            logging.getLogger(name).removeHandler(self._handler)
        self._handler.close()
        _open.remove(self)
        if not _open:
            _restore()

    def _is_mine(self, record: logging.LogRecord) -> bool:
        owner = _owner(record)
        return owner is self or owner not in _open


def _owner(record: logging.LogRecord) -> LogFile | None:
    """The file of the crawl that a line speaks of: Scrapy names its spider in many of them."""
    named: LogFile | None = getattr(getattr(record, "spider", None), "log_file", None)
    return named or _current.get()


def _redirect() -> None:
    for name in _SOURCES:
        source = logging.getLogger(name)
        _before[name] = source.propagate
        source.propagate = False


def _restore() -> None:
    for name, propagate in _before.items():
        logging.getLogger(name).propagate = propagate
    _before.clear()
