"""What differs between two catalogs, key by key. Pure; one shape for editions, overlays and worksheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from auditor.catalog.standard import Standard
from auditor.catalog.structs import EditionFile, FieldFile
from auditor.model import CatalogItem, StandardEntry

#: Row id → key → value as people read it.
Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """``key`` is empty when a whole row came or went; ``before`` and ``after`` then hold its title."""

    kind: Literal["added", "removed", "changed"]
    id: str
    key: str = ""
    before: str = ""
    after: str = ""


def differences(one: Rows, two: Rows) -> tuple[Difference, ...]:
    """What became of ``one``: in the order of ``two``, what went last."""
    return tuple(_differences(one, two))


def _differences(one: Rows, two: Rows) -> Iterator[Difference]:
    for row_id, row in two.items():
        if row_id not in one:
            yield Difference("added", row_id, after=_title(row))
            continue
        before = one[row_id]
        for name in dict.fromkeys([*before, *row]):
            if before.get(name, "") != row.get(name, ""):
                yield Difference("changed", row_id, name, before.get(name, ""), row.get(name, ""))
    for row_id, row in one.items():
        if row_id not in two:
            yield Difference("removed", row_id, before=_title(row))


def _title(row: Mapping[str, str]) -> str:
    return row.get("level2") or row.get("title") or row.get("url") or ""


# ── a standard as rows ────────────────────────────────────────────────────────────────────────────


def standard_rows(standard: Standard) -> dict[str, dict[str, str]]:
    """Fields and rows; columns are the same in every edition."""
    rows: dict[str, dict[str, str]] = {}
    for field in standard.fields.values():
        rows[field.id] = _entry(standard.by_id[field.id]) | {
            "issuer": field.issuer,
            "note": field.note,
            "common_elements": _joined(field.common_elements),
        }
        rows |= {item.id: _item(item) for item in standard.items_of(field.id)}
    return rows


def _entry(entry: StandardEntry) -> dict[str, str]:
    return {
        "title": entry.title,
        "levels": _joined(level.value for level in entry.levels),
        "severity": entry.severity,
        "aliases": _joined(entry.aliases),
        "parents": _joined(entry.parents),
        "basis": _joined(f"{c.doc} {c.clause}".strip() for c in entry.basis),
    }


def _item(item: CatalogItem) -> dict[str, str]:
    return {
        "level1": item.level1,
        "level2": item.level2,
        "aliases": _joined(item.aliases),
        "elements": _joined(
            f"{e.id} {e.title}" + (f"（{_joined(e.aliases)}）" if e.aliases else "") for e in item.elements
        ),
        "elements_complete": str(item.elements_complete).lower(),
        "basis": _joined(item.basis),
        "time_limit": item.limit_text,
        "publisher": item.publisher,
        "channels": _joined(item.channels),
        "audience": item.audience,
        "mode": item.mode,
        "levels": _joined(level.value for level in item.levels),
        "verified": str(item.verified).lower(),
        "sources": _joined(item.sources),
        "note": item.note,
    }


def _joined(values: Iterable[str]) -> str:
    return "；".join(values)


# ── files as rows ─────────────────────────────────────────────────────────────────────────────────


def file_rows(edition: EditionFile, fields: tuple[FieldFile, ...]) -> dict[str, dict[str, str]]:
    """Everything that the files of an edition hold."""
    rows = {f"版本 {edition.edition}": _flat(edition, ())}
    for field in fields:
        rows[field.id] = _flat(field, ("items", "sources"))
        rows |= {f"{field.id} {source.id}": _flat(source, ()) for source in field.sources}
        rows |= {item.id: _flat(item, ()) for item in field.items}
    return rows


def _flat(value: msgspec.Struct, without: tuple[str, ...]) -> dict[str, str]:
    pairs = ((name, getattr(value, name)) for name in value.__struct_fields__ if name not in without)
    return {name: _text(item) for name, item in pairs}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "；".join(_text(each) for each in value)
    if isinstance(value, msgspec.Struct):
        return " ".join(text for text in _flat(value, ()).values() if text)
    return str(value)
