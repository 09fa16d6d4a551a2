"""The standard's names, indexed for look-up. Built once per standard and group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog import Standard, key
from auditor.match.normal import bracketed, forms, squeeze
from auditor.model import Group, StandardEntry

#: Below this length one changed character makes another word: such names are never compared by likeness.
MIN_FUZZY = 4


@dataclass(frozen=True, slots=True)
class Variant:
    """One name of one entry, squeezed."""

    text: str
    entry: StandardEntry


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Look-up tables of one group. Keys are squeezed names, except ``verbatim`` (NFKC without spaces)."""

    group: Group
    verbatim: Mapping[str, StandardEntry]
    titles: Mapping[str, StandardEntry]
    aliases: Mapping[str, StandardEntry]
    shorts: Mapping[str, tuple[StandardEntry, ...]]
    patterns: tuple[tuple[re.Pattern[str], StandardEntry], ...]
    slugs: Mapping[str, StandardEntry]
    variants: tuple[Variant, ...]


@lru_cache(maxsize=16)
def vocabulary(standard: Standard, group: Group) -> Vocabulary:
    """The vocabulary of ``group``, built once per standard (standards are compared by identity)."""
    entries = standard.group(group)
    titles: dict[str, StandardEntry] = {}
    aliases: dict[str, StandardEntry] = {}
    shorts: dict[str, tuple[StandardEntry, ...]] = {}
    for entry in entries:
        shape = forms(entry.title)
        for text in (shape.full, shape.bare, *bracketed(entry.title)):
            titles.setdefault(text, entry)
    for entry in entries:
        for alias in entry.aliases:
            aliases.setdefault(squeeze(alias), entry)
        for short in standard.shorts[entry.id]:
            shorts[squeeze(short)] = (*shorts.get(squeeze(short), ()), entry)
    named = {**aliases, **titles}
    return Vocabulary(
        group=group,
        verbatim={key(entry.title): entry for entry in entries},
        titles=titles,
        aliases=aliases,
        shorts=shorts,
        patterns=tuple((_pattern(p), e) for e in entries for p in standard.patterns[e.id]),
        slugs={slug: entry for entry in entries for slug in entry.slugs},
        variants=tuple(Variant(text, entry) for text, entry in sorted(named.items(), key=lambda kv: kv[0])),
    )


def _pattern(text: str) -> re.Pattern[str]:
    before, after = text.split("*", 1)
    return re.compile(re.escape(before) + r"[\u4e00-\u9fff]{2,4}" + re.escape(after) + "$")
