"""Overlays: what a province, a city or a county adds to the national catalog, waives or calls by another name.

Every change keeps the document that it rests on (``Standard.changes``). A waived row leaves the catalog; a waived
field stays known by its id but is owed by nobody. A renamed field or row keeps its old name as an alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from auditor.catalog.build import item_entry, item_of
from auditor.catalog.field_checks import check_items, check_lines
from auditor.catalog.files import read_overlay
from auditor.catalog.problems import Problem, Problems, at, near, stop_at_first
from auditor.catalog.standard import CatalogSource, Edition, OverlayChange, Standard, key
from auditor.catalog.structs import AddRow, OriginRow, OverlayFile, RenameRow, WaiveRow
from auditor.model import CatalogItem, StandardEntry
from auditor.strict_yaml import Located


def lineage(directory: Path, name_or_path: str) -> tuple[Located[OverlayFile], ...]:
    """The overlay and those it extends, outermost (the province) first. Raises AuditorError on a circle."""
    found: list[Located[OverlayFile]] = []
    wanted: str | None = name_or_path
    while wanted is not None:
        file = read_overlay(directory, wanted)
        if file.value.name in [seen.value.name for seen in found]:
            names = " → ".join([seen.value.name for seen in found] + [file.value.name])
            found[-1].fail(("extends",), f"地方调整的 extends 成环：{names}。请去掉其中一个 extends")
        found.append(file)
        wanted = file.value.extends
    return tuple(reversed(found))


@dataclass(slots=True)
class _State:
    """The catalog while an overlay is being applied."""

    standard: Standard
    items: dict[str, CatalogItem]
    entries: dict[str, StandardEntry]
    changes: list[OverlayChange] = field(default_factory=list)

    def ids(self) -> Iterator[str]:
        yield from self.items
        yield from self.standard.fields
        for item in self.items.values():
            for element in item.elements:
                yield element.id


def apply_overlay(standard: Standard, file: Located[OverlayFile]) -> Standard:
    """``standard`` with the overlay's changes. Raises AuditorError with file and line."""
    stop_at_first(check_overlay(standard, file))
    overlay = file.value
    state = _state(standard)
    for row in overlay.add:
        _add(state, overlay, row)
    for waive in overlay.waive:
        _waive(state, overlay, waive)
    for rename in overlay.rename:
        _rename(state, overlay, rename)
    return _rebuilt(state, overlay)


def _state(standard: Standard) -> _State:
    return _State(standard, {item.id: item for item in standard.items}, dict(standard.by_id))


def check_overlay(standard: Standard, file: Located[OverlayFile]) -> Problems:
    """Ids exist, added rows are sound, nothing is both waived and renamed, names stay unique."""
    overlay = file.value
    yield from check_lines(file)
    if Path(file.name).suffix == ".yml" and Path(file.name).stem != overlay.name:
        yield at(file, ("name",), f"name 应与文件名一致，请写成“{Path(file.name).stem}”")
    if overlay.edition != standard.edition:
        yield at(file, ("edition",), f"这是版本 {overlay.edition} 的调整，不能用于版本 {standard.edition}")
        return
    state = _state(standard)
    yield from _check_added(state, file)
    known = set(state.ids())
    waived: set[str] = set()
    seen: set[str] = set()
    named = [("waive", index, row.id) for index, row in enumerate(overlay.waive)]
    named += [("rename", index, row.id) for index, row in enumerate(overlay.rename)]
    for part, index, wanted in named:
        if wanted not in known:
            yield at(file, (part, index, "id"), f"编号“{wanted}”不在标准目录中。{near(wanted, known)}")
        elif wanted in seen or waived.intersection(_above(state, wanted)):
            message = f"编号“{wanted}”或它所属的事项、领域已经取消或改名。一个编号只能调整一次"
            yield at(file, (part, index, "id"), message)
        seen.add(wanted)
        waived |= {wanted} if part == "waive" else set()
    yield from _check_titles(standard, file)


def _above(state: _State, wanted: str) -> tuple[str, ...]:
    """The id, its row's when it is an element's, and its field's."""
    item_id = wanted if wanted in state.items else wanted.rpartition("-")[0]
    return (wanted, item_id, *([state.items[item_id].field] if item_id in state.items else []))


def _check_added(state: _State, file: Located[OverlayFile]) -> Problems:
    names = {(key(item.level1), key(item.level2)): item.id for item in state.items.values()}
    for index, row in enumerate(file.value.add):
        if row.field not in state.standard.fields:
            message = f"领域“{row.field}”不在标准目录中。{near(row.field, state.standard.fields)}"
            yield at(file, ("add", index, "field"), message)
            continue
        for at_, item in enumerate(row.items):
            path = ("add", index, "items", at_)
            if not re.fullmatch(rf"[0-9]{{2}}-{file.value.name}-[0-9]{{2}}", item.id):
                number = row.field.removeprefix("field-")
                message = f"地方事项的编号“{item.id}”应写成“{number}-{file.value.name}-01”的形式"
                yield at(file, (*path, "id"), message)
            twin = names.get((key(item.level1), key(item.level2)))
            if twin:
                message = f"事项“{item.level1} / {item.level2}”与 {twin} 相同。请删除，或用 rename 改名"
                yield at(file, (*path, "level2"), message)
            if item.sources:
                message = "地方事项的来源写在 add 的 source 或文件的 source 里。请删除 sources"
                yield at(file, (*path, "sources"), message)
        yield from check_items(file, ("add", index, "items"), row.field, row.items, ())
    ids = [item.id for row in file.value.add for item in row.items]
    for item_id in sorted({each for each in ids if ids.count(each) > 1}):
        yield Problem(file.where("add"), f"事项编号“{item_id}”重复。请换一个没有用过的编号")


def _check_titles(standard: Standard, file: Located[OverlayFile]) -> Problems:
    """A field's new name must not be another field's name or alias."""
    owners = {
        key(name): e.id for e in standard.entries if e.id in standard.fields for name in (e.title, *e.aliases)
    }
    for index, row in enumerate(file.value.rename):
        owner = owners.get(key(row.title))
        if row.id in standard.fields and owner not in (None, row.id):
            message = f"名称“{row.title}”已属于“{owner}”。请换一个名称"
            yield at(file, ("rename", index, "title"), message)


def _origin(row: OriginRow) -> str:
    return " ".join(part for part in (row.title, row.clause, row.url) if part)


def _add(state: _State, overlay: OverlayFile, row: AddRow) -> None:
    source = row.source or overlay.source
    for item in row.items:
        state.items[item.id] = item_of(item, row.field, (overlay.name,))
        state.changes.append(OverlayChange(overlay.name, "add", item.id, item.level2, _origin(source)))


def _waive(state: _State, overlay: OverlayFile, row: WaiveRow) -> None:
    source = _origin(row.source)
    if row.id in state.standard.fields:
        entry = state.entries[row.id]
        state.entries[row.id] = replace(entry, levels=())
        gone = [item.id for item in state.items.values() if item.field == row.id]
        title = entry.title
    elif row.id in state.items:
        gone, title = [row.id], state.items[row.id].level2
    else:
        gone, title = [], _on_element(state, row.id, None)
    for item_id in gone:
        del state.items[item_id]
    state.changes.append(OverlayChange(overlay.name, "waive", row.id, title, source, reason=row.reason))


def _rename(state: _State, overlay: OverlayFile, row: RenameRow) -> None:
    if row.id in state.standard.fields:
        entry = state.entries[row.id]
        before = entry.title
        aliases = _kept(before, row.title, entry.aliases)
        state.entries[row.id] = replace(entry, title=row.title, aliases=aliases)
    elif row.id in state.items:
        item = state.items[row.id]
        before = item.level2
        aliases = _kept(before, row.title, item.aliases)
        state.items[row.id] = replace(item, level2=row.title, aliases=aliases)
    else:
        before = _on_element(state, row.id, row.title)
    change = OverlayChange(overlay.name, "rename", row.id, row.title, _origin(row.source), before)
    state.changes.append(change)


def _kept(before: str, title: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The old name becomes an alias; the new one is none any more."""
    return (before, *(alias for alias in aliases if key(alias) not in (key(title), key(before))))


def _on_element(state: _State, element_id: str, title: str | None) -> str:
    """Rename an element, or take it out (None); its old title."""
    item = state.items[element_id.rpartition("-")[0]]
    old = next(element for element in item.elements if element.id == element_id)
    elements = item.elements
    if title is None:
        elements = tuple(element for element in elements if element.id != element_id)
    else:
        new = replace(old, title=title, aliases=_kept(old.title, title, old.aliases))
        elements = tuple(new if element.id == element_id else element for element in elements)
    state.items[item.id] = replace(item, elements=elements)
    return old.title


def _rebuilt(state: _State, overlay: OverlayFile) -> Standard:
    """The standard anew, rows in the order of their fields."""
    old = state.standard
    order = {field_id: at_ for at_, field_id in enumerate(old.fields)}
    items = tuple(sorted(state.items.values(), key=lambda item: order[item.field]))
    entries = tuple(state.entries[entry.id] for entry in old.entries)
    origin = overlay.source
    note = " ".join(part for part in (origin.title, origin.clause) if part)
    source = CatalogSource(overlay.name, origin.url or "", note)
    before = {entry.id: entry for entry in old.item_entries}
    local = Edition(overlay.edition, overlay.title, "")
    item_entries = tuple(_entry(item, before.get(item.id), local) for item in items)
    return replace(
        old,
        entries=entries,
        by_id=MappingProxyType({entry.id: entry for entry in entries}),
        items=items,
        item_by_id=MappingProxyType({item.id: item for item in items}),
        item_entries=item_entries,
        shorts=_padded(old.shorts, item_entries),
        patterns=_padded(old.patterns, item_entries),
        fields=MappingProxyType(
            {each.id: replace(each, title=state.entries[each.id].title) for each in old.fields.values()}
        ),
        sources=MappingProxyType({**old.sources, source.id: source}),
        overlays=(*old.overlays, overlay.name),
        changes=(*old.changes, *state.changes),
    )


def _entry(item: CatalogItem, before: StandardEntry | None, local: Edition) -> StandardEntry:
    """The row as an entry: the national clause stays that of a national row."""
    if before is None:
        return item_entry(item, local)
    return replace(before, title=item.level2, aliases=item.aliases)


def _padded(
    names: Mapping[str, tuple[str, ...]], entries: tuple[StandardEntry, ...]
) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({**names, **{entry.id: names.get(entry.id, ()) for entry in entries}})
