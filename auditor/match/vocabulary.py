"""The standard's names, indexed for look-up. Built once per standard and group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog import Standard, key
from auditor.match.grammar import Grammar, grammar, lexicon
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
    """Look-up tables of one group. Keys are squeezed names, except ``verbatim`` (NFKC without spaces).

    ``shared`` maps the name of one column that serves several entries to their ids; ``names`` an entry's id to all
    its ``variants``' texts.
    """

    group: Group
    verbatim: Mapping[str, StandardEntry]
    titles: Mapping[str, StandardEntry]
    aliases: Mapping[str, StandardEntry]
    shorts: Mapping[str, tuple[StandardEntry, ...]]
    patterns: tuple[tuple[re.Pattern[str], StandardEntry], ...]
    no_places: re.Pattern[str]
    slugs: Mapping[str, StandardEntry]
    variants: tuple[Variant, ...]
    names: Mapping[str, tuple[str, ...]]
    grammar: Grammar | None
    shared: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=16)
def vocabulary(standard: Standard, group: Group) -> Vocabulary:
    """The vocabulary of ``group``, built once per standard (standards are compared by identity)."""
    entries = standard.group(group)
    titles = _titles(entries)
    aliases: dict[str, StandardEntry] = {}
    shorts: dict[str, tuple[StandardEntry, ...]] = {}
    for entry in entries:
        for alias in entry.aliases:
            aliases.setdefault(squeeze(alias), entry)
        for short in standard.shorts.get(entry.id, ()):
            shorts[squeeze(short)] = (*shorts.get(squeeze(short), ()), entry)
    words = lexicon(standard)
    variants = tuple(_variants(entries, titles, aliases))
    names: dict[str, list[str]] = defaultdict(list)
    for variant in variants:
        names[variant.entry.id].append(variant.text)
    return Vocabulary(
        group=group,
        verbatim=_single((key(entry.title), entry) for entry in entries),
        titles=titles,
        aliases=aliases,
        shorts=shorts,
        patterns=tuple((_pattern(p), e) for e in entries for p in standard.patterns.get(e.id, ())),
        no_places=re.compile("|".join(map(re.escape, words.topics))),
        slugs={slug: entry for entry in entries for slug in entry.slugs},
        variants=variants,
        names={id_: tuple(texts) for id_, texts in names.items()},
        grammar=grammar(standard, group),
        shared={
            squeeze(name): row.entries
            for row in words.shared
            for name in row.names
            if standard.by_id[row.entries[0]].group is group
        },
    )


def _titles(entries: Iterable[StandardEntry]) -> dict[str, StandardEntry]:
    """Squeezed titles that one entry alone bears: 法律法规 is a row of several fields and belongs to none."""
    return _single((text, entry) for entry in entries for text in title_texts(entry.title))


def title_texts(title: str) -> tuple[str, ...]:
    """All squeezed forms of a title: with and without its brackets, the words in them, each side of a slash."""
    shape = forms(title)
    found = dict.fromkeys((shape.full, shape.bare, *bracketed(title)))
    for part in shape.parts if "/" in title else ():
        if len(part) >= MIN_FUZZY:
            found.setdefault(part)
    return tuple(text for text in found if text)


def _single(pairs: Iterable[tuple[str, StandardEntry]]) -> dict[str, StandardEntry]:
    found: dict[str, StandardEntry | None] = {}
    for text, entry in pairs:
        found[text] = entry if found.get(text, entry) is entry else None
    return {text: entry for text, entry in found.items() if entry}


def _variants(
    entries: Iterable[StandardEntry],
    titles: Mapping[str, StandardEntry],
    aliases: Mapping[str, StandardEntry],
) -> Iterator[Variant]:
    """Every name of every entry, entry by entry; of two entries with one alias the first keeps it."""
    for entry in entries:
        own = dict.fromkeys((*title_texts(entry.title), *(squeeze(alias) for alias in entry.aliases)))
        for text in own:
            if titles.get(text, aliases.get(text, entry)) is entry:
                yield Variant(text, entry)


def _pattern(text: str) -> re.Pattern[str]:
    before, after = text.split("*", 1)
    return re.compile(re.escape(before) + r"(?P<place>[\u4e00-\u9fff]{2,4})" + re.escape(after) + "$")
