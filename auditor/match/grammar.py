"""Names that nobody listed: read when every character is licensed by the words of one entry.

预决算及“三公”经费 = 预决算 (strong) 及 (joiner) 三公经费 (kin). A word that the entry does not know (绩效, 局, 名录) ends
the reading, which is what keeps look-alikes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.catalog import Standard
from auditor.lexicon import Lexicon, Words, load_lexicon
from auditor.model import Group


@dataclass(frozen=True, slots=True)
class _Rule:
    """``first`` and ``last`` are the characters that licensed words begin and end with: a cheap test before ``whole``."""

    entry: str
    whole: re.Pattern[str]
    strong: re.Pattern[str] | None
    kin: tuple[re.Pattern[str], ...]
    joiners: re.Pattern[str]
    first: frozenset[str]
    last: frozenset[str]

    def licenses(self, text: str) -> bool:
        if text[-1] not in self.last or not self.whole.match(text):
            return False
        if self.strong and (self.strong.search(text) or self.strong.search(self.joiners.sub("", text))):
            return True
        return sum(bool(kin.search(text)) for kin in self.kin) > 1


@dataclass(frozen=True, slots=True)
class Grammar:
    """``trigger`` finds the words that may carry a name, so that most names cost one search."""

    fillers: re.Pattern[str]
    trigger: re.Pattern[str]
    rules: Mapping[str, tuple[_Rule, ...]]  # by the first character of a name that they may license

    def read(self, text: str) -> tuple[str, ...]:
        """Ids of the entries whose words make up ``text`` (squeezed)."""
        plain = self.fillers.sub("", text)
        if len(plain) < 4 or not self.trigger.search(plain):
            return ()
        return tuple([rule.entry for rule in self.rules.get(plain[0], ()) if rule.licenses(plain)])


def lexicon(standard: Standard) -> Lexicon:
    """The lexicon of ``standard``. Raises AuditorError."""
    return load_lexicon(tuple(entry.id for entry in standard.entries))


@lru_cache(maxsize=16)
def grammar(standard: Standard, group: Group) -> Grammar | None:
    """The rules of one group; None for items, whose names the catalog lists."""
    words = lexicon(standard)
    common = words.common.get(group)
    if common is None:
        return None
    free = (*words.joiners, *common)
    own = {id_: entry for id_, entry in words.entries.items() if standard.by_id[id_].group is group}
    carriers = {word for entry in own.values() for word in _carriers(entry)}
    return Grammar(
        fillers=_any(words.fillers),
        trigger=_any(carriers),
        rules=_by_first([_rule(id_, entry, free, words.joiners) for id_, entry in own.items()]),
    )


def _by_first(rules: Sequence[_Rule]) -> Mapping[str, tuple[_Rule, ...]]:
    starts = sorted({character for rule in rules for character in rule.first})
    return {start: tuple(rule for rule in rules if start in rule.first) for start in starts}


def _rule(id_: str, entry: Words, free: tuple[str, ...], joiners: tuple[str, ...]) -> _Rule:
    licensed = {*_carriers(entry), *entry.beside, *free}
    whole = _any(licensed).pattern
    return _Rule(
        entry=id_,
        whole=re.compile(rf"(?:{whole})+$"),
        strong=_any(entry.strong) if entry.strong else None,
        kin=tuple(_any(kin) for kin in entry.kin),
        joiners=_any(joiners),
        first=frozenset(word[0] for word in licensed),
        last=frozenset(word[-1] for word in licensed),
    )


def _carriers(entry: Words) -> tuple[str, ...]:
    return (*entry.strong, *(word for kin in entry.kin for word in kin))


def _any(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in ordered))
