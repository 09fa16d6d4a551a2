"""What no type can say about the file of a field. The same checks serve YAML and worksheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from auditor.catalog.problems import Problems, at, near
from auditor.catalog.standard import key
from auditor.catalog.structs import ElementRow, FieldFile, ItemRow
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def check_lines(file: Located[Any]) -> Problems:
    """Every text is one line without blanks at its ends: else a worksheet would not give it back unchanged."""
    for path, text in _texts(file.value, ()):
        if _CONTROL.search(text) or text != text.strip():
            shown = _CONTROL.sub("␤", text)[:40]
            yield at(file, path, f"文字“{shown}”应为一行，首尾没有空格，没有看不见的字符。请改正")


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), (*path, name))


def check_fields(files: Iterable[Located[FieldFile]], entries: Collection[str]) -> Problems:
    """All fields of one edition. ``entries`` are the ids of columns, which may be parents."""
    many = list(files)
    owner: dict[str, str] = {}
    titles: dict[str, str] = {}
    known = set(entries) | {file.value.id for file in many}
    for file in many:
        field = file.value
        if field.id in owner:
            yield at(file, ("id",), f"领域编号“{field.id}”重复，{owner[field.id]} 已经用过。请换一个编号")
        owner.setdefault(field.id, Path(file.name).name)
        if key(field.title) in titles:
            yield at(
                file,
                ("title",),
                f"领域名称“{field.title}”重复，已属于“{titles[key(field.title)]}”。请改成不同的名称",
            )
        titles.setdefault(key(field.title), field.id)
        for index, parent in enumerate(field.parents):
            if parent not in known:
                yield at(file, ("parents", index), f"上级“{parent}”不存在。{near(parent, known)}")
        yield from check_field(file)


def check_field(file: Located[FieldFile]) -> Problems:
    """One field for itself: sources, rows, elements."""
    field = file.value
    yield from check_lines(file)
    sources: set[str] = set()
    for index, source in enumerate(field.sources):
        if source.id in sources:
            yield at(file, ("sources", index, "id"), f"来源编号“{source.id}”重复。请换一个没有用过的编号")
        sources.add(source.id)
    yield from check_items(file, ("items",), field.id, field.items, sources)


def check_items(
    file: Located[Any],
    base: KeyPath,
    field_id: str,
    items: tuple[ItemRow, ...],
    sources: Collection[str],
) -> Problems:
    """Rows of one field that stand at ``base`` of ``file``."""
    seen: dict[str, int] = {}
    names: dict[tuple[str, str], str] = {}
    for index, item in enumerate(items):
        here = (*base, index)
        yield from _own_number(file, (*here, "id"), item.id, field_id.removeprefix("field-"), "领域")
        if item.id in seen:
            yield at(file, (*here, "id"), f"事项编号“{item.id}”重复。请换一个没有用过的编号")
        seen[item.id] = index
        name = (key(item.level1), key(item.level2))
        if name in names:
            yield at(
                file,
                (*here, "level2"),
                f"事项“{item.level1} / {item.level2}”重复，已有 {names[name]}。请合并或改名",
            )
        names.setdefault(name, item.id)
        for at_, source in enumerate(item.sources):
            if source not in sources:
                message = f"来源“{source}”没有列在本领域的来源中。{near(source, sources)}"
                yield at(file, (*here, "sources", at_), message)
        yield from _check_elements(file, here, item)
    yield from _check_aliases(file, base, items)


def _own_number(file: Located[Any], path: KeyPath, number: str, owner: str, what: str) -> Problems:
    if not number.startswith(f"{owner}-"):
        yield at(file, path, f"编号“{number}”不属于本{what}。应以“{owner}-”开头")


def _check_elements(file: Located[Any], here: KeyPath, item: ItemRow) -> Problems:
    seen: set[str] = set()
    for index, element in enumerate(item.elements):
        path = (*here, "elements", index, "id")
        yield from _own_number(file, path, element.id, item.id, "事项")
        if element.id in seen:
            yield at(file, path, f"要素编号“{element.id}”重复。请换一个没有用过的编号")
        seen.add(element.id)
    for index, split in enumerate(item.split):
        for at_, element_id in enumerate(split.into):
            if element_id not in seen:
                message = f"要素“{element_id}”不在本事项中。{near(element_id, seen)}"
                yield at(file, (*here, "split", index, "into", at_), message)
    yield from _unique(file, here, "elements", "要素", item.elements)


def _unique(
    file: Located[Any], base: KeyPath, part: str, what: str, rows: tuple[ElementRow, ...]
) -> Problems:
    """Titles of elements are unique in their row, and an alias names one of them only."""
    titles: dict[str, str] = {}
    for index, row in enumerate(rows):
        if key(row.title) in titles:
            message = f"{what}“{row.title}”重复，已有 {titles[key(row.title)]}。请删除其中一个"
            yield at(file, (*base, part, index, "title"), message)
        titles.setdefault(key(row.title), row.id)
    yield from _alias_owners(file, (*base, part), [(row.id, row.title, row.aliases) for row in rows])


def _check_aliases(file: Located[Any], base: KeyPath, items: tuple[ItemRow, ...]) -> Problems:
    """Within one field an alias belongs to one row and is no other row's name."""
    yield from _alias_owners(file, base, [(item.id, item.level2, item.aliases) for item in items])


def _alias_owners(
    file: Located[Any], base: KeyPath, rows: list[tuple[str, str, tuple[str, ...]]]
) -> Problems:
    """``rows`` are id, title and aliases, in the order in which they stand at ``base``."""
    titles = {key(title): row_id for row_id, title, _ in rows}
    claims = {(key(alias), row_id) for row_id, _, aliases in rows for alias in aliases}
    owner: dict[str, str] = {}
    for index, (row_id, title, aliases) in enumerate(rows):
        for place, alias in enumerate(aliases):
            path = (*base, index, "aliases", place)
            titled = titles.get(key(alias))
            if titled and titled != row_id:
                what = "互为别名（循环）" if (key(title), titled) in claims else f"是“{titled}”的名称"
                yield at(file, path, f"别名“{alias}”{what}。一个名称只能属于一项，请删除其中一个")
            elif titled or key(alias) in owner:
                first = titled or owner[key(alias)]
                yield at(file, path, f"别名“{alias}”重复，已属于“{first}”。请删除其中一个")
            owner.setdefault(key(alias), row_id)
