"""How pages and data of media platforms are read: ``rules/media_pages.yml``, read strictly.

Words meet text without spaces in which full-width characters are half-width (NFKC); names of members meet names in lower
case without ``_`` and ``-``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "media_pages.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]
Count = Annotated[int, msgspec.Meta(ge=1)]
#: Every reason besides those of :class:`auditor.model.Failure` is explained at ``AccountReading``.
REASONS = frozenset({"removed", "rate-limited", "challenge", "app-only", "script", "login"})


class Wall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a page, or of its markup, that tell why an account was not read."""

    reason: Word
    text: list[Word]
    html: list[Word]


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """How a text names where it was taken from."""

    labels: Words
    bare: Words
    marks: Words
    stops: Words
    drops: Words
    reposts: Words
    original: Words

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A label with its mark, and the name behind it (group 1). Meets NFKC text with its spaces."""
        labels, bare, marks, stops = map(_any_of, (self.labels, self.bare, self.marks, self.stops))
        name = rf"(?:(?!{stops}\s*{marks})[^\s:,;。!?()“”\"《》【】「」|<>\[\]])"
        return re.compile(rf"(?:{labels}\s*{marks}|{bare}\s*{marks}?)\s*[“\"《【「]?({name}{{2,30}})")


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tails: Words
    labels: Words


class Weibo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    others: Words
    pinned: Words
    empty: Words


class ListKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of members in lists of articles, the better first."""

    title: Words
    time: Words
    url: Words
    source: Words
    text: Words
    pinned: Words
    total: Words
    more: Words
    page: Words
    nickname: Words


class Export(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Headings of exported lists of posts. ``kind``: heading → how the cells of reposts begin."""

    title: Words
    time: Words
    url: Words
    source: Words
    name: Words
    owner: Words
    kind: Annotated[dict[Word, Words], msgspec.Meta(min_length=1)]


class App(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Words
    updated: Words
    files: Words
    stores: Words
    removed: Words


class PageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. ``menus`` are entries of an account's page for talking to it; ``wall_text`` and ``script_text`` count
    characters of a page's text without spaces."""

    walls: Annotated[list[Wall], msgspec.Meta(min_length=1)]
    wall_text: Count
    script_text: Count
    origin: Origin
    owner: Owner
    menus: Words
    weibo: Weibo
    list_keys: ListKeys
    export: Export
    app: App


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def plain_key(name: str) -> str:
    """The name of a member as the lists write it: ``publish_Time`` → ``publishtime``."""
    return re.sub(r"[_\-\s]", "", name).lower()


def member(row: Mapping[str, object], names: Iterable[str]) -> object | None:
    """The value of the first of ``names`` that the row holds, not null and not empty; None when it has none."""
    known = {plain_key(key): value for key, value in row.items()}
    for name in names:
        value = known.get(plain_key(name))
        if value is not None and value != "" and value != [] and value != {}:
            return value
    return None


@cache
def page_words() -> PageWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> PageWords:
    """The words of a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, PageWords)
    for index, wall in enumerate(located.value.walls):
        if wall.reason not in REASONS:
            located.fail(
                ("walls", index, "reason"),
                f"没有“{wall.reason}”这种原因。请改为：{'、'.join(sorted(REASONS))}",
            )
        if not wall.text and not wall.html:
            located.fail(("walls", index), "没有写任何文字。请在 text 或 html 中至少写一条")
    return located.value
