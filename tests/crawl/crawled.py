"""A finished crawl as tests look at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.crawl.snapshot import SnapshotReader
from auditor.model import Fetch

Crawl = Callable[..., "Crawled"]


class Crawled:
    """A finished crawl: its snapshot directory and its fetches by path (last attempt)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = SnapshotReader(path)
        self.fetches = self.reader.fetches()
        self.summary = self.reader.summary()

    def __getitem__(self, path: str) -> Fetch:
        found = [fetch for fetch in self.fetches if _is_at(fetch.url, path)]
        assert found, f"{path} was not asked for: {[fetch.url for fetch in self.fetches]}"
        return found[-1]

    def asked(self, path: str) -> bool:
        return any(_is_at(fetch.url, path) for fetch in self.fetches)


def _is_at(url: str, path: str) -> bool:
    """``path`` is a whole path, or the end of an address when it has no leading slash."""
    return "/" + url.split("/", 3)[3] == path if path.startswith("/") else url.endswith(path)
