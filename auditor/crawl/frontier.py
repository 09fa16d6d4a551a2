"""Navigation addresses that are known but not yet asked for, best first, each page once."""

from __future__ import annotations

from collections import Counter

from auditor import urls
from auditor.crawl import traps
from auditor.model import Ask, Cut, Purpose

#: rank, depth, key, has no data address, length of url, url, data, referrer
Entry = tuple[int, int, str, bool, int, str, str, str]


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
        return [entry[5] for entry in self._waiting.values()]

    def mark(self, key: str) -> bool:
        """Note that a page is being asked for by other means; False when it already was."""
        if key in self._seen:
            return False
        self._seen.add(key)
        self._waiting.pop(key, None)
        return True

    def offer(self, url: str, rank: int, depth: int, referrer: str, data: str = "") -> None:
        """Add a candidate. Of several ways to one page the best rank, then the shortest way, is kept.

        ``data`` is the address that answers for a column in a fragment; a way that knows it replaces one that
        does not.
        """
        key = urls.canonical(url)
        if key in self._seen or key in self._trapped:
            return
        if (reason := traps.trap(url)) is not None:
            self._cut(key, reason)
            return
        known = self._waiting.get(key)
        data = data or (known[6] if known else "")
        entry: Entry = (rank, depth, key, not data, len(url), url, data, referrer)
        if known is None or entry < known:
            self._waiting[key] = entry
        elif data and not known[6]:
            self._waiting[key] = (*known[:3], False, *known[4:6], data, known[7])

    def put_back(self, ask: Ask) -> None:
        """A taken ask that was not made after all: it waits again."""
        key = urls.canonical(ask.page)
        data = ask.url if ask.shows else ""
        self._waiting[key] = (
            0,
            self.depth(ask.page),
            key,
            not data,
            len(ask.page),
            ask.page,
            data,
            ask.referrer or "",
        )

    def take(self, count: int) -> list[Ask]:
        """The best ``count`` candidates in order; they count as asked for from now on."""
        asks: list[Ask] = []
        shells: set[str] = set()
        for entry in sorted(self._waiting.values()):
            if len(asks) >= count:
                break
            _, depth, key, _, _, url, data, referrer = entry
            if "#" in url and not data:
                # One shell may tell the data addresses of all its columns: the others wait for it.
                shell = urls.without_fragment(key)
                if shell in shells:
                    continue
                shells.add(shell)
            del self._waiting[key]
            if not self._within_path_cap(url, key):
                continue
            self._seen.add(key)
            self._depth[key] = depth
            asks.append(Ask(data or url, Purpose.NAVIGATION, referrer=referrer, shows=url if data else ""))
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

    def cuts(self) -> tuple[Cut, ...]:
        """What was left out, by reason."""
        return tuple(Cut(reason, "", count, "") for reason, count in sorted(self.cut.items()))
