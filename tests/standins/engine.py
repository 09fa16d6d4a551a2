"""What an engine finds, and how it behaves: properly, or badly in one way.

A :class:`Behaviour` is put together of small functions, one for each thing that may go wrong, so that a stand-in is bad
in exactly one way. What the results look like is the business of :mod:`tests.standins.families`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from tests.standins.county import ITEMS, Item
from tests.standins.server import Heard, Reply

_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Control:
    """A way to narrow an answer down or to order it: its label, then what may be chosen."""

    label: str
    options: tuple[str, ...]


#: What the big engines have.
CONTROLS = (
    Control("时间范围", ("全部时间", "一周内", "一月内", "一年内")),
    Control("栏目分类", ("全部栏目", "通知公告", "政策文件", "政务要闻")),
    Control("排序方式", ("按相关度排序", "按时间排序")),
    Control("搜索位置", ("全文", "标题")),
)


@dataclass(frozen=True)
class Hit:
    """One row of an answer. ``title`` and ``excerpt`` are text, ``href`` is what the row links to."""

    title: str
    href: str
    day: str
    column: str
    excerpt: str


#: (title or excerpt, query, opening tag, closing tag) → markup
Marker = Callable[[str, str, str, str], str]
#: (all items of the portal, query) → those that the engine finds, best first
Finder = Callable[[Sequence[Item], str], Sequence[Item]]


def folded(text: str) -> str:
    return _BETWEEN.sub("", text).lower()


def full_text(items: Sequence[Item], query: str) -> Sequence[Item]:
    """Those that hold all words of the query, in title, document number or text; titles first."""
    words = [folded(word) for word in query.split() if folded(word)]
    found = [item for item in items if words and all(word in _whole(item) for word in words)]
    return sorted(found, key=lambda item: folded(query) not in folded(item.title))


def _whole(item: Item) -> str:
    return folded(item.title + item.number + item.text + item.column)


def set_off(text: str, query: str, opening: str, closing: str) -> str:
    """Escaped, with every word of the query between the tags."""
    words = "|".join(re.escape(word) for word in sorted(query.split(), key=len, reverse=True))
    pieces = re.split(f"({words})", text) if words else [text]
    return "".join(
        f"{opening}{escape(piece)}{closing}" if n % 2 else escape(piece) for n, piece in enumerate(pieces)
    )


def plain(text: str, _query: str, _opening: str, _closing: str) -> str:
    return escape(text)


def hit_of(item: Item) -> Hit:
    return Hit(item.title, item.path, item.day, item.column, f"{item.number} {item.text}".strip())


@dataclass(frozen=True)
class Behaviour:
    """How an engine answers; without more, properly. ``delay`` is in seconds. ``instead`` is answered in place of
    results, ``hits`` turns what was found into rows, ``total`` is what the engine says that it found."""

    find: Finder = full_text
    hits: Callable[[Sequence[Item]], Sequence[Hit]] = lambda items: [hit_of(item) for item in items]
    total: Callable[[int], int] = lambda found: found
    mark: Marker = set_off
    controls: tuple[Control, ...] = CONTROLS
    delay: float = 0.0
    instead: Callable[[Heard], Reply] | None = None


@dataclass(frozen=True)
class Results:
    """What a family shows."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    controls: tuple[Control, ...]
    mark: Marker

    def marked(self, text: str, opening: str = "<em>", closing: str = "</em>") -> str:
        return self.mark(text, self.query, opening, closing)


@dataclass
class Engine:
    """The index of a portal under ``portal`` (its home address). ``queries`` are those that it understood, in order;
    ``most_at_once`` says how many were waiting for an answer at one time."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    portal: str = "/"
    queries: list[str] = field(default_factory=list)
    most_at_once: int = 0
    _waiting: list[Heard] = field(default_factory=list)

    def results(self, query: str) -> Results:
        self.queries.append(query)
        way = self.behaviour
        found = way.find(ITEMS, query)
        hits = tuple(
            Hit(hit.title, urljoin(self.portal, hit.href), hit.day, hit.column, hit.excerpt)
            for hit in way.hits(found)
        )
        return Results(query, hits, way.total(len(hits)), way.controls, way.mark)

    def answer(self, heard: Heard, proper: Callable[[Heard], Reply]) -> Reply:
        """``proper``, as late as this engine is, or what it says instead."""
        self._waiting.append(heard)
        self.most_at_once = max(self.most_at_once, len(self._waiting))
        try:
            time.sleep(self.behaviour.delay)
            return self.behaviour.instead(heard) if self.behaviour.instead is not None else proper(heard)
        finally:
            self._waiting.remove(heard)
