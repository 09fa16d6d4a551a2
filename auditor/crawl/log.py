"""Technical log of one crawl: warnings of the crawler go to a file beside the snapshot, not to the terminal."""

from __future__ import annotations

import logging
from pathlib import Path

_SOURCES = ("scrapy", "twisted", "spiders", "auditor.crawl", "protego", "asyncio", "scrapy-playwright")
_FORMAT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"


class LogFile:
    """Redirects the crawler's loggers to ``path`` until :meth:`close`; the file appears with its first line."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        self._handler.setLevel(logging.WARNING)
        self._before: dict[str, bool] = {}
        for name in _SOURCES:
            source = logging.getLogger(name)
            self._before[name] = source.propagate
            source.addHandler(self._handler)
            source.propagate = False

    def close(self) -> None:
        for name, propagate in self._before.items():
            source = logging.getLogger(name)
            source.removeHandler(self._handler)
            source.propagate = propagate
        self._before = {}
        self._handler.close()
