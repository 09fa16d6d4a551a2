"""What the data files of the standard may hold. Strict: an unknown key is an error.

The order of the keys here is the order in which :mod:`auditor.catalog.writer` writes them, and the JSON Schema
for editors is made from these Structs (:mod:`auditor.catalog.schema`).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from auditor.model import Group, Level, Severity

#: One line, no control character, no blank at either end: what survives a worksheet cell unchanged.
ONE_LINE = r"^(?![\s\S]*[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff])\S(?:.*\S)?$"
OVERLAY_NAME = r"^[a-z0-9]{4,}$"

Text = Annotated[str, msgspec.Meta(min_length=1)]
Texts = tuple[Text, ...]
#: The pattern is for editors; :mod:`auditor.catalog.field_checks` says it in words.
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=8000, extra_json_schema={"pattern": ONE_LINE})]
EntryId = Annotated[str, msgspec.Meta(pattern=r"^(col|field)-[a-z0-9-]+$")]
FieldId = Annotated[str, msgspec.Meta(pattern=r"^field-[0-9]{2}$", description="field-01 … field-99")]
ItemId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{2}-([0-9]{2}|[a-z0-9]{4,}-[0-9]{2})$", description="03-01")
]
ElementId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{2}-([0-9]{2}|[a-z0-9]{4,}-[0-9]{2})-[0-9]{2}$", description="03-01-01")
]
AnyId = Annotated[str, msgspec.Meta(pattern=r"^(field-[0-9]{2}|[0-9]{2}-[a-z0-9-]+)$")]
SourceId = Annotated[str, msgspec.Meta(pattern=r"^(S[0-9]{1,3}|OWN)$", description="S1")]
EditionName = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-[a-z0-9]+)?$", description="2019")]
OverlayName = Annotated[str, msgspec.Meta(pattern=OVERLAY_NAME, description="990101")]
Freshness = Literal["news", "notice", "other", "static"]


class ClauseRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """A legal basis; ``verified`` when somebody has read it."""

    doc: Text
    clause: str = ""
    text: str = ""
    verified: bool = False


# ── catalog/<edition> ─────────────────────────────────────────────────────────────────────────────


class SourceRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """A page where rows were read; ``OWN`` without ``url`` stands for own knowledge."""

    id: SourceId
    url: Line | None = None
    note: Line | None = None


class ElementRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """One 公开内容（要素）."""

    id: ElementId
    title: Line
    aliases: tuple[Line, ...] = ()


class SplitRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """A list that the source writes in one phrase, and the elements it became."""

    text: Line
    into: tuple[ElementId, ...]


class ItemRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """One row of the catalog. ``elements_complete: false`` = the elements were read only in part."""

    id: ItemId
    level1: Line
    level2: Line
    aliases: tuple[Line, ...] = ()
    elements: tuple[ElementRow, ...] = ()
    elements_complete: bool = True
    split: tuple[SplitRow, ...] = ()
    basis: tuple[Line, ...] = ()
    time_limit: Line | None = None
    publisher: Line | None = None
    channels: tuple[Line, ...] = ()
    audience: Line | None = None
    mode: Literal["主动", "依申请", "主动/依申请"] | None = None
    levels: tuple[Literal["county", "township"], ...]
    verified: bool
    sources: tuple[SourceId, ...] = ()
    note: Line | None = None


class FieldFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """One of the pilot fields: ``catalog/<edition>/NN_slug.yml``. ``levels`` are the organs that owe a column for it."""

    id: FieldId
    title: Line
    issuer: Line | None = None
    levels: tuple[Level, ...]
    severity: Severity
    freshness: Freshness
    parents: tuple[EntryId, ...] = ()
    basis: tuple[ClauseRow, ...] = ()
    note: Line | None = None
    common_elements: tuple[Line, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    items: tuple[ItemRow, ...]


class EditionFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """``catalog/<edition>/edition.yml``. ``basis`` holds for every field; ``in_force`` is a date (YYYY-MM-DD)."""

    edition: EditionName
    title: Line
    in_force: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    basis: tuple[ClauseRow, ...]
    note: Line | None = None


# ── catalog/overlays ──────────────────────────────────────────────────────────────────────────────


class OriginRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """The document that a local change rests on."""

    title: Line
    url: Line | None = None
    clause: Line | None = None


class AddRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """Rows that a place adds to one field."""

    field: FieldId
    source: OriginRow | None = None
    items: tuple[ItemRow, ...]


class WaiveRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """A field, row or element that is not asked of this place."""

    id: AnyId
    reason: Line
    source: OriginRow


class RenameRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """A field, row (二级事项) or element under its local name."""

    id: AnyId
    title: Line
    source: OriginRow


class OverlayFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True, kw_only=True):
    """``catalog/overlays/<name>.yml``: what a province, city or county changes. ``source`` holds for ``add``."""

    name: OverlayName
    title: Line
    edition: EditionName
    extends: OverlayName | None = None
    source: OriginRow
    add: tuple[AddRow, ...] = ()
    waive: tuple[WaiveRow, ...] = ()
    rename: tuple[RenameRow, ...] = ()


# ── columns and vocabulary ────────────────────────────────────────────────────────────────────────


class ColumnRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: EntryId
    title: Text
    levels: tuple[Level, ...]
    severity: Severity
    freshness: Freshness
    basis: tuple[ClauseRow, ...]
    requirement: Annotated[str, msgspec.Meta(pattern=r"^R\d{2}$")]
    own: bool = False
    parents: tuple[EntryId, ...] = ()
    judged_by: str | None = None


class ColumnsFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """``edition`` is the catalog edition that is used unless another is asked for."""

    edition: EditionName
    columns: tuple[ColumnRow, ...]


class Names(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    source: Text
    names: Texts = ()
    short: Texts = ()
    patterns: Texts = ()


class AliasesFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    columns: dict[str, tuple[Names, ...]]
    fields: dict[str, tuple[Names, ...]]


class SlugsFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    columns: dict[str, Texts]
    fields: dict[str, Texts]


class PairRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    one: Texts
    other: Texts
    why: Text


class NegativeRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    words: Texts
    why: Text
    entries: tuple[EntryId, ...] = ()


class ContextRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    group: Group
    below: tuple[EntryId, ...]
    why: Text


class ConfusablesFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    pairs: tuple[PairRow, ...]
    negatives: tuple[NegativeRow, ...]
    contexts: tuple[ContextRow, ...] = ()
