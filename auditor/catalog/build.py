"""Rows of the data files → the nouns of the model. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.catalog.files import EditionFiles, Vocabulary
from auditor.catalog.limits import parse_limits
from auditor.catalog.standard import CatalogField, CatalogSource, Edition
from auditor.catalog.structs import AliasesFile, ClauseRow, ColumnRow, FieldFile, ItemRow
from auditor.model import CatalogElement, CatalogItem, Clause, Group, Level, StandardEntry


def clauses(rows: tuple[ClauseRow, ...]) -> tuple[Clause, ...]:
    return tuple(Clause(row.doc, row.clause, row.text, row.verified) for row in rows)


def edition_of(files: EditionFiles) -> Edition:
    row = files.edition.value
    return Edition(row.edition, row.title, row.in_force, clauses(row.basis), row.note or "")


def entries_of(words: Vocabulary, files: EditionFiles) -> Iterator[StandardEntry]:
    """Columns in their order, then fields in theirs."""
    for column in words.columns.value.columns:
        yield _entry(column, Group.COLUMN, (), words, column.judged_by)
    for file in files.fields:
        yield _entry(file.value, Group.FIELD, files.edition.value.basis, words, None)


def _entry(
    row: ColumnRow | FieldFile,
    group: Group,
    basis: tuple[ClauseRow, ...],
    words: Vocabulary,
    judged_by: str | None,
) -> StandardEntry:
    slugs = getattr(words.slugs.value, f"{group.value}s")
    return StandardEntry(
        id=row.id,
        title=row.title,
        group=group,
        levels=row.levels,
        basis=clauses((*basis, *row.basis)),
        aliases=names(words.aliases.value, row.id, "names"),
        slugs=slugs.get(row.id, ()),
        parents=row.parents,
        severity=row.severity.value,
        judged_by=judged_by,
        freshness=row.freshness,
        requirement=getattr(row, "requirement", ""),
    )


def names(aliases: AliasesFile, entry_id: str, kind: str) -> tuple[str, ...]:
    """The names of one entry that are of ``kind``: names, short or patterns."""
    sets = aliases.columns.get(entry_id, ()) + aliases.fields.get(entry_id, ())
    return tuple(name for each in sets for name in getattr(each, kind))


def item_of(row: ItemRow, field_id: str, sources: tuple[str, ...]) -> CatalogItem:
    """``sources`` are the ids of :class:`CatalogSource` that the row rests on."""
    return CatalogItem(
        id=row.id,
        field=field_id,
        level1=row.level1,
        level2=row.level2,
        elements=tuple(CatalogElement(e.id, e.title, e.aliases) for e in row.elements),
        elements_complete=row.elements_complete,
        basis=row.basis,
        limits=parse_limits(row.time_limit),
        limit_text=row.time_limit or "",
        publisher=row.publisher or "",
        channels=row.channels,
        audience=row.audience or "",
        mode=row.mode or "",
        levels=tuple(Level(level) for level in row.levels),
        aliases=row.aliases,
        verified=row.verified,
        sources=sources,
        note=row.note or "",
    )


def items_of(field: FieldFile) -> Iterator[CatalogItem]:
    number = field.id.removeprefix("field-")
    for row in field.items:
        yield item_of(row, field.id, tuple(f"{number}-{source}" for source in row.sources))


def sources_of(field: FieldFile) -> Iterator[CatalogSource]:
    number = field.id.removeprefix("field-")
    for row in field.sources:
        yield CatalogSource(f"{number}-{row.id}", row.url or "", row.note or "")


def field_of(field: FieldFile, name: str) -> CatalogField:
    return CatalogField(
        field.id, field.title, Path(name).name, field.issuer or "", field.note or "", field.common_elements
    )


def item_entry(item: CatalogItem, edition: Edition) -> StandardEntry:
    """The row as something that a published name can match.

    Its first clause is the row itself, read or not; the laws that it cites are often composites of local
    catalogs and count as unread.
    """
    own = Clause(edition.title, item.id, f"{item.level1} / {item.level2}", item.verified)
    return StandardEntry(
        id=item.id,
        title=item.level2,
        group=Group.ITEM,
        levels=item.levels,
        basis=(own, *(Clause(document, "") for document in item.basis)),
        aliases=item.aliases,
        parents=(item.field,),
    )
