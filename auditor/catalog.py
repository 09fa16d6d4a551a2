"""The standard: what a portal must publish, under which names, and which words must not be mixed up.

Five data files make one immutable :class:`Standard`. Loading is strict: unknown keys and ids, duplicate ids,
aliases and slugs, and aliases that run in a circle are errors with file and line.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec

from auditor.model import Clause, Group, Level, Severity, StandardEntry
from auditor.strict_yaml import Located, load_located

RULES = Path(__file__).resolve().parent.parent / "rules"
FILES = ("columns.yml", "fields.yml", "aliases.yml", "slugs.yml", "confusables.yml")

Text = Annotated[str, msgspec.Meta(min_length=1)]
Texts = tuple[Text, ...]
EntryId = Annotated[str, msgspec.Meta(pattern=r"^(col|field)-[a-z0-9-]+$")]


@dataclass(frozen=True, slots=True)
class Confusable:
    """Two sets of words; a name with one set and a title with the other never match."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Words that make a name something else than ``entries`` (all entries when empty)."""

    words: tuple[str, ...]
    entries: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """``shorts`` and ``patterns`` map an entry id to names that need a parent, or hold one ``*``.

    ``own`` are entries that every organ publishes for itself; ``foreign`` maps a group to the ids below which
    its names mean something else. ``rules_version`` identifies the bytes of the data files (12 hex digits).
    """

    edition: str
    rules_version: str
    entries: tuple[StandardEntry, ...]
    by_id: Mapping[str, StandardEntry]
    shorts: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    own: frozenset[str]
    foreign: Mapping[Group, frozenset[str]]
    confusables: tuple[Confusable, ...]
    negatives: tuple[Negative, ...]

    def group(self, group: Group) -> tuple[StandardEntry, ...]:
        return tuple(entry for entry in self.entries if entry.group is group)


class _Clause(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    doc: Text
    clause: str = ""
    text: str = ""
    verified: bool = False


class _Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: EntryId
    title: Text
    levels: tuple[Level, ...]
    severity: Severity
    freshness: Literal["news", "notice", "other", "static"]
    basis: tuple[_Clause, ...]
    own: bool = False
    parents: tuple[EntryId, ...] = ()
    judged_by: str | None = None


class _Columns(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    edition: Text
    columns: tuple[_Entry, ...]


class _Fields(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    edition: Text
    fields: tuple[_Entry, ...]


class _Names(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    source: Text
    names: Texts = ()
    short: Texts = ()
    patterns: Texts = ()


class _Aliases(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    columns: dict[str, tuple[_Names, ...]]
    fields: dict[str, tuple[_Names, ...]]


class _Slugs(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    columns: dict[str, Texts]
    fields: dict[str, Texts]


class _Pair(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    one: Texts
    other: Texts
    why: Text


class _Negative(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    words: Texts
    why: Text
    entries: tuple[EntryId, ...] = ()


class _Context(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    group: Group
    below: tuple[EntryId, ...]
    why: Text


class _Confusables(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    pairs: tuple[_Pair, ...]
    negatives: tuple[_Negative, ...]
    contexts: tuple[_Context, ...] = ()


def load_standard(directory: Path | None = None) -> Standard:
    """The standard from the files of ``directory`` (default: the bundled ``rules/``). Raises AuditorError."""
    return _load((directory or RULES).resolve())


@cache
def _load(directory: Path) -> Standard:
    columns = load_located(directory / "columns.yml", _Columns)
    fields = load_located(directory / "fields.yml", _Fields)
    aliases = load_located(directory / "aliases.yml", _Aliases)
    slugs = load_located(directory / "slugs.yml", _Slugs)
    confusables = load_located(directory / "confusables.yml", _Confusables)
    rows = {"columns": columns.value.columns, "fields": fields.value.fields}
    _check_entries(columns, fields)
    _check_aliases(aliases, rows)
    _check_slugs(slugs, rows)
    _check_confusables(confusables, {row.id for part in rows.values() for row in part})
    entries = tuple(_entries(rows, aliases.value, slugs.value))
    return Standard(
        edition=columns.value.edition,
        rules_version=_version(directory),
        entries=entries,
        by_id=MappingProxyType({entry.id: entry for entry in entries}),
        shorts=MappingProxyType({e.id: _collect(aliases.value, e.id, "short") for e in entries}),
        patterns=MappingProxyType({e.id: _collect(aliases.value, e.id, "patterns") for e in entries}),
        own=frozenset(row.id for row in rows["columns"] if row.own),
        foreign=MappingProxyType({c.group: frozenset(c.below) for c in confusables.value.contexts}),
        confusables=tuple(Confusable(p.one, p.other, p.why) for p in confusables.value.pairs),
        negatives=tuple(Negative(n.words, n.entries, n.why) for n in confusables.value.negatives),
    )


def _entries(
    rows: Mapping[str, tuple[_Entry, ...]], aliases: _Aliases, slugs: _Slugs
) -> Iterator[StandardEntry]:
    for part, group in (("columns", Group.COLUMN), ("fields", Group.FIELD)):
        for row in rows[part]:
            yield StandardEntry(
                id=row.id,
                title=row.title,
                group=group,
                levels=row.levels,
                basis=tuple(Clause(b.doc, b.clause, b.text, b.verified) for b in row.basis),
                aliases=_collect(aliases, row.id, "names"),
                slugs=getattr(slugs, part).get(row.id, ()),
                parents=row.parents,
                severity=row.severity.value,
                judged_by=row.judged_by,
                freshness=row.freshness,
            )


def _collect(aliases: _Aliases, entry_id: str, kind: str) -> tuple[str, ...]:
    sets = aliases.columns.get(entry_id, ()) + aliases.fields.get(entry_id, ())
    return tuple(name for names in sets for name in getattr(names, kind))


def _check_entries(columns: Located[_Columns], fields: Located[_Fields]) -> None:
    """Ids are unique, parents exist, editions agree."""
    if columns.value.edition != fields.value.edition:
        fields.fail(("edition",), f"版本应与 columns.yml 一致（{columns.value.edition}）。请改成相同的版本")
    known = {row.id for row in columns.value.columns} | {row.id for row in fields.value.fields}
    seen: set[str] = set()
    located: tuple[tuple[Located[_Columns] | Located[_Fields], str, tuple[_Entry, ...]], ...] = (
        (columns, "columns", columns.value.columns),
        (fields, "fields", fields.value.fields),
    )
    for file, part, rows in located:
        for index, row in enumerate(rows):
            if row.id in seen:
                file.fail((part, index, "id"), f"编号“{row.id}”重复。请换一个没有用过的编号")
            seen.add(row.id)
            for parent in row.parents:
                if parent not in known:
                    file.fail((part, index, "parents"), f"上级“{parent}”不存在。请改成已有的编号")


def _check_aliases(file: Located[_Aliases], rows: Mapping[str, tuple[_Entry, ...]]) -> None:
    """Within one group a name belongs to one entry, and no alias is another entry's title."""
    for part, entries in rows.items():
        titles = {key(row.title): row.id for row in entries}
        sets: dict[str, tuple[_Names, ...]] = getattr(file.value, part)
        claims = {
            (key(name), entry_id) for entry_id, many in sets.items() for names in many for name in names.names
        }
        owner: dict[str, str] = {}
        for entry_id, many in sets.items():
            _known(file, (part, entry_id), entry_id, set(titles.values()))
            for index, names in enumerate(many):
                for kind in ("names", "short", "patterns"):
                    for at, name in enumerate(getattr(names, kind)):
                        path = (part, entry_id, index, kind, at)
                        title_of = titles.get(key(name))
                        if title_of and title_of != entry_id:
                            own_title = next(row.title for row in entries if row.id == entry_id)
                            circle = (key(own_title), title_of) in claims
                            what = "互为别名（循环）" if circle else f"是“{title_of}”的标题"
                            file.fail(path, f"别名“{name}”{what}。一个名称只能属于一项，请删除其中一个")
                        if title_of or owner.get(key(name)):
                            first = title_of or owner[key(name)]
                            file.fail(path, f"别名“{name}”重复，已属于“{first}”。请删除其中一个")
                        owner[key(name)] = entry_id


def _check_slugs(file: Located[_Slugs], rows: Mapping[str, tuple[_Entry, ...]]) -> None:
    for part, entries in rows.items():
        owner: dict[str, str] = {}
        for entry_id, slugs in getattr(file.value, part).items():
            _known(file, (part, entry_id), entry_id, {row.id for row in entries})
            for at, slug in enumerate(slugs):
                if slug in owner:
                    file.fail(
                        (part, entry_id, at), f"地址缩写“{slug}”重复，已属于“{owner[slug]}”。请删除其中一个"
                    )
                owner[slug] = entry_id


def _check_confusables(file: Located[_Confusables], known: set[str]) -> None:
    for index, negative in enumerate(file.value.negatives):
        for entry_id in negative.entries:
            _known(file, ("negatives", index, "entries"), entry_id, known)
    for index, context in enumerate(file.value.contexts):
        for entry_id in context.below:
            _known(file, ("contexts", index, "below"), entry_id, known)


def _known(
    file: Located[_Aliases] | Located[_Slugs] | Located[_Confusables],
    path: tuple[str | int, ...],
    entry_id: str,
    known: set[str],
) -> None:
    if entry_id not in known:
        file.fail(path, f"编号“{entry_id}”不存在。请改成 columns.yml 或 fields.yml 中已有的编号")


def key(name: str) -> str:
    """Identity of a name: full- and half-width forms and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def _version(directory: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(name.encode() + b"\0" + (directory / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]
