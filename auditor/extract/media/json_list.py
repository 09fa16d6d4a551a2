"""Lists of posts in data: an interface that the register names, or the state that a page carries for its scripts.

Nothing is known of the interface but what its members are called (``list_keys`` of ``rules/media_pages.yml``): the list
is the one whose rows have titles and times most of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from auditor.extract import literals
from auditor.extract.media import markup
from auditor.extract.media.posts import MAX_POSTS, NAME, TEXT, TITLE, Examined, address, reaches, words
from auditor.extract.media.when import dated, days_of, shown
from auditor.media_page_words import ListKeys, member, page_words, plain_key
from auditor.model import AccountReading, Item, Post

#: Nodes looked at, strings of JSON inside the JSON that are read, and how far below a row its members may lie.
_MAX_NODES, _MAX_STRINGS, _BELOW = 20_000, 20, 2
#: Rows that show what a list holds.
_SAMPLE = 20
_MAX_PAGE = 20
_TRUE = frozenset({"1", "true", "yes", "是"})

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list of posts: its rows with nested members raised, and the mapping around it, which may tell its length."""

    rows: tuple[Row, ...]
    around: tuple[Row, ...]


def read_list(url: str, value: object, moment: datetime, since: date, key: str = "") -> Examined | None:
    """The posts of the best list in ``value``; None when it has none. With a ``key`` only rows that bear it count."""
    keys = page_words().list_keys
    found = find_list(value, keys, key)
    if found is None:
        return None
    rows = found.rows[:MAX_POSTS]
    pinned = [_is_true(member(row, keys.pinned)) for row in rows]
    items = [_item(url, row, keys, mark) for row, mark in zip(rows, pinned, strict=True)]
    days = days_of(items, moment, url)
    posts = tuple(
        _post(row, item, day, keys) for row, item, day in zip(rows, items, days, strict=True) if item.title
    )
    marks = [mark for mark, item in zip(pinned, items, strict=True) if item.title]
    whole = reaches(posts, since, marks) or _ends(url, found, keys)
    name = words(_first(found.around, keys.nickname), NAME)
    reading = AccountReading(url, name=name, posts=posts, whole=whole)
    return Examined(reading, () if whole else _next(url, posts, keys))


def find_list(value: object, keys: ListKeys, key: str) -> FoundList | None:
    """The list with the most rows that have a title and a time; the first of equals."""
    best: FoundList | None = None
    most = 0
    for rows, around in _lists(value):
        raised = tuple(
            row for row in map(_raised, rows[:MAX_POSTS]) if not key or key in map(str, row.values())
        )
        sample = raised[:_SAMPLE]
        good = sum(1 for row in sample if _title(row, keys) and dated("", "", _time(row, keys)).witnesses)
        weight = good * len(raised) if good * 2 > len(sample) else 0
        if weight > most:
            best, most = FoundList(raised, around), weight
    return best


def _lists(value: object) -> Iterator[tuple[list[Row], tuple[Row, ...]]]:
    """Every list of mappings, outer ones first, with the mappings around it. Strings that hold JSON are read too."""
    queue: list[tuple[object, tuple[Row, ...]]] = [(value, ())]
    strings = 0
    for nodes, (node, around) in enumerate(queue):
        if nodes >= _MAX_NODES:
            return
        if isinstance(node, str):
            strings += 1
            inner = literals.parse(node) if strings <= _MAX_STRINGS else None
            queue += [(inner, around)] if inner is not None else []
        elif isinstance(node, Mapping):
            queue += [(each, (node, *around[:3])) for each in node.values() if _may_hold(each)]
        elif isinstance(node, list):
            rows = [each for each in node if isinstance(each, Mapping)]
            if rows:
                yield rows, around
            queue += [(each, around) for each in node[:_SAMPLE] if isinstance(each, (Mapping, list))]


def _may_hold(value: object) -> bool:
    if isinstance(value, str):
        return len(value) > 40 and value.lstrip()[:1] in ("{", "[")
    return isinstance(value, (Mapping, list))


def _raised(row: Row) -> Row:
    """The row with the members of mappings inside it; its own come first."""
    known: dict[str, object] = {}
    level: list[Row] = [row]
    for _ in range(_BELOW + 1):
        for each in level:
            for key, value in each.items():
                if not isinstance(value, (Mapping, list)):
                    known.setdefault(plain_key(key), value)
        level = [value for each in level for value in each.values() if isinstance(value, Mapping)]
    return known


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────


def _item(url: str, row: Row, keys: ListKeys, pinned: bool) -> Item:
    return dated(_title(row, keys), address(url, member(row, keys.url)), _time(row, keys), pinned=pinned)


def _post(row: Row, item: Item, day: str, keys: ListKeys) -> Post:
    source = words(member(row, keys.source), NAME)
    return Post(
        item.title,
        day,
        shown(_time(row, keys)),
        item.url or "",
        "" if source.startswith(("http:", "https:", "<")) else source,
        text=words(markup.plain(_string(member(row, keys.text))), TEXT),
    )


def _title(row: Row, keys: ListKeys) -> str:
    return words(markup.plain(_string(member(row, keys.title))), TITLE)


def _time(row: Row, keys: ListKeys) -> object | None:
    """The first member that is a time by its name and by its value."""
    known = {plain_key(key): value for key, value in row.items()}
    values = (known.get(plain_key(name)) for name in keys.time)
    return next((value for value in values if value not in (None, "", 0, "0") and shown(value)), None)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_true(value: object) -> bool:
    return value is True or (not isinstance(value, bool) and str(value).lower() in _TRUE)


# ── how long the list is ──────────────────────────────────────────────────────────────────────────


def _first(around: Sequence[Row], names: Sequence[str]) -> object | None:
    return next((value for row in around if (value := member(row, names)) is not None), None)


def _ends(url: str, found: FoundList, keys: ListKeys) -> bool:
    """True when the interface says that these are all posts, or that no more follow on the first page."""
    if _page_in(url, keys) not in (None, 0, 1):
        return False  # whoever combines the pages knows whether those before were read
    total = literals.number({"total": _first(found.around[:2], keys.total)}, "total")
    if total is not None and total > 0:
        return total <= len(found.rows)
    more = _first(found.around[:2], keys.more)
    return more is not None and str(more).lower() in ("0", "false")


def _page_in(url: str, keys: ListKeys) -> int | None:
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    numbers = (value for name, value in pairs if plain_key(name) in keys.page and value.isdecimal())
    return next((int(value) for value in numbers if len(value) < 6), None)


def _next(url: str, posts: Sequence[Post], keys: ListKeys) -> tuple[str, ...]:
    """The next page, where the address itself counts pages."""
    page = _page_in(url, keys)
    if page is None or page >= _MAX_PAGE or not posts:
        return ()
    parts = urlsplit(url)
    pairs = [
        (name, str(page + 1) if plain_key(name) in keys.page and re.fullmatch(r"\d{1,5}", value) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return (urlunsplit(parts._replace(query=urlencode(pairs))),)
