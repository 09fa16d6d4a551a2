"""Of what the accounts of an office speak, and under which names: ``rules/offices.yml``, read strictly.

A keyword profile can only say that a post has no word of its office's field. It proves nothing of a single post; a share
of many posts is worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.statements import squeezed

FILE = Path(__file__).resolve().parent.parent / "rules" / "offices.yml"

Word = Annotated[str, msgspec.Meta(min_length=2)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]


class _Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z-]+$")]
    names: Words
    words: list[Word] = []
    whole: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    common: Words
    foreign: Words
    name_noise: Annotated[list[str], msgspec.Meta(min_length=1)]
    offices: Annotated[list[_Office], msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class OfficeProfile:
    """The words of one office: ``own`` of its field, ``common`` to all offices, ``foreign`` to every office."""

    own: frozenset[str]
    common: frozenset[str]
    foreign: frozenset[str]

    def speaks_of(self, text: str, places: Iterable[str] = ()) -> bool:
        """Has a text a word of the office's field, or, without a foreign word, one common to all offices or the name of
        one of ``places``?"""
        bare = squeezed(text)
        if any(word in bare for word in self.own):
            return True
        near = any(word in bare for word in (*self.common, *places))
        return near and not any(word in bare for word in self.foreign)


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """``offices``: pattern of names and the words of the field; ``everything`` stands for the field of offices that
    speak for the whole government (政府办公室, 融媒体中心, a township). ``name_noise``: words in the name of an account that
    only say on which platform it is, the longest first."""

    common: frozenset[str]
    foreign: frozenset[str]
    offices: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    name_noise: tuple[str, ...]

    def profile(self, names: tuple[str, ...], topics: tuple[str, ...] = ()) -> OfficeProfile | None:
        """The profile of an office by its names (owner first, then the account's), with the ``topics`` that a register
        gives for it; None when nothing tells what its field is. The first name that is known counts."""
        own = frozenset(word for topic in topics if len(word := squeezed(topic)) > 1)
        for name in map(squeezed, names):
            fields = [words for pattern, words in self.offices if pattern.search(name)]
            if fields:
                own = own.union(*fields)
                break
        return OfficeProfile(own, self.common, self.foreign) if own else None


@cache
def office_words() -> OfficeWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> OfficeWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    # 养生 is a matter of the health office; it does not become one of the whole government by that.
    everything = frozenset(word for office in value.offices for word in office.words) - set(value.foreign)
    offices: list[tuple[re.Pattern[str], frozenset[str]]] = []
    seen: set[str] = set()
    for number, office in enumerate(value.offices):
        if office.id in seen:
            located.fail(("offices", number, "id"), f"编号“{office.id}”重复。请换一个")
        seen.add(office.id)
        if not office.words and not office.whole:
            located.fail(("offices", number), "没有写词语。请补上 words，或写 whole: true 表示面向全部领域")
        pattern = located.pattern(("offices", number, "names"), office.names)
        offices.append((pattern, everything if office.whole else frozenset(office.words)))
    noise = tuple(sorted(value.name_noise, key=len, reverse=True))
    return OfficeWords(frozenset(value.common), frozenset(value.foreign), tuple(offices), noise)
