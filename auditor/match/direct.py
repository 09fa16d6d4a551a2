"""The rungs that need no score: exact, normalised, alias, grammar, pattern."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.catalog import Standard
from auditor.match.normal import Forms
from auditor.match.veto import negated
from auditor.match.vocabulary import Vocabulary
from auditor.model import StandardEntry

_READABLE = 30  # characters; a longer text is a sentence, and tries too many splits


@dataclass(frozen=True, slots=True)
class Hit:
    entry: StandardEntry
    method: str
    score: float


def direct(name: str, shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    """The entry whose title or alias the name is, when it is one but for the accidents of a web page."""
    verbatim = words.verbatim.get(shape.key)
    if verbatim:
        return Hit(verbatim, "exact" if name.strip() == verbatim.title else "normalised", 100.0)
    for text in (shape.full, shape.bare):
        if entry := words.titles.get(text):
            return Hit(entry, "normalised", 98.0)
        if entry := words.aliases.get(text):
            return Hit(entry, "alias", 96.0)
    if shape.bare in words.shared:
        return None
    return (
        _core(shape, words, standard)
        or _parts(shape, words)
        or _read(shape, words, standard)
        or _patterned(shape, words, standard)
    )


def _core(shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    for text in shape.cores:
        entry, method, score = words.titles.get(text), "normalised", 95.0
        if entry is None:
            entry, method, score = words.aliases.get(text), "alias", 94.0
        if entry and not negated(shape.bare, text, entry.id, standard):
            return Hit(entry, method, score)
    return None


def _parts(shape: Forms, words: Vocabulary) -> Hit | None:
    """乡村振兴/巩固脱贫攻坚成果: several names of one entry."""
    if not shape.parts:
        return None
    entries = [words.titles.get(part) or words.aliases.get(part) for part in shape.parts]
    first = entries[0]
    if first and all(entry is first for entry in entries):
        return Hit(first, "alias", 94.0)
    return None


def _read(shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    """The one entry whose words make up the name; two entries that both could be meant are none."""
    if words.grammar is None or len(shape.bare) > _READABLE:
        return None
    for text in (shape.bare, *shape.cores):
        if text in words.shorts:
            return None
        found = words.grammar.read(text)
        if len(found) == 1:
            entry = standard.by_id[found[0]]
            return None if negated(shape.bare, text, entry.id, standard) else Hit(entry, "grammar", 93.0)
        if found:
            return None
    return None


def _patterned(shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    for pattern, entry in words.patterns:
        found = pattern.match(shape.bare)
        if not found or words.no_places.search(found.group("place")):
            continue
        if not negated(shape.bare, "", entry.id, standard):
            return Hit(entry, "pattern", 92.0)
    return None
