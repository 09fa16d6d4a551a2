"""What a name says by itself, whatever stands above it. Each distinct name is read once per run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.catalog import Standard
from auditor.match.direct import Hit, direct
from auditor.match.normal import Forms, forms, is_organ
from auditor.match.vocabulary import Vocabulary, vocabulary
from auditor.model import Group, StandardEntry

GROUPS = (Group.COLUMN, Group.FIELD, Group.ITEM)


@dataclass(frozen=True, slots=True)
class Reading:
    """``shorts`` are the entries of which the name is a short form; ``shared`` those that it serves together."""

    shape: Forms
    organ: bool
    hits: Mapping[Group, Hit]
    shorts: Mapping[Group, tuple[StandardEntry, ...]]
    shared: Mapping[Group, tuple[str, ...]]


class Reader:
    """Reads names against one standard and remembers what it read."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.words: dict[Group, Vocabulary] = {group: vocabulary(standard, group) for group in GROUPS}
        self._read: dict[str, Reading] = {}

    def read(self, name: str) -> Reading:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = self._reading(name)
        return found

    def _reading(self, name: str) -> Reading:
        shape = forms(name)
        hits, shorts, shared = {}, {}, {}
        for group, words in self.words.items():
            if hit := direct(name, shape, words, self.standard):
                hits[group] = hit
            if words.shorts and (entries := _shorts(shape, words)):
                shorts[group] = entries
            if ids := words.shared.get(shape.bare):
                shared[group] = ids
        return Reading(shape, is_organ(shape.bare), hits, shorts, shared)


def _shorts(shape: Forms, words: Vocabulary) -> tuple[StandardEntry, ...]:
    return tuple(entry for text in (shape.bare, *shape.cores) for entry in words.shorts.get(text, ()))
