"""How names are built: the words of ``rules/lexicon.yml``, loaded strictly.

The standard says which entries there are and what they are called; this file says which other words may stand in
such a name. Both are data: vocabulary changes weekly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import msgspec

from auditor.model import Group
from auditor.strict_yaml import Located, load_located

PATH = Path(__file__).resolve().parent.parent / "rules" / "lexicon.yml"

Text = Annotated[str, msgspec.Meta(min_length=1)]
Texts = tuple[Text, ...]
EntryId = Annotated[str, msgspec.Meta(pattern=r"^(col|field)-[a-z0-9-]+$")]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one entry's names: one of ``strong``, or of two classes of ``kin``, beside any of ``beside``."""

    strong: tuple[str, ...]
    kin: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Names of one column that serves several entries."""

    names: tuple[str, ...]
    entries: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Spread:
    """An entry published in several columns: one name of each part, all parts together."""

    entry: str
    parts: tuple[tuple[str, ...], ...]
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    fillers: tuple[str, ...]
    joiners: tuple[str, ...]
    common: Mapping[Group, tuple[str, ...]]
    topical: frozenset[str]
    bodies: frozenset[str]
    topics: tuple[str, ...]
    entries: Mapping[str, Words]
    shared: tuple[Shared, ...]
    spread: tuple[Spread, ...]


class _Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True, rename={"beside": "with"}):
    strong: Texts = ()
    kin: Texts = ()
    beside: Texts = ()
    like: EntryId | None = None


class _Common(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    column: Texts
    field: Texts


class _Shared(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    names: Texts
    entries: tuple[EntryId, ...]
    why: Text


class _Spread(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    entry: EntryId
    parts: tuple[Texts, ...]
    why: Text


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    fillers: Texts
    joiners: Texts
    common: _Common
    topical: Texts
    bodies: Texts
    topics: Texts
    entries: dict[EntryId, _Entry]
    shared: tuple[_Shared, ...] = ()
    spread: tuple[_Spread, ...] = ()


@cache
def load_lexicon(known: tuple[str, ...], path: Path = PATH) -> Lexicon:
    """The lexicon for a standard whose column and field ids are ``known``. Raises AuditorError with file and line."""
    file = load_located(path, _File)
    value = file.value
    _check(file, frozenset(known))
    return Lexicon(
        fillers=value.fillers,
        joiners=value.joiners,
        common=MappingProxyType({Group.COLUMN: value.common.column, Group.FIELD: value.common.field}),
        topical=frozenset(value.topical),
        bodies=frozenset(value.bodies),
        topics=value.topics,
        entries=MappingProxyType({id_: _words(value.entries, entry) for id_, entry in value.entries.items()}),
        shared=tuple(Shared(row.names, row.entries, row.why) for row in value.shared),
        spread=tuple(Spread(row.entry, row.parts, row.why) for row in value.spread),
    )


def _words(entries: Mapping[str, _Entry], entry: _Entry) -> Words:
    source = entries[entry.like] if entry.like else entry
    return Words(source.strong, tuple(tuple(word.split("|")) for word in source.kin), source.beside)


def _check(file: Located[_File], known: frozenset[str]) -> None:
    """Ids exist, ``like`` names an entry with words of its own, every entry has words."""
    value = file.value
    for id_, entry in value.entries.items():
        _known(file, ("entries", id_), id_, known)
        if entry.like is not None:
            source = value.entries.get(entry.like)
            if source is None or source.like is not None:
                file.fail(("entries", id_, "like"), f"“{entry.like}”没有自己的词。请改成写有词的编号")
            if entry.strong or entry.kin or entry.beside:
                file.fail(("entries", id_), "写了 like 就不能再写其他词。请删除其中一个")
        elif not entry.strong and not entry.kin:
            file.fail(("entries", id_), "strong 与 kin 至少写一个。请补上")
    for index, shared in enumerate(value.shared):
        for id_ in shared.entries:
            _known(file, ("shared", index, "entries"), id_, known)
        if len(set(shared.entries)) < 2:
            file.fail(("shared", index, "entries"), "至少写两个不同的编号；只有一个时请写进 aliases.yml")
    for index, spread in enumerate(value.spread):
        _known(file, ("spread", index, "entry"), spread.entry, known)
        if len(spread.parts) < 2:
            file.fail(("spread", index, "parts"), "至少写两个部分；只有一个时请写进 aliases.yml")


def _known(file: Located[_File], path: tuple[str | int, ...], id_: str, known: frozenset[str]) -> None:
    if id_ not in known:
        file.fail(path, f"编号“{id_}”不存在。请改成 columns.yml 或 catalog 中已有的编号")
