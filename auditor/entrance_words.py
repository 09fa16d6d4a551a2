"""Where the public gets in, and in which words: ``rules/entrances.yml``, read strictly, compiled once.

Entrances on the home page, solicitations and their results, applications. Patterns meet text without spaces in which
full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import squeezed

FILE = Path(__file__).resolve().parent.parent / "rules" / "entrances.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _EntranceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Word
    title: Word
    entry: Word
    names: Words


class _Solicitations(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not"}):
    titles: Words
    not_: Words
    results: Words
    columns: Words
    result_columns: Words
    idle: Word


class _Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    documents: Word
    collected: Word


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entrances: list[_EntranceRow]
    frequent: Words
    solicitations: _Solicitations
    application: _Application


@dataclass(frozen=True, slots=True)
class Entrance:
    """A kind of entrance that the home page owes once. ``entry`` is the standard entry that it leads to."""

    id: str
    title: str
    entry: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class SolicitationWords:
    """Titles of solicitations and of results, names of their columns, and words that say nothing about the subject."""

    titles: re.Pattern[str]
    others: re.Pattern[str]
    results: re.Pattern[str]
    columns: re.Pattern[str]
    result_columns: re.Pattern[str]
    idle: re.Pattern[str]

    def is_solicitation(self, title: str) -> bool:
        """True for titles that ask the public; never for a result."""
        name = squeezed(title)
        asks = self.titles.search(name) is not None and self.others.search(name) is None
        return asks and not self.is_result(name)

    def is_result(self, title: str) -> bool:
        return self.results.search(squeezed(title)) is not None

    def subject(self, title: str) -> str:
        """What a solicitation is about: its title without the words that all of them share."""
        return re.sub(r"[^\w]|_", "", self.idle.sub("", squeezed(title)))


@dataclass(frozen=True, slots=True)
class EntranceWords:
    """The whole file. ``documents`` are titles of reply documents, ``collected`` of collections of them."""

    entrances: tuple[Entrance, ...]
    frequent: tuple[str, ...]
    solicitations: SolicitationWords
    documents: re.Pattern[str]
    collected: re.Pattern[str]


@cache
def entrance_words() -> EntranceWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> EntranceWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    said, topic = value.solicitations, "solicitations"
    return EntranceWords(
        entrances=tuple(
            Entrance(row.id, row.title, row.entry, frozenset(map(squeezed, row.names)))
            for row in value.entrances
        ),
        frequent=tuple(map(squeezed, value.frequent)),
        solicitations=SolicitationWords(
            titles=located.pattern((topic, "titles"), said.titles),
            others=located.pattern((topic, "not"), said.not_),
            results=located.pattern((topic, "results"), said.results),
            columns=located.pattern((topic, "columns"), said.columns),
            result_columns=located.pattern((topic, "result_columns"), said.result_columns),
            idle=located.pattern((topic, "idle"), [said.idle]),
        ),
        documents=located.pattern(("application", "documents"), [value.application.documents]),
        collected=located.pattern(("application", "collected"), [value.application.collected]),
    )
