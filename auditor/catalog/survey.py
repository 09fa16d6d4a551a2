"""Every fault and every number of the data files: what ``auditor catalog check`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from auditor.catalog import files
from auditor.catalog.field_checks import check_field, check_fields
from auditor.catalog.files import EditionFiles, Vocabulary
from auditor.catalog.limits import grasp
from auditor.catalog.load import assemble, check_all, load_standard
from auditor.catalog.overlay import check_overlay, lineage
from auditor.catalog.problems import Problem, Problems
from auditor.catalog.standard import CatalogField, Standard
from auditor.catalog.structs import (
    AliasesFile,
    ColumnsFile,
    ConfusablesFile,
    EditionFile,
    FieldFile,
    ItemRow,
    OverlayFile,
    SlugsFile,
)
from auditor.errors import AuditorError
from auditor.model import CatalogItem, LimitKind
from auditor.strict_yaml import Located, loads_located, read_text
from auditor.strict_yaml_errors import explain

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldCount:
    """Numbers of one field. ``whole``, ``part``, ``text`` and ``none`` count rows by how their limit was read."""

    field: CatalogField
    rows: int
    verified: int
    complete: int
    elements: int
    whole: int
    part: int
    text: int
    none: int
    unread: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """One edition: its numbers (None where a fault kept it from being read) and its problems."""

    edition: str
    standard: Standard | None
    problems: tuple[Problem, ...]


def count(standard: Standard) -> tuple[FieldCount, ...]:
    """The numbers of each field, in the catalog's order."""
    return tuple(_count(field, standard.items_of(field.id)) for field in standard.fields.values())


def _count(field: CatalogField, items: tuple[CatalogItem, ...]) -> FieldCount:
    read = Counter(grasp(item.limits) for item in items)
    unread = Counter(limit.text for item in items for limit in item.limits if limit.kind is LimitKind.TEXT)
    return FieldCount(
        field=field,
        rows=len(items),
        verified=sum(item.verified for item in items),
        complete=sum(item.elements_complete and bool(item.elements) for item in items),
        elements=sum(len(item.elements) for item in items),
        whole=read["whole"],
        part=read["part"],
        text=read["text"],
        none=read["none"],
        unread=tuple(sorted(unread.items())),
    )


def survey(directory: Path) -> tuple[Survey, ...]:
    """All editions below ``directory`` with their overlays."""
    found: list[Problem] = []
    words = _words(directory, found)
    names = files.editions(directory)
    if not names:
        found.append(
            Problem(str(directory), "这里没有标准目录（catalog/<版本>/edition.yml）。请给出规则目录")
        )
    results = [_edition(directory, name, words, found if at == 0 else []) for at, name in enumerate(names)]
    return tuple(results) if results else (Survey("", None, tuple(found)),)


def _edition(directory: Path, name: str, words: Vocabulary | None, found: list[Problem]) -> Survey:
    folder = directory / "catalog" / name
    edition = _read(folder / files.EDITION, EditionFile, found)
    fields = [_read_field(path, found) for path in files.field_paths(directory, name)]
    whole = tuple(field for field in fields if field is not None)
    standard = None
    if edition is not None and len(whole) == len(fields):
        parts = EditionFiles(edition, whole)
        if words is not None:
            faults = list(check_all(directory, words, parts))
            standard = None if faults else assemble(words, parts, "")
        else:
            faults = [*files.check_names(parts), *check_fields(whole, [])]
        found += faults
    else:  # columns cannot be checked against fields that were not read; each field for itself can
        found += [problem for field in whole for problem in check_field(field)]
    for overlay in files.overlays(directory):
        found += _overlay(directory, overlay, name, standard)
    return Survey(name, standard, tuple(dict.fromkeys(found)))


def _words(directory: Path, found: list[Problem]) -> Vocabulary | None:
    columns = _read(directory / "columns.yml", ColumnsFile, found)
    aliases = _read(directory / "aliases.yml", AliasesFile, found)
    slugs = _read(directory / "slugs.yml", SlugsFile, found)
    confusables = _read(directory / "confusables.yml", ConfusablesFile, found)
    if columns is None or aliases is None or slugs is None or confusables is None:
        return None
    return Vocabulary(columns, aliases, slugs, confusables)


def _read(path: Path, type_: type[T], found: list[Problem]) -> Located[T] | None:
    try:
        return loads_located(read_text(path), type_, str(path))
    except AuditorError as error:
        found.append(_problem(error))
        return None


def _problem(error: AuditorError) -> Problem:
    where, mark, message = error.message.partition("：")
    return Problem(where, message) if mark else Problem("", error.message)


def _read_field(path: Path, found: list[Problem]) -> Located[FieldFile] | None:
    """A field's file. When a row is at fault, the other rows are still read, so that all faults show at once."""
    faults: list[Problem] = []
    file = _read(path, FieldFile, faults)
    if file is None:
        rows = list(_row_faults(path))
        found += rows or faults
    return file


def _row_faults(path: Path) -> Iterator[Problem]:
    try:
        raw = loads_located(read_text(path), dict[str, Any], str(path))
    except AuditorError:
        return
    rows = raw.value.get("items")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        yield from _fault(raw, row, ItemRow, ("items", index))
    if isinstance(rows, list):
        yield from _fault(raw, {**raw.value, "items": []}, FieldFile, ())


def _fault(file: Located[Any], data: Any, type_: Any, base: tuple[str | int, ...]) -> Problems:
    try:
        msgspec.convert(data, type_, strict=True)
    except msgspec.ValidationError as error:
        path, message = explain(data, type_, str(error))
        yield Problem(file.where(*base, *path), message)


def _overlay(directory: Path, name: str, edition: str, standard: Standard | None) -> list[Problem]:
    found: list[Problem] = []
    file = _read(directory / "catalog" / "overlays" / f"{name}.yml", OverlayFile, found)
    if file is None or file.value.edition != edition or standard is None:
        return found
    try:
        chain = lineage(directory, name)
        if len(chain) == 1:
            return list(check_overlay(standard, file))
        load_standard(edition, (name,), directory=directory)
    except AuditorError as error:
        found.append(_problem(error))
    return found


def survey_file(path: Path, directory: Path) -> tuple[Problem, ...]:
    """The problems of a single file: a field's, or an overlay's (checked against its edition)."""
    found: list[Problem] = []
    raw = _read(path, dict[str, Any], found)
    if raw is None:
        return tuple(found)
    if "name" in raw.value:
        overlay = _read(path, OverlayFile, found)
        if overlay is not None:
            try:
                load_standard(overlay.value.edition, (str(path),), directory=directory)
            except AuditorError as error:
                found.append(_problem(error))
        return tuple(found)
    if "title" in raw.value and "edition" in raw.value:
        _read(path, EditionFile, found)
        return tuple(found)
    field = _read_field(path, found)
    return tuple(found) if field is None else tuple(check_field(field))
