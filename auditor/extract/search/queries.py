"""What is looked for: items that were just crawled, in the words of their titles, and a word that stands nowhere.

All of it is a pure function of what was crawled, so that a crawl that was killed asks the same questions again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from auditor.document_numbers import find_numbers, nfkc, same_number
from auditor.extract.dom import squeeze
from auditor.masking import masked
from auditor.model import QueryKind, SearchQuery
from auditor.search_words import search_words

_PUNCTUATION = re.compile(r"[\W_]+")
#: Characters of a title that tells one item from another and that an engine takes as a query.
_SHORTEST, _LONGEST = 10, 40
#: An index may lag by so many days behind the newest item.
_LAG = timedelta(days=7)
#: Characters of a distinctive part.
_PART, _PART_MOST, _RUN = 4, 14, 8
_NONSENSE_TRIES = 5


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item whose own page opened. ``column`` names the list it stands in, ``number`` is its document number."""

    title: str
    url: str
    column: str = ""
    date: str = ""
    number: str = ""


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Only what is read: without white space and punctuation, one width, one case."""
    return _PUNCTUATION.sub("", squeeze(unicodedata.normalize("NFKC", text))).lower()


@dataclass(frozen=True, slots=True)
class Sample:
    """Items of different columns: one of the newest that an index must hold, one of the oldest, one between them, and one
    that has a document number."""

    new: KnownItem
    old: KnownItem | None = None
    middle: KnownItem | None = None
    numbered: KnownItem | None = None


def sample(items: Iterable[KnownItem], titles: Iterable[str]) -> Sample | None:
    """What to look for; None when no title is distinctive. ``titles`` are those of all items known, crawled or not: a title
    that two items share proves nothing."""
    pool = _distinctive(items, titles)
    if not pool:
        return None
    new = pool[0]
    old = _next(list(reversed(pool)), [new])
    taken = [each for each in (new, old) if each is not None]
    middle = _next(pool[len(pool) // 2 :] + list(reversed(pool[: len(pool) // 2])), taken)
    taken += [middle] if middle is not None else []
    numbered = [item for item in pool if item.number and _is_only(item, pool)]
    # Of an item that is looked for by its title, too: only then does a number that is not found tell that numbers are not.
    also = next((item for item in taken if item in numbered), None)
    return Sample(new, old, middle, also or next(iter(numbered), None))


def _distinctive(items: Iterable[KnownItem], titles: Iterable[str]) -> list[KnownItem]:
    """Items that can be told apart by their titles, newest first; the very newest left out where others remain."""
    counted: dict[str, set[str]] = {}
    known = list(items)
    for item in known:
        counted.setdefault(fold(item.title), set()).add(item.url)
    several: dict[str, int] = {}
    for title in titles:
        several[fold(title)] = several.get(fold(title), 0) + 1
    fit = {
        fold(item.title): item
        for item in sorted(known, key=lambda item: (item.url, item.column), reverse=True)
        if _SHORTEST <= len(squeeze(item.title)) <= _LONGEST
        and masked(item.title) == item.title  # a person's number is nobody's query
        and "\ufffd" not in item.title  # nor is a title of which a character was lost
        and len(counted[fold(item.title)]) == 1
        and several.get(fold(item.title), 1) == 1
    }
    dated = [item for item in fit.values() if _day(item)]
    ordered = sorted(dated or fit.values(), key=lambda item: (item.date, item.title, item.url), reverse=True)
    newest = max((day for item in known if (day := _day(item))), default=None)
    settled = [item for item in ordered if newest and (day := _day(item)) and day <= newest - _LAG]
    return settled or ordered[len(ordered) // 3 :]


def _day(item: KnownItem) -> date | None:
    try:
        return date.fromisoformat(item.date)
    except ValueError:
        return None


def _next(pool: Sequence[KnownItem], taken: Sequence[KnownItem]) -> KnownItem | None:
    """The first that is not taken yet, of a column that is not either, if there is one."""
    free = [item for item in pool if item not in taken]
    columns = {item.column for item in taken}
    return next((item for item in free if item.column not in columns), next(iter(free), None))


def _is_only(item: KnownItem, pool: Sequence[KnownItem]) -> bool:
    return sum(same_number(item.number, other.number) for other in pool) == 1


def queries(items: Sequence[KnownItem], titles: Sequence[str], code: str) -> tuple[SearchQuery, ...]:
    """What an engine is asked, in the order in which it decides most. Empty when there is nothing to look for."""
    chosen = sample(items, titles)
    if chosen is None:
        return ()
    folded = tuple(fold(title) for title in titles)
    asked = [_whole(chosen.new)]
    asked += [_whole(chosen.old)] if chosen.old else []
    asked.append(SearchQuery(nonsense(code, folded), QueryKind.NONSENSE))
    for item in filter(None, (chosen.middle, chosen.old, chosen.new)):
        part = distinctive_part(item.title, folded)
        if part:
            asked.append(_of(item, part, QueryKind.PART))
            break
    if chosen.numbered is not None:
        asked.append(_of(chosen.numbered, chosen.numbered.number, QueryKind.NUMBER))
    asked += [_whole(chosen.middle)] if chosen.middle else []
    return tuple({query.text: query for query in asked}.values())


def _whole(item: KnownItem) -> SearchQuery:
    return _of(item, item.title, QueryKind.WHOLE)


def _of(item: KnownItem, text: str, kind: QueryKind) -> SearchQuery:
    return SearchQuery(" ".join(text.split()), kind, item.title, item.url, item.column, item.date)


def distinctive_part(title: str, titles: Sequence[str]) -> str:
    """A run of the title that no other title has, cut where words end as far as that can be told; "" when there is none.

    ``titles`` are folded, that of the item itself among them.
    """
    words = search_words().queries
    pieces = [_bare(piece) for piece in words.breaks.split(title) if piece]
    # Whole phrases before runs of long ones; who issued it last, because he issued much else.
    pieces.sort(key=lambda piece: (bool(words.issuers.search(piece)), len(piece) > _PART_MOST, -len(piece)))
    for piece in pieces:
        for run in _runs(piece):
            if len(fold(run)) < len(fold(title)) and sum(fold(run) in other for other in titles) <= 1:
                return run
    return ""


def _bare(piece: str) -> str:
    """Without the words with which titles begin and end."""
    words = search_words().queries
    for opening in words.openings:
        piece = piece.removeprefix(opening)
    for ending in sorted(words.endings, key=len, reverse=True):
        if piece.endswith(ending):
            return piece.removesuffix(ending)
    return piece


def _runs(piece: str) -> Iterable[str]:
    """The piece itself, or runs of a long one: from its end, where the matter stands (its beginning names the place), in
    even steps, because Chinese words mostly have two characters."""
    if _PART <= len(piece) <= _PART_MOST:
        yield piece
    for end in range(len(piece), _RUN - 1, -2):
        run = piece[end - _RUN : end].lstrip(search_words().queries.units)
        if len(run) >= _PART:
            yield run


def nonsense(code: str, titles: Sequence[str] = ()) -> str:
    """A word that nobody wrote, always the same for one portal; ``titles`` (folded) must not hold any part of it."""
    tries = list(_nonsense(code))
    return next((word for word in tries if not any(_holds(title, word) for title in titles)), tries[-1])


def _nonsense(code: str) -> Iterable[str]:
    words = search_words().queries
    for turn in range(_NONSENSE_TRIES):
        digest = hashlib.sha256(f"{code}\n{turn}".encode()).digest()
        rare = [words.rare[byte % len(words.rare)] for byte in digest[:4]]
        latin = [words.latin[byte % len(words.latin)] for byte in digest[8:13]]
        yield "".join((*rare[:2], *latin, *rare[2:]))


def _holds(title: str, word: str) -> bool:
    return any(char in title for char in word if char > "\x7f")


class Recogniser:
    """Tells which query a text was, from what was crawled alone: the judging sees requests, not the plan that made them."""

    def __init__(self, items: Iterable[KnownItem], code: str) -> None:
        self._items = sorted(items, key=lambda item: (item.title, item.url, item.column))
        self._by_title: dict[str, KnownItem] = {}
        for item in self._items:
            known = self._by_title.get(fold(item.title))
            if known is None or (item.column and not known.column):
                self._by_title[fold(item.title)] = item
        self._folded = [(fold(item.title), item) for item in self._items]
        self._nonsense = frozenset(_nonsense(code))

    def query(self, text: str) -> SearchQuery:
        """What ``text`` asks for. One that no item explains asks for a title of its own words."""
        if text in self._nonsense:
            return SearchQuery(text, QueryKind.NONSENSE)
        wanted = fold(text)
        if (item := self._by_title.get(wanted)) is not None:
            return _of(item, text, QueryKind.WHOLE)
        number = next(find_numbers(nfkc(text)), None)
        if number is not None:
            named = next((each for each in self._items if same_number(each.number, number.value)), None)
            if named is not None:
                return SearchQuery(text, QueryKind.NUMBER, named.title, named.url, named.column, named.date)
        part = next((item for title, item in self._folded if wanted and wanted in title), None)
        if part is not None:
            return SearchQuery(text, QueryKind.PART, part.title, part.url, part.column, part.date)
        return SearchQuery(text, QueryKind.WHOLE, text)

    def addresses(self, query: SearchQuery) -> frozenset[str]:
        """Canonical addresses at which what is looked for stands: an item may stand in several lists."""
        if query.kind is QueryKind.NONSENSE:
            return frozenset()
        title = fold(query.title)
        return frozenset(item.url for folded, item in self._folded if folded == title) | (
            {query.url} if query.url else frozenset()
        )
