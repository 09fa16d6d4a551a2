"""The standard as a value: columns, fields, rows, and the words that must not be mixed up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from auditor.model import CatalogItem, Clause, Group, StandardEntry


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


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the catalog; ``in_force`` is an ISO date."""

    name: str
    title: str
    in_force: str
    basis: tuple[Clause, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class CatalogSource:
    """Where rows were read. ``id`` is ``<field number>-<id in its file>`` (``03-S1``) or an overlay's name."""

    id: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One change that an overlay made. ``id`` is a field's, a row's or an element's; ``source`` its document."""

    overlay: str
    kind: Literal["add", "waive", "rename"]
    id: str
    title: str
    source: str
    before: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CatalogField:
    """What a field's file says besides its rows. ``common_elements`` are those that its rows share."""

    id: str
    title: str
    file: str
    issuer: str = ""
    note: str = ""
    common_elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """``entries`` are columns and fields, ``items`` the rows of the catalog, ``item_entries`` the rows as entries.

    ``shorts`` and ``patterns`` map an entry id to names that need a parent, or hold one ``*``.
    ``own`` are entries that every organ publishes for itself; ``foreign`` maps a group to the ids below which
    its names mean something else. ``rules_version`` identifies the bytes of the data files (12 hex digits).
    ``overlays`` are the names applied, outermost last; ``changes`` what they changed.
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
    items: tuple[CatalogItem, ...]
    item_by_id: Mapping[str, CatalogItem]
    item_entries: tuple[StandardEntry, ...]
    fields: Mapping[str, CatalogField]
    sources: Mapping[str, CatalogSource]
    overlays: tuple[str, ...]
    changes: tuple[OverlayChange, ...]

    def group(self, group: Group) -> tuple[StandardEntry, ...]:
        if group is Group.ITEM:
            return self.item_entries
        return tuple(entry for entry in self.entries if entry.group is group)

    def items_of(self, field_id: str) -> tuple[CatalogItem, ...]:
        """The rows of one field, in the catalog's order."""
        return tuple(item for item in self.items if item.field == field_id)

    def with_entries(self, entries: Iterable[StandardEntry]) -> Standard:
        """The same standard with other columns and fields in place of its own; ids stay."""
        changed = tuple(entries)
        return replace(self, entries=changed, by_id={**self.by_id, **{entry.id: entry for entry in changed}})

    @property
    def rows(self) -> int:
        """Number of rows of the catalog."""
        return len(self.items)

    @property
    def verified_rows(self) -> int:
        """Rows whose items, elements and time limit somebody has read in a published catalog."""
        return sum(item.verified for item in self.items)


def key(name: str) -> str:
    """Identity of a name: full- and half-width forms and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()
