"""Navigation addresses that are known but not yet asked for, best first, each page once, each pattern within bounds."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict

from auditor import urls
from auditor.crawl import traps
from auditor.crawl.cutting import Cuts
from auditor.crawl.mirrors import Mirrors
from auditor.crawl.traps import Budget
from auditor.model import Ask, Cut, PageReading, Purpose

#: rank, depth, key, has no data address, length of url, url, data, referrer
Entry = tuple[int, int, str, bool, int, str, str, str]
#: A page without rows shows something when it has so many characters of text.
_SPEAKS = 200


class Frontier:
    """A set of candidates. What :meth:`take` gives depends on what was offered, not on the order of offers.

    Of pages that were asked for only the key is kept. ``per_pattern`` is the budget of a path with one set of
    parameters; it grows by one with every page of the pattern that :meth:`learn` finds to be worth it.
    """

    def __init__(self, per_pattern: int) -> None:
        self._per_pattern = per_pattern
        self._waiting: dict[str, Entry] = {}
        self._heap: list[Entry] = []  # also holds entries that were replaced since
        self._over: dict[str, list[Entry]] = defaultdict(list)  # beyond their pattern's budget, by pattern
        self._held: set[str] = set()  # their keys
        self._depth: dict[str, int] = {}  # every page that was asked for
        self._taken: Counter[str] = Counter()
        self._earned: Counter[str] = Counter()
        self._shown: set[int] = set()
        self._mirrors = Mirrors()
        self._cuts = Cuts()

    def __len__(self) -> int:
        return len(self._waiting) - len(self._held)

    def depth(self, url: str) -> int:
        """Clicks from the home page along the way by which ``url`` was first asked for; 0 when unknown."""
        return max(0, self._depth.get(self._key(urls.canonical(url)), 0))

    def set_depth(self, url: str, depth: int) -> None:
        """Note the way to a page that was asked for otherwise; the first way that is told stands."""
        key = self._key(urls.canonical(url))
        if self._depth.get(key, -1) < 0:
            self._depth[key] = depth

    def waiting(self) -> list[str]:
        """Addresses still to be asked for; what a budget keeps back is a cut and not among them."""
        return [entry[5] for key, entry in self._waiting.items() if key not in self._held]

    def mark(self, key: str) -> bool:
        """Note that a page is being asked for by other means; False when it already was."""
        key = self._key(key)
        if key in self._depth:
            return False
        self._depth[key] = -1
        self._waiting.pop(key, None)
        self._held.discard(key)
        return True

    def offer(self, url: str, rank: int, depth: int, referrer: str, data: str = "") -> None:
        """Add a candidate. Of several ways to one page the best rank, then the shortest way, is kept.

        ``data`` is the address that answers for a column in a fragment; a way that knows it replaces one that
        does not.
        """
        canonical = urls.canonical(url)
        key = self._key(canonical)
        if key != canonical:
            self._note_double(url, canonical, key)
        if key in self._depth:
            return
        if (reason := traps.trap(url)) is not None:
            self._cuts.note(reason, traps.pattern(url), url)
            return
        known = self._waiting.get(key)
        data = data or (known[6] if known else "")
        entry: Entry = (rank, depth, key, not data, len(url), url, data, referrer)
        if known is None or entry < known:
            self._wait(entry)
        elif data and not known[6]:
            self._wait((*known[:3], False, *known[4:6], data, known[7]))

    def put_back(self, ask: Ask) -> None:
        """A taken ask that was not made after all: it waits again."""
        page, data = ask.page, ask.url if ask.shows else ""
        key = self._key(urls.canonical(page))
        depth = self._depth.pop(key, 0)
        for budget in self._budgets(page):
            self._taken[budget.pattern] -= 1
        self._wait((0, max(0, depth), key, not data, len(page), page, data, ask.referrer or ""))

    def take(self, count: int) -> list[Ask]:
        """The best ``count`` candidates in order; they count as asked for from now on."""
        asks: list[Ask] = []
        later: list[Entry] = []
        first: set[str] = set()  # shells and home pages of this wave
        while self._heap and len(asks) < count:
            entry = heapq.heappop(self._heap)
            _, depth, key, _, _, url, data, referrer = entry
            if self._waiting.get(key) is not entry:
                continue
            if self._is_early(entry, first):
                later.append(entry)
                continue
            budgets = self._budgets(url)
            if (full := next((each for each in budgets if self._is_full(each)), None)) is not None:
                self._hold(full, entry)
                continue
            self._taken.update(each.pattern for each in budgets)
            del self._waiting[key]
            self._depth[key] = depth
            asks.append(Ask(data or url, Purpose.NAVIGATION, referrer=referrer, shows=url if data else ""))
        for entry in later:
            heapq.heappush(self._heap, entry)
        return asks

    def learn(self, url: str, reading: PageReading) -> None:
        """Take note of a page that was read: whether its pattern is worth more, whether its host is a mirror."""
        if (mirror := self._mirrors.learn(url, reading)) is not None:
            self._rename(mirror)
        shown = hash(frozenset(item.url or item.title for item in reading.items) or reading.text)
        if not (reading.items or reading.text_length >= _SPEAKS) or shown in self._shown:
            return
        self._shown.add(shown)
        for budget in self._budgets(url):
            if self._earned[budget.pattern] < budget.size * (budget.growth - 1):
                self._earned[budget.pattern] += 1
                self._release(budget.pattern)

    def cuts(self) -> tuple[Cut, ...]:
        """What was left out, by reason and pattern."""
        cuts = self._cuts.copy()
        for pattern in self._over:
            for entry in self._held_of(pattern):
                reason = next(each.reason for each in self._budgets(entry[5]) if each.pattern == pattern)
                cuts.note(reason, pattern, entry[5])
        return cuts.all()

    # ── inside ──

    def _key(self, canonical: str) -> str:
        """Identity of a page: without session ids, under the name of the host that was met first."""
        return self._mirrors.original(traps.without_session(canonical))

    def _wait(self, entry: Entry) -> None:
        self._waiting[entry[2]] = entry
        self._held.discard(entry[2])
        heapq.heappush(self._heap, entry)

    def _is_early(self, entry: Entry, first: set[str]) -> bool:
        """True for an entry that a later wave may find answered, or needless. ``first`` are those it waits for."""
        _, _, key, _, _, url, data, _ = entry
        home = f"{traps.host_of(key)}/"
        if key == home:
            first.add(home)  # it tells whether its host is a mirror
        elif home in first or home in self._waiting:
            return True
        if "#" not in url or data:
            return False
        # One shell may tell the data addresses of all its columns: the others wait for it.
        shell = f"#{urls.without_fragment(key)}"
        if shell in first:
            return True
        first.add(shell)
        return False

    def _budgets(self, url: str) -> tuple[Budget, ...]:
        return traps.budgets(url, self._per_pattern)

    def _is_full(self, budget: Budget) -> bool:
        return self._taken[budget.pattern] >= budget.size + self._earned[budget.pattern]

    def _hold(self, budget: Budget, entry: Entry) -> None:
        """Keep back as many as the pattern could ever earn; the worst beyond that are dropped for good."""
        heapq.heappush(self._over[budget.pattern], entry)
        self._held.add(entry[2])
        most = budget.size * budget.growth
        if len(self._over[budget.pattern]) > 2 * most:
            held = sorted(self._held_of(budget.pattern))
            self._over[budget.pattern] = held[:most]
            for _, _, key, _, _, url, _, _ in held[most:]:
                self.mark(key)
                self._cuts.note(budget.reason, budget.pattern, url)

    def _release(self, pattern: str) -> None:
        """Let the best that a pattern keeps back wait again."""
        held = self._over.get(pattern, [])
        while held:
            entry = heapq.heappop(held)
            if entry[2] in self._held and self._waiting.get(entry[2]) is entry:
                self._wait(entry)
                return

    def _held_of(self, pattern: str) -> list[Entry]:
        """Entries of a pattern that are kept back; those that were replaced since are not."""
        return [
            each
            for each in self._over.get(pattern, ())
            if self._waiting.get(each[2]) is each and each[2] in self._held
        ]

    def _note_double(self, url: str, canonical: str, key: str) -> None:
        """Count the second address of a page."""
        if traps.host_of(canonical) != traps.host_of(key):
            known = self._waiting.get(key)
            if key in self._depth or (
                known is not None and traps.host_of(urls.canonical(known[5])) != traps.host_of(canonical)
            ):
                self._cuts.note("mirror", f"{traps.host_of(canonical)}/*", url)
        elif key in self._depth or key in self._waiting:
            self._cuts.note("session-id", traps.pattern(url), url)

    def _rename(self, mirror: str) -> None:
        """Pages of a host that proved to be a mirror go by the name of its original from now on."""
        prefix = f"{mirror}/"
        for key in [key for key in self._depth if key.startswith(prefix)]:
            self._depth.setdefault(self._key(key), self._depth[key])
        for key in [key for key in self._waiting if key.startswith(prefix)]:
            rank, depth, _, _, _, url, data, referrer = self._waiting.pop(key)
            self._held.discard(key)
            self.offer(url, rank, depth, referrer, data)
