"""Organs, villages and kinds of information that plans ask for: ``rules/organs.yml``, ``rules/villages.yml`` and
``rules/subcolumns.yml``, read strictly. All of it is vocabulary; what follows from it is the business of rules.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from auditor import strict_yaml
from auditor.model import OrganKind

FOLDER = Path(__file__).resolve().parent.parent / "rules"

Text = Annotated[str, msgspec.Meta(min_length=1)]
Texts = tuple[Text, ...]
SomeTexts = Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
Length = Annotated[int, msgspec.Meta(ge=1, le=40)]
RequirementId = Annotated[str, msgspec.Meta(pattern=r"^R\d{2}$")]


class NameKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"unlike": "not"}):
    """How the organs of one kind are named."""

    kind: OrganKind
    endings: SomeTexts
    sure: Texts
    least: Length
    most: Length
    unlike: Texts


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an organ's disclosure page; ``id`` is a standard entry's."""

    id: Text
    title: Text
    names: SomeTexts
    words: SomeTexts


class CatalogNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of the titles of standard catalogs; ``collective``: one catalog for all townships."""

    words: SomeTexts
    collective: SomeTexts


class OrganTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``rules/organs.yml``."""

    disclosure: SomeTexts
    lists: SomeTexts
    mentions: SomeTexts
    elsewhere: Texts
    upper: Texts
    kinds: Annotated[tuple[NameKind, ...], msgspec.Meta(min_length=1)]
    exempt: Texts
    short: tuple[Annotated[tuple[Text, ...], msgspec.Meta(min_length=2)], ...]
    blocks: Annotated[tuple[Block, ...], msgspec.Meta(min_length=1)]
    aside: Texts
    catalogs: CatalogNames


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a village publishes, told by words in the names of columns and titles."""

    id: Text
    title: Text
    words: SomeTexts


class VillageTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"unlike": "not"}):
    """``rules/villages.yml``."""

    lists: SomeTexts
    endings: SomeTexts
    unlike: Texts
    most: Length
    topics: Annotated[tuple[Topic, ...], msgspec.Meta(min_length=1)]
    labels_ignored: Texts = ()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The clause that asks for the kinds of a field."""

    doc: Text
    clause: str
    text: Text
    verified: bool


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of information of a field: ``words`` in names of columns, ``titles`` in titles of items; ``entries``
    are standard entries that publish this kind, wherever they stand."""

    id: Text
    title: Text
    words: SomeTexts
    titles: Texts = ()
    entries: Texts = ()
    occasional: bool = False


class DividedField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field and the kinds of information that it has to publish."""

    id: Text
    requirement: RequirementId
    title: Text
    entries: Texts
    columns: Texts
    basis: Source
    kinds: Annotated[tuple[Kind, ...], msgspec.Meta(min_length=1)]
    by_kind: bool = False


class _SubcolumnFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: tuple[DividedField, ...]


Named = TypeVar("Named", Block, Topic, DividedField, Kind)


@cache
def organ_table(path: Path = FOLDER / "organs.yml") -> OrganTable:
    """Names of organs. Raises AuditorError when the file is broken."""
    located = strict_yaml.load_located(path, OrganTable)
    _unique(located, "blocks", located.value.blocks)
    for number, kind in enumerate(located.value.kinds):
        if kind.kind is OrganKind.VILLAGE:
            located.fail(
                ("kinds", number, "kind"), "村（居）写在 villages.yml 中，这里只写 department 和 township"
            )
        if kind.least > kind.most:
            located.fail(("kinds", number, "least"), "least 大于 most。请对调")
    return located.value


@cache
def village_table(path: Path = FOLDER / "villages.yml") -> VillageTable:
    """Names of villages and their topics. Raises AuditorError when the file is broken."""
    located = strict_yaml.load_located(path, VillageTable)
    _unique(located, "topics", located.value.topics)
    return located.value


@cache
def divided_fields(path: Path = FOLDER / "subcolumns.yml") -> tuple[DividedField, ...]:
    """Fields with the kinds of information that they are divided into. Raises AuditorError when the file is broken."""
    located = strict_yaml.load_located(path, _SubcolumnFile)
    _unique(located, "fields", located.value.fields)
    for number, field in enumerate(located.value.fields):
        if len({kind.id for kind in field.kinds}) < len(field.kinds):
            located.fail(("fields", number, "kinds"), "两个 kinds 的 id 相同，请改名")
        if field.by_kind and not all(kind.entries for kind in field.kinds):
            located.fail(("fields", number, "by_kind"), "by_kind 的领域，每个 kinds 都要写 entries")
        if not field.entries and not field.columns:
            located.fail(("fields", number), "entries 和 columns 至少写一项，否则找不到这个领域的栏目")
    return located.value.fields


def _unique(located: strict_yaml.Located[Any], key: str, rows: tuple[Named, ...]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.id in seen:
            located.fail((key, number, "id"), f"“{row.id}”重复，请改名")
        seen.add(row.id)
