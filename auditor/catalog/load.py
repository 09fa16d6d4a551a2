"""Reading the standard: one edition of the catalog, the vocabulary, and overlays in their order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from auditor.catalog import build
from auditor.catalog.field_checks import check_fields
from auditor.catalog.files import (
    EDITION,
    FILES,
    RULES,
    EditionFiles,
    Vocabulary,
    check_names,
    editions,
    field_paths,
    read_edition,
    read_vocabulary,
)
from auditor.catalog.overlay import apply_overlay, lineage
from auditor.catalog.problems import Problems, stop_at_first
from auditor.catalog.standard import Confusable, Edition, Negative, Standard
from auditor.catalog.structs import ColumnsFile, EditionFile
from auditor.catalog.vocabulary_checks import (
    Known,
    check_aliases,
    check_columns,
    check_confusables,
    check_slugs,
)
from auditor.model import Group
from auditor.strict_yaml import load


def load_standard(
    edition: str | None = None, overlays: tuple[str, ...] = (), *, directory: Path | None = None
) -> Standard:
    """The standard from the files of ``directory`` (default: the bundled ``rules/``).

    ``edition`` defaults to the one that ``columns.yml`` names; ``overlays`` (names, or paths of .yml files) are
    applied one after the other, each after those it extends. Raises AuditorError with file and line.
    """
    root = (directory or RULES).resolve()
    return _load(root, edition or _default_edition(root), tuple(overlays))


def list_editions(directory: Path | None = None) -> tuple[Edition, ...]:
    """All editions there are, oldest first."""
    root = directory or RULES
    rows = [load(root / "catalog" / name / EDITION, EditionFile) for name in editions(root)]
    return tuple(
        Edition(row.edition, row.title, row.in_force, build.clauses(row.basis), row.note or "")
        for row in rows
    )


@cache
def _default_edition(directory: Path) -> str:
    return load(directory / "columns.yml", ColumnsFile).edition


@cache
def _load(directory: Path, edition: str, overlays: tuple[str, ...]) -> Standard:
    words = read_vocabulary(directory)
    files = read_edition(directory, edition)
    stop_at_first(check_all(directory, words, files))
    standard = assemble(words, files, "")
    paths = [directory / name for name in FILES]
    paths += [directory / "catalog" / standard.edition / EDITION, *field_paths(directory, standard.edition)]
    for overlay in (file for name in overlays for file in lineage(directory, name)):
        if overlay.value.name not in standard.overlays:  # a province that two cities extend counts once
            standard = apply_overlay(standard, overlay)
            paths.append(Path(overlay.name))
    return replace(standard, rules_version=_version(directory, paths))


def check_all(directory: Path, words: Vocabulary, files: EditionFiles) -> Problems:
    """Everything that types cannot say, file by file."""
    fields = {file.value.id: file.value.title for file in files.fields}
    columns = {row.id: row.title for row in words.columns.value.columns}
    known = Known(columns, fields, _fields_elsewhere(directory, files.edition.value.edition))
    yield from check_columns(words.columns, known.fields)
    yield from check_names(files)
    yield from check_fields(files.fields, columns)
    yield from check_aliases(words.aliases, known)
    yield from check_slugs(words.slugs, known)
    yield from check_confusables(words.confusables, known)


def _fields_elsewhere(directory: Path, edition: str) -> frozenset[str]:
    """Ids of the fields of other editions: vocabulary is shared, so it may speak of a field that came or went."""
    others = (name for name in editions(directory) if name != edition)
    return frozenset(f"field-{path.name[:2]}" for name in others for path in field_paths(directory, name))


def assemble(words: Vocabulary, files: EditionFiles, rules_version: str) -> Standard:
    """The standard of checked files, without overlays."""
    edition = build.edition_of(files)
    entries = tuple(build.entries_of(words, files))
    items = tuple(item for file in files.fields for item in build.items_of(file.value))
    item_entries = tuple(build.item_entry(item, edition) for item in items)
    everything = (*entries, *item_entries)
    aliases, confusables = words.aliases.value, words.confusables.value
    return Standard(
        edition=edition.name,
        rules_version=rules_version,
        entries=entries,
        by_id=MappingProxyType({entry.id: entry for entry in entries}),
        shorts=MappingProxyType({e.id: build.names(aliases, e.id, "short") for e in everything}),
        patterns=MappingProxyType({e.id: build.names(aliases, e.id, "patterns") for e in everything}),
        own=frozenset(row.id for row in words.columns.value.columns if row.own),
        foreign=MappingProxyType({Group(c.group): frozenset(c.below) for c in confusables.contexts}),
        confusables=tuple(Confusable(p.one, p.other, p.why) for p in confusables.pairs),
        negatives=tuple(Negative(n.words, n.entries, n.why) for n in confusables.negatives),
        items=items,
        item_by_id=MappingProxyType({item.id: item for item in items}),
        item_entries=item_entries,
        fields=MappingProxyType({f.value.id: build.field_of(f.value, f.name) for f in files.fields}),
        sources=MappingProxyType({s.id: s for f in files.fields for s in build.sources_of(f.value)}),
        overlays=(),
        changes=(),
    )


def _version(directory: Path, paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        name = path.relative_to(directory).as_posix() if path.is_relative_to(directory) else path.name
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
