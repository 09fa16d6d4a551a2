"""What must be published, and what a published name was taken for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.portal import Level
from auditor.model.tables import TimeLimit


class Group(StrEnum):
    COLUMN = "column"
    FIELD = "field"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Clause:
    """A legal basis: document number, article or section, the words, and whether we have read them."""

    doc: str
    clause: str
    text: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class StandardEntry:
    """One column or field that the standard names. ``levels`` are those that owe it.

    ``judged_by`` names another rule or entry that reports its absence, so that one gap is one finding.
    ``parents`` are entries below which it is commonly published. ``requirement`` is the row of the register under which
    its absence counts ("" = those of the rule that reports it).
    """

    id: str
    title: str
    group: Group
    levels: tuple[Level, ...]
    basis: tuple[Clause, ...] = ()
    aliases: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    severity: str = "minor"
    judged_by: str | None = None
    freshness: str = "other"
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class CatalogElement:
    """One 公开内容（要素） of an item."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One row (二级事项) of the standard catalog. ``field`` is the id of its field's StandardEntry."""

    id: str
    field: str
    level1: str
    level2: str
    elements: tuple[CatalogElement, ...] = ()
    elements_complete: bool = True
    basis: tuple[str, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    limit_text: str = ""
    publisher: str = ""
    channels: tuple[str, ...] = ()
    audience: str = ""
    mode: str = ""
    levels: tuple[Level, ...] = ()
    aliases: tuple[str, ...] = ()
    verified: bool = False
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """``id`` is a standard entry's when a published name is matched, a column's when an entry is looked for."""

    id: str
    title: str
    score: float
    method: str


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PublishedName:
    """A name to match. ``context`` are the names above it (without itself), ``slug`` the URL path."""

    name: str
    context: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` runs 0–100; ``id`` is None when rejected."""

    published: PublishedName
    decision: Decision
    id: str | None
    title: str | None
    method: str
    score: float
    runners_up: tuple[Candidate, ...] = ()


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    CANT_TELL = "cant-tell"


@dataclass(frozen=True, slots=True)
class StandardMatch:
    """What became of one standard entry on this portal.

    ``basis`` is given for items and for what is not present. Items name their field as ``parent`` and their 公开时限 as
    ``limit``, as written.
    """

    id: str
    title: str
    group: Group
    outcome: Presence
    url: str | None = None
    published: str | None = None
    column: str | None = None
    method: str | None = None
    score: float | None = None
    runners_up: tuple[Candidate, ...] = ()
    required: bool = False
    basis: tuple[Clause, ...] = ()
    parent: str | None = None
    limit: str = ""
