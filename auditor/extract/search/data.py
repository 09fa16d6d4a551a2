"""Answers that are data: lists of objects with titles and addresses, wherever they stand, and HTML inside of data."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.extract import dom, literals
from auditor.extract.dates import read_value
from auditor.extract.dom import clean, squeeze, text_of
from auditor.extract.search.queries import fold
from auditor.extract.search.rows import read_rows
from auditor.model import SearchAnswer, SearchResult
from auditor.search_words import search_words

_MAX_ROWS, _MAX_NODES, _MAX_HTML = 50, 5_000, 400_000
_QUOTE = 80
_LEAST_TITLE, _LONG_TITLE = 2, 8


@dataclass(frozen=True, slots=True)
class _List:
    """A list in data. ``named``: its name says that it is the list of results; ``total`` what stands beside it."""

    values: Sequence[object]
    named: bool
    total: int | None


def answer_of_data(text: str, url: str, queries: Sequence[str]) -> SearchAnswer | None:
    """The answer, when ``text`` is data; None when it is a page."""
    start = text.lstrip("\ufeff \t\r\n\x00")[:200]
    if not start or start[0] == "<" or not _may_be_data(start):
        return None
    value = literals.parse(text.replace("\x00", ""))
    if not isinstance(value, Mapping | list):
        # What begins like data and cannot be read (too deep, too long, broken) is no page either.
        return SearchAnswer(unread="markup", quote=clean(start)[:_QUOTE]) if start[0] in "{[" else None
    return _answer(value, url, queries)


def _may_be_data(start: str) -> bool:
    if start[0] in "{[":
        return True
    name, bracket, rest = start.partition("(")
    return (
        bool(bracket)
        and name.strip().replace(".", "").replace("$", "").replace("_", "").isalnum()
        and (rest.lstrip()[:1] in ("{", "["))
    )


def _answer(value: object, url: str, queries: Sequence[str]) -> SearchAnswer:
    lists = list(_lists(value))
    read = [(found, _results(found.values, url, queries)) for found in lists]
    best = max(read, key=lambda pair: _worth(*pair), default=None)
    if best is not None and best[1]:
        return SearchAnswer(best[1], best[0].total)
    fragments, fragment_total = _fragments(value, lists)
    if fragments:
        results = tuple(_from_html("\n".join(fragments), url, queries))
        if results:
            return SearchAnswer(results, fragment_total)
    message = _message(value)
    words = search_words().answer
    for name, pattern in (("too-often", words.too_often), ("captcha", words.captcha), ("login", words.login)):
        if pattern.search(message):
            return SearchAnswer(obstruction=name, quote=message)
    if _is_refused(value):
        return SearchAnswer(unread="markup", quote=message or clean(str(value)[:200])[:_QUOTE])
    # Bare brackets say of nothing that it is the list of results.
    empty = next(
        (each for each in lists if each.named and not each.values and each.values is not value), None
    )
    total = empty.total if empty is not None else _number(value)
    if total == 0 or (empty is not None and total is None):
        return SearchAnswer(total=total, nothing=message or ("total: 0" if total == 0 else "[]"))
    if words.nothing.search(message):
        return SearchAnswer(total=total, nothing=message)
    return SearchAnswer(total=total, unread="markup", quote=message or clean(str(value)[:200])[:_QUOTE])


def _worth(found: _List, results: Sequence[SearchResult]) -> tuple[bool, float]:
    """Which of several lists holds the results: not that of hot words, sites or columns."""
    if not results:
        return (False, 0.0)
    dated = sum(bool(result.date) for result in results) / len(results)
    long = sum(len(result.title) >= _LONG_TITLE for result in results) / len(results)
    return (True, 2 * found.named + 2 * dated + long + (found.total is not None))


def _is_refused(value: object) -> bool:
    """Does the answer say that the request failed? Then its empty lists prove nothing."""
    if not isinstance(value, Mapping):
        return False
    words = search_words().data
    named = {_name(key): each for key, each in value.items()}
    told = [named[name] for name in words.verdicts if isinstance(named.get(name), str | int | bool)]
    return any(str(each).strip().lower() not in words.fine for each in told)


# ── walking ───────────────────────────────────────────────────────────────────────────────────────


def _lists(value: object) -> Iterator[_List]:
    """All lists, outermost first, each with the total that stands nearest above it."""
    words = search_words().data
    level: list[tuple[object, bool, int | None]] = [(value, True, None)]
    seen = 0
    while level:
        below: list[tuple[object, bool, int | None]] = []
        for node, named, total in level:
            seen += 1
            if seen > _MAX_NODES:
                return
            if isinstance(node, list):
                yield _List(node, named, total)
                below.extend(
                    (each, False, total) for each in node[:_MAX_ROWS] if isinstance(each, Mapping | list)
                )
            elif isinstance(node, Mapping):
                told = _number(node)
                told = total if told is None else told
                below.extend(
                    (each, _name(key) in words.lists, told)
                    for key, each in node.items()
                    if isinstance(each, Mapping | list)
                )
        level = below


def _name(key: object) -> str:
    return str(key).lower().replace("_", "").replace("-", "")


def _number(node: object) -> int | None:
    """The total that a mapping gives itself: also as a text, or as ``{"value": 12}``."""
    if not isinstance(node, Mapping):
        return None
    named = {_name(key): value for key, value in node.items()}
    for name in search_words().data.total:
        if (value := named.get(name)) is None:
            continue
        inner = value if isinstance(value, Mapping) else {"value": value}
        number = literals.number(inner, "value")
        if number is not None and number >= 0:
            return number
    return None


def _message(value: object) -> str:
    if not isinstance(value, Mapping):
        return ""
    named = {_name(key): each for key, each in value.items()}
    for name in search_words().data.message:
        if isinstance(each := named.get(name), str) and each.strip():
            return clean(each)[:_QUOTE]
    return ""


# ── results ───────────────────────────────────────────────────────────────────────────────────────


def _results(values: Sequence[object], url: str, queries: Sequence[str]) -> tuple[SearchResult, ...]:
    """Objects with a title and an address. A list of which most have neither is another list (sites, hot words)."""
    rows = [row for row in values[: 4 * _MAX_ROWS] if isinstance(row, Mapping)]
    found = [result for row in rows[:_MAX_ROWS] if (result := _result(row, url, queries)) is not None]
    return tuple(found) if len(found) * 2 > len(rows[:_MAX_ROWS]) else ()


def _result(row: Mapping[str, object], url: str, queries: Sequence[str]) -> SearchResult | None:
    words = search_words().data
    named = {_name(key): value for key, value in row.items()}
    if not _first(named, words.title):
        # An index hands its documents out in a wrapper: {"_id": …, "_source": {…}}.
        inner = next((value for value in row.values() if isinstance(value, Mapping)), {})
        named = {_name(key): value for key, value in inner.items()}
    raw = _first(named, words.title)
    address = urls.absolute(url, _first(named, words.url) or "#")
    if address is None:
        return None
    title, marked = _plain(raw, queries)
    if len(squeeze(title)) < _LEAST_TITLE:
        return None
    excerpt = _first(named, words.excerpt)
    marked = marked or _plain(excerpt[:_MAX_HTML], queries)[1]
    when = next((day for name in words.date if (day := _day(named.get(name)))), "")
    return SearchResult(title[:200], address, when, marked)


def _first(named: Mapping[str, object], names: Sequence[str]) -> str:
    return next((value for name in names if isinstance(value := named.get(name), str) and value.strip()), "")


def _plain(text: str, queries: Sequence[str]) -> tuple[str, bool]:
    """A title without its markup, and whether words of the query are set off in it."""
    if "<" not in text:
        return clean(text), False
    page = dom.parse(f"<body><p>{text}</p></body>", "http://localhost/")
    tags = search_words().answer.highlight_tags | {"font", "span", "b", "strong", "i"}
    marked = any(
        (shown := fold(text_of(element))) and (not queries or any(shown in query for query in queries))
        for element in page.body.iter(*tags)
    )
    return text_of(page.body), marked


def _day(value: object) -> str:
    """The day of a value: text in any usual form, or seconds and milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    found = read_value(str(value))
    return found.value.isoformat() if found is not None and found.value is not None else ""


def _fragments(value: object, lists: Sequence[_List]) -> tuple[list[str], int | None]:
    """Pieces of HTML with links: as entries of a list, or as a member."""
    for found in lists:
        pieces = [each for each in found.values[:_MAX_ROWS] if isinstance(each, str) and "<a" in each.lower()]
        if pieces:
            return pieces, found.total
    pieces = []
    waiting: deque[tuple[object, int | None]] = deque([(value, None)])
    total: int | None = None
    for _ in range(_MAX_NODES):
        if not waiting:
            break
        node, above = waiting.popleft()
        if isinstance(node, Mapping):
            told = _number(node)
            told = above if told is None else told
            for each in node.values():
                if isinstance(each, str) and "<a" in each.lower():
                    pieces.append(each)
                    total = told if total is None else total
                elif isinstance(each, Mapping):
                    waiting.append((each, told))
    return pieces, total


def _from_html(text: str, url: str, queries: Sequence[str]) -> tuple[SearchResult, ...]:
    page = dom.parse(f"<html><body><div class='result-list'>{text[:_MAX_HTML]}</div></body></html>", url)
    return read_rows(page, queries, _MAX_ROWS).results
