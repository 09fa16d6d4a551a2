"""The rungs that need no score: exact, normalised, alias, pattern."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.catalog import Standard, key
from auditor.match.normal import Forms
from auditor.match.veto import negated
from auditor.match.vocabulary import Vocabulary
from auditor.model import StandardEntry


@dataclass(frozen=True, slots=True)
class Hit:
    entry: StandardEntry
    method: str
    score: float


def direct(name: str, shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    """The entry whose title or alias the name is, when it is one but for the accidents of a web page."""
    verbatim = words.verbatim.get(key(name))
    if verbatim:
        return Hit(verbatim, "exact" if name.strip() == verbatim.title else "normalised", 100.0)
    for text in (shape.full, shape.bare):
        if entry := words.titles.get(text):
            return Hit(entry, "normalised", 98.0)
        if entry := words.aliases.get(text):
            return Hit(entry, "alias", 96.0)
    return _core(shape, words, standard) or _parts(shape, words) or _patterned(shape, words, standard)


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
    found = {
        entry.id: entry
        for part in shape.parts
        if (entry := words.titles.get(part) or words.aliases.get(part))
    }
    known = [part for part in shape.parts if part in words.titles or part in words.aliases]
    if len(found) == 1 and len(known) == len(shape.parts):
        return Hit(next(iter(found.values())), "alias", 94.0)
    return None


def _patterned(shape: Forms, words: Vocabulary, standard: Standard) -> Hit | None:
    for pattern, entry in words.patterns:
        if pattern.match(shape.bare) and not negated(shape.bare, "", entry.id, standard):
            return Hit(entry, "pattern", 92.0)
    return None
