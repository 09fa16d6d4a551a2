"""Words of letters of the public: headers of their lists, labels of their pages, states: ``rules/letters.yml``.

Read strictly. All words are squeezed and half-width (NFKC), as :func:`auditor.statements.squeezed` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import squeezed

FILE = Path(__file__).resolve().parent.parent / "rules" / "letters.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    own: Words
    shared: Words


class _Headers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: _Role
    asked: _Role
    answered: _Role
    state: _Role
    satisfaction: _Role
    content: _Role
    answer: _Role
    other: _Role


class _States(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    void: Words
    pending: Words
    answered: Words


class _Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: Words
    excepted: Words


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    headers: _Headers
    states: _States
    columns: _Columns


#: Roles of which a list of letters has one at least.
TELLING = frozenset({"asked", "answered", "state"})


@dataclass(frozen=True, slots=True)
class LetterWords:
    """``roles`` maps a header to what its cells hold, ``own`` are headers that only lists of letters have; ``rank`` puts
    the better of two headers of one role first. ``label`` finds any of them before a colon, ``hint`` finds a text
    that may hold letters at all, ``tells`` any header of a role in ``TELLING``."""

    roles: dict[str, str]
    own: frozenset[str]
    rank: dict[str, int]
    states: tuple[tuple[str, re.Pattern[str]], ...]
    label: re.Pattern[str]
    hint: re.Pattern[str]
    column: re.Pattern[str]
    excepted: re.Pattern[str]
    tells: re.Pattern[str]

    def state(self, text: str) -> str:
        """``answered``, ``pending`` or ``void`` for a short text that names a state; "" when it names none."""
        found = squeezed(text).strip("[]()【】<>「」:;,。、·-")
        if len(found) > _STATE:
            return ""
        return next((state for state, pattern in self.states if pattern.search(found)), "")

    def is_letters(self, name: str) -> bool:
        """True for names of columns in which the public's letters are answered."""
        return bool(self.column.search(squeezed(name)))

    def is_excepted(self, name: str) -> bool:
        """True for names of columns that 国办秘函〔2019〕19号 leaves out."""
        return bool(self.excepted.search(squeezed(name)))


#: A cell that names a state is short; a sentence that holds the word is none.
_STATE = 10


@cache
def letter_words() -> LetterWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> LetterWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    headers, states, columns = located.value.headers, located.value.states, located.value.columns
    roles: dict[str, str] = {}
    rank: dict[str, int] = {}
    for role in headers.__struct_fields__:
        words: _Role = getattr(headers, role)
        for number, word in enumerate((*words.own, *words.shared)):
            if word in roles:
                located.fail(("headers", role), f"“{word}”已是 {roles[word]} 的词。一个词只能有一个意思")
            roles[word] = role
            rank[word] = number
    own = frozenset(
        word for role in ("title", "asked", "state", "content") for word in getattr(headers, role).own
    )
    return LetterWords(
        roles=roles,
        own=own,
        rank=rank,
        states=tuple((name, _any(getattr(states, name))) for name in ("void", "pending", "answered")),
        label=re.compile(rf"({_spaced([*roles])})\s*:"),
        hint=_any(["来信", "信件", "留言", "咨询", "提问", "诉求", "回复", "答复", "写信"]),
        column=_any(columns.names),
        excepted=_any(columns.excepted),
        tells=_any([word for word, role in roles.items() if role in TELLING]),
    )


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(_longest_first(words))


def _spaced(words: Sequence[str]) -> str:
    """Any of the words, also where a page sets spaces between the letters."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{0,6}".join(map(re.escape, word)) for word in ordered)


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
