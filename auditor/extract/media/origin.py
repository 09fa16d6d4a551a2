"""Where a post says that it was taken from: 来源：…, 转载自…. Vocabulary: ``origin`` of ``rules/media_pages.yml``."""

from __future__ import annotations

import unicodedata

from auditor.extract.media.posts import NAME, words
from auditor.media_page_words import page_words

#: Where a text names its source: in its first and last lines (characters).
_HEAD, _TAIL = 300, 500


def origin_of(text: str, own: tuple[str, ...]) -> tuple[str, bool]:
    """The source that a text names, "" for none, and whether it was taken from elsewhere. ``own`` are the names of the
    account and its office: a text that gives one of them as its source is its own."""
    rules = page_words().origin
    ends = _ends(text)
    source = next((name for match in rules.pattern.finditer(ends) if (name := _name(match[1]))), "")
    squeezed = "".join(ends.split())
    marked = any(mark in squeezed for mark in rules.reposts)
    return source, marked or (bool(source) and not is_own(source, own))


def is_own(source: str, own: tuple[str, ...]) -> bool:
    """True when the source is one of these names, or a longer or shorter form of one: 清河县教育局 of 清河教育局."""
    return any(name and (source in name or name in source) for name in own)


def owner_of(text: str) -> str:
    """The office of a line that says whose account it is: 清河县教育局官方微博 → 清河县教育局."""
    name = words(unicodedata.normalize("NFKC", text), NAME)
    for tail in page_words().owner.tails:
        name = name.removesuffix(tail)
    return name.strip(" ,，。-")


def _ends(text: str) -> str:
    if len(text) <= _HEAD + _TAIL:
        return unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", f"{text[:_HEAD]} {text[-_TAIL:]}")


def _name(found: str) -> str:
    name = words(found, NAME)
    for drop in page_words().origin.drops:
        name = name.removeprefix(drop)
    return name.strip("@· 、-")
