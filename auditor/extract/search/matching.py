"""Is this result the item that was looked for? By the address inside its link, or by its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from auditor import urls
from auditor.extract.search.queries import fold
from auditor.model import SearchResult
from auditor.search_words import search_words

#: A shown title may be cut (…) and may have the name of a column or a number before it.
_LEAST, _AROUND = 8, 24
_QUERY = 4_000  # characters of a query that are looked at
_DEPTH = 2  # an address may stand inside one inside one
_ELLIPSES = ("…", "...", "..")


def rank_of(results: Sequence[SearchResult], addresses: frozenset[str], title: str) -> int | None:
    """The place, from 1, of the first result that is the item; None when none is. ``addresses`` are canonical."""
    wanted = fold(title)
    for rank, result in enumerate(results, 1):
        if addresses and any(urls.canonical(each) in addresses for each in inner_addresses(result.url)):
            return rank
        if wanted and is_title(result.title, wanted):
            return rank
    return None


def is_title(shown: str, wanted: str) -> bool:
    """Does a shown title name the item with the folded title ``wanted``?"""
    text = fold(shown)
    if not text:
        return False
    if text == wanted:
        return True
    if len(wanted) >= _LEAST and wanted in text and len(text) <= len(wanted) + _AROUND:
        return True
    cut = shown.rstrip().endswith(_ELLIPSES)
    return cut and len(text) >= _LEAST and wanted.startswith(text)


def inner_addresses(url: str) -> Iterator[str]:
    """An address, and those that its fields hold: jumps name the page they lead to."""
    waiting = [(url, 0)]
    while waiting:
        address, depth = waiting.pop(0)
        yield address
        if depth >= _DEPTH:
            continue
        for name, value in parse_qsl(urlsplit(address).query[:_QUERY], errors="replace"):
            inner = unquote(value) if value.lower().startswith(("http%3a", "https%3a")) else value
            if inner.lower().startswith(("http://", "https://")) and (
                joined := urls.absolute(address, inner)
            ):
                waiting.append((joined, depth + 1))
            elif inner.startswith("/") and name.lower() in search_words().jump_fields:
                joined = urls.absolute(address, inner)
                if joined:
                    waiting.append((joined, depth + 1))


def is_jump(url: str) -> bool:
    """True for a link of the engine's own that leads on to a result."""
    parts = urlsplit(url)
    words = search_words()
    names = {name.lower() for name, value in parse_qsl(parts.query[:_QUERY]) if value}
    return bool(names & words.jump_fields) or bool(words.jump_paths.search(parts.path))
