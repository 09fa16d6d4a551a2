"""Where the public gets in, and in which words: ``rules/entrances.yml``, read strictly, compiled once.

Entrances on the home page, solicitations and their results, applications. Patterns meet text without spaces in which
full-width characters are half-width (NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.strict_yaml import Located

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
        name = plain(title)
        asks = self.titles.search(name) is not None and self.others.search(name) is None
        return asks and not self.is_result(name)

    def is_result(self, title: str) -> bool:
        return self.results.search(plain(title)) is not None

    def subject(self, title: str) -> str:
        """What a solicitation is about: its title without the words that all of them share."""
        return re.sub(r"[^\w]|_", "", self.idle.sub("", plain(title)))


@dataclass(frozen=True, slots=True)
class EntranceWords:
    """The whole file. ``documents`` are titles of reply documents, ``collected`` of collections of them."""

    entrances: tuple[Entrance, ...]
    frequent: tuple[str, ...]
    solicitations: SolicitationWords
    documents: re.Pattern[str]
    collected: re.Pattern[str]


def plain(text: str) -> str:
    """NFKC, without any white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


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
            Entrance(row.id, row.title, row.entry, frozenset(map(plain, row.names)))
            for row in value.entrances
        ),
        frequent=tuple(map(plain, value.frequent)),
        solicitations=SolicitationWords(
            titles=_compiled(located, (topic, "titles"), said.titles),
            others=_compiled(located, (topic, "not"), said.not_),
            results=_compiled(located, (topic, "results"), said.results),
            columns=_compiled(located, (topic, "columns"), said.columns),
            result_columns=_compiled(located, (topic, "result_columns"), said.result_columns),
            idle=_compiled(located, (topic, "idle"), [said.idle]),
        ),
        documents=_compiled(located, ("application", "documents"), [value.application.documents]),
        collected=_compiled(located, ("application", "collected"), [value.application.collected]),
    )


def _compiled(
    located: Located[_File], path: tuple[str | int, ...], patterns: Sequence[str]
) -> re.Pattern[str]:
    for index, pattern in enumerate(patterns):
        try:
            re.compile(pattern)
        except re.error:
            located.fail(
                (*path, index) if len(patterns) > 1 else path, "正则表达式写错了。请检查括号是否成对"
            )
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
