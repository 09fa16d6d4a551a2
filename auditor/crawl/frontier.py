"""Navigation addresses that are known but not yet asked for, best first, each page once."""

from __future__ import annotations

from collections import Counter

from auditor import urls
from auditor.crawl import traps
from auditor.model import Ask, Purpose

Entry = tuple[int, int, str, int, str, str]  # rank, depth, key, length of url, url, referrer


class Frontier:
    """A set of candidates. What :meth:`take` gives depends on what was offered, not on the order of offers.

    ``cut`` counts addresses dropped as traps, per reason.
    """

    def __init__(self, per_path_cap: int) -> None:
        self.cut: Counter[str] = Counter()
        self._cap = per_path_cap
        self._waiting: dict[str, Entry] = {}
        self._seen: set[str] = set()
        self._trapped: set[str] = set()
        self._variants: Counter[str] = Counter()
        self._depth: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def depth(self, url: str) -> int:
        """Clicks from the home page along the way by which ``url`` was first asked for; 0 when unknown."""
        return self._depth.get(urls.canonical(url), 0)

    def set_depth(self, url: str, depth: int) -> None:
        self._depth.setdefault(urls.canonical(url), depth)

    def waiting(self) -> list[str]:
        return [entry[4] for entry in self._waiting.values()]

    def mark(self, key: str) -> bool:
        """Note that a page is being asked for by other means; False when it already was."""
        if key in self._seen:
            return False
        self._seen.add(key)
        self._waiting.pop(key, None)
        return True

    def offer(self, url: str, rank: int, depth: int, referrer: str) -> None:
        """Add a candidate. Of several ways to one page the best rank, then the shortest way, is kept."""
        key = urls.canonical(url)
        if key in self._seen or key in self._trapped:
            return
        if (reason := traps.trap(url)) is not None:
            self._cut(key, reason)
            return
        entry: Entry = (rank, depth, key, len(url), url, referrer)
        if key not in self._waiting or entry < self._waiting[key]:
            self._waiting[key] = entry

    def put_back(self, ask: Ask) -> None:
        """A taken ask that was not made after all: it waits again."""
        key = urls.canonical(ask.url)
        self._waiting[key] = (0, self.depth(ask.url), key, len(ask.url), ask.url, ask.referrer or "")

    def take(self, count: int) -> list[Ask]:
        """The best ``count`` candidates in order; they count as asked for from now on."""
        asks: list[Ask] = []
        for entry in sorted(self._waiting.values()):
            if len(asks) >= count:
                break
            _, depth, key, _, url, referrer = entry
            del self._waiting[key]
            if not self._within_path_cap(url, key):
                continue
            self._seen.add(key)
            self._depth[key] = depth
            asks.append(Ask(url, Purpose.NAVIGATION, referrer=referrer))
        return asks

    def _within_path_cap(self, url: str, key: str) -> bool:
        path = traps.path_key(url)
        if "?" not in url:
            return True
        if self._variants[path] >= self._cap:
            self._cut(key, "query-variants")
            return False
        self._variants[path] += 1
        return True

    def _cut(self, key: str, reason: str) -> None:
        self._trapped.add(key)
        self.cut[reason] += 1
