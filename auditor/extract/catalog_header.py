"""Header rows of a published catalog: which column holds which element, told from vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.document_numbers import nfkc
from auditor.extract.dom import squeeze
from auditor.table_words import table_words

#: How far down a table its header may begin (titles, units and dates stand above), and its height.
_SEARCHED, _HIGHEST = 8, 3
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")
_GROUPS = ("audience", "mode", "levels", "channel")
_TIMING = frozenset({"limit", "channel", "audience", "mode"})


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """``role``: a key of the vocabulary's ``headers``; ``part`` the sub-header that the column stands for."""

    role: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """``first`` and ``last`` are row indexes of the header; ``columns`` one per column, None = unknown."""

    first: int
    last: int
    columns: tuple[HeadColumn | None, ...]

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(column.role for column in self.columns if column is not None)

    def at(self, role: str) -> tuple[int, ...]:
        return tuple(x for x, column in enumerate(self.columns) if column is not None and column.role == role)


def find_header(rows: Sequence[Sequence[str]], start: int = 0) -> Header | None:
    """The first header of a catalog at or below row ``start``; None when there is none in reach."""
    for first in range(start, min(len(rows), start + _SEARCHED)):
        if len({role for text in rows[first] if (role := role_of(text))} - {"seq", "other"}) < 3:
            continue
        last = first
        while last + 1 < len(rows) and last - first + 1 < _HIGHEST and _continues(rows[last], rows[last + 1]):
            last += 1
        header = Header(first, last, _columns(rows[first : last + 1]))
        if _is_catalog(header):
            return header
    return None


def is_header_row(row: Sequence[str]) -> bool:
    """A header repeated inside the table, at the head of a further page."""
    roles = {role for text in row if (role := role_of(text))}
    named = [text for text in row if text.strip()]
    known = sum(1 for text in named if role_of(text) or part_of(text))
    return len(roles - {"seq", "other"}) >= 3 and known * 2 >= len(named)


@lru_cache(maxsize=4096)
def role_of(text: str) -> str | None:
    """Role of a header cell: that of the longest word which begins it. Long texts are no headers."""
    label = label_of(text)
    if not label or len(label) > 24:
        return None
    return next((role for word, role in _header_words() if label.startswith(word)), None)


def part_of(text: str) -> str | None:
    """Group of a sub-header (全社会 → audience); None for anything else."""
    return _part_words().get(label_of(text))


def label_of(text: str) -> str:
    """A header for comparison: NFKC, without spaces and without what stands in brackets."""
    plain = squeeze(nfkc(text))
    if plain in _part_words():
        return plain
    bare = _BRACKETS.sub("", plain).strip("：:*※()")
    return bare or plain


@cache
def _header_words() -> tuple[tuple[str, str], ...]:
    headers = table_words().headers
    words = [(word, role) for role in headers.__struct_fields__ for word in getattr(headers, role)]
    return tuple(sorted(words, key=lambda entry: -len(entry[0])))


@cache
def _part_words() -> dict[str, str]:
    parts = table_words().parts
    return {squeeze(nfkc(word)): group for group in _GROUPS for word in getattr(parts, group)}


def _continues(above: Sequence[str], below: Sequence[str]) -> bool:
    """Is ``below`` a further row of the header? Its cells repeat the one above or are sub-headers, and some are."""
    fresh = [text for high, text in zip(above, below, strict=True) if text.strip() and text != high]
    if not fresh or len(set(below)) == 1:
        return False
    known = sum(1 for text in fresh if part_of(text) or role_of(text))
    return known * 2 > len(fresh) and all(len(label_of(text)) <= 24 for text in fresh)


def _columns(rows: Sequence[Sequence[str]]) -> tuple[HeadColumn | None, ...]:
    return tuple(_column([row[x] for row in rows]) for x in range(len(rows[0])))


def _column(texts: Sequence[str]) -> HeadColumn | None:
    """Role by the lowest header word; a sub-header below a group makes a part of it."""
    labels = list(dict.fromkeys(text for text in texts if text.strip()))
    if not labels:
        return None
    lowest = labels[-1]
    group = next((role for text in reversed(labels) if (role := role_of(text)) in _GROUPS), None)
    part = part_of(lowest)
    if part is not None and (len(labels) > 1 or role_of(lowest) is None):
        return HeadColumn(group or part, label_of(lowest))
    if group is not None and len(labels) > 1 and role_of(lowest) is None:
        return HeadColumn(group, label_of(lowest))
    role = next((role for text in reversed(labels) if (role := role_of(text))), None)
    return HeadColumn(role) if role else None


def _is_catalog(header: Header) -> bool:
    """Enough of the eight elements, and those that only a catalog of disclosure has: when, how, to whom."""
    roles = header.roles
    named = roles & {"level1", "level2", "level3", "content"}
    elements = roles & {"content", "basis", "limit", "publisher", "channel", "audience", "mode"}
    return bool(named) and len(elements) >= 3 and bool(elements & _TIMING)
