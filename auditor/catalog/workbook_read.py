"""A workbook → the files of an edition, checked as YAML is. Every fault names sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from openpyxl import Workbook

from auditor.catalog.files import EDITION as EDITION_FILE
from auditor.catalog.files import EditionFiles
from auditor.catalog.layout import (
    EDITION,
    EDITION_BASIS,
    ELEMENTS,
    FIELD_BASIS,
    FIELDS,
    ITEMS,
    LEVELS,
    NO,
    SHEETS,
    SOURCES,
    SPLITS,
    YES,
    Column,
    Sheet,
)
from auditor.catalog.problems import near
from auditor.catalog.structs import EditionFile, FieldFile
from auditor.catalog.workbook_file import open_workbook
from auditor.errors import AuditorError
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath, explain

#: A stray cell far below or to the right would make millions of empty ones.
MAX_ROWS, MAX_COLUMNS = 100_000, 200
_WORDS = {title: level for level, title in LEVELS.items()}
_KEYS = {column.key: column.title for sheet in SHEETS for column in sheet.columns}


@dataclass(frozen=True, slots=True)
class InCells(Located[Any]):
    """A value from a workbook: its places are cells, not lines.

    ``name`` is the file that it belongs in (``03_….yml``), ``book`` the workbook; ``cells`` maps key paths to cells.
    """

    book: str = ""
    cells: dict[KeyPath, str] = field(default_factory=dict)

    def where(self, *path: str | int) -> str:
        while path and path not in self.cells:
            path = path[:-1]
        return f"{self.book} {self.cells[path]}" if path in self.cells else self.book


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a sheet: values by key, and where each stands."""

    values: dict[str, Any]
    places: dict[str, str]
    row: str

    def data(self, layout: Sheet) -> dict[str, Any]:
        return {key: value for key, value in self.values.items() if key not in layout.owner}


def read(path: Path) -> EditionFiles:
    """The edition that the workbook holds. Raises AuditorError on the first fault."""
    book = open_workbook(path)
    name = path.name
    tables = {layout.title: list(_lines(book, layout, name)) for layout in SHEETS}
    edition = _edition(tables, name)
    return EditionFiles(edition, tuple(_fields(tables, name)))


def _lines(book: Workbook, layout: Sheet, name: str) -> Iterator[_Line]:
    if layout.title not in book.sheetnames:
        raise AuditorError(f"{name}：缺少工作表“{layout.title}”。请用 auditor catalog export 重新导出后再改")
    sheet = book[layout.title]
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        size = f"{sheet.max_row} 行 {sheet.max_column} 列"
        raise AuditorError(f"{name} 工作表“{layout.title}”：有 {size}，过大。请删除下方和右侧无用的行、列")
    heads = [str(cell.value or "").strip() for cell in next(sheet.iter_rows(min_row=1, max_row=1), ())]
    at = _positions(layout, heads, name)
    for number, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        values: dict[str, Any] = {}
        places: dict[str, str] = {}
        for column in layout.columns:
            cell = cells[at[column.key]] if at[column.key] < len(cells) else None
            place = f"工作表“{layout.title}”第 {number} 行“{column.title}”列"
            if cell is not None:
                place += f"（{cell.coordinate}）"
            places[column.key] = place
            value = None if cell is None else _value(column, cell, f"{name} {place}")
            if value is not None:
                values[column.key] = value
        if values:
            yield _Line(values, places, f"工作表“{layout.title}”第 {number} 行")


def _positions(layout: Sheet, heads: list[str], name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    titles = {column.title: column.key for column in layout.columns}
    for index, head in enumerate(heads):
        if not head:
            continue
        if head not in titles:
            raise AuditorError(
                f"{name} 工作表“{layout.title}”第 1 行：不认识的表头“{head}”。{near(head, titles)}"
            )
        if titles[head] in found:
            raise AuditorError(f"{name} 工作表“{layout.title}”第 1 行：表头“{head}”重复。请删除其中一列")
        found[titles[head]] = index
    for column in layout.columns:
        if column.key not in found:
            raise AuditorError(
                f"{name} 工作表“{layout.title}”第 1 行：缺少表头“{column.title}”。请补上这一列"
            )
    return found


def _value(column: Column, cell: Any, place: str) -> Any:
    """The cell's value as the Struct wants it; None for an empty cell."""
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        raise AuditorError(f"{place}：是公式“{str(value)[:40]}”。请改为文字（复制后选择性粘贴为数值）")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # a worksheet turns 2019 typed by hand into a number
    if not isinstance(value, str) or cell.data_type == "e":
        raise AuditorError(
            f"{place}：应为文字，实际是“{value}”（数值、日期或错误值）。请把单元格设为文本格式后重新填写"
        )
    if column.kind == "yesno":
        if value.strip() not in (YES, NO):
            raise AuditorError(f"{place}：“{value}”无效，只能填“{YES}”或“{NO}”")
        return value.strip() == YES
    if column.kind == "text":
        if "\n" in value.strip():
            raise AuditorError(f"{place}：只能是一行文字，实际有换行。请删除换行")
        return value.strip()
    lines = [line.strip() for line in value.replace("\r\n", "\n").split("\n") if line.strip()]
    if column.kind == "lines":
        return lines
    for line in lines:
        if line not in _WORDS:
            raise AuditorError(f"{place}：“{line}”无效，只能填：{'、'.join(_WORDS)}（每项一行）")
    return [_WORDS[line] for line in lines]


@dataclass(slots=True)
class _Draft:
    """Plain data being put together, and the cell of each of its key paths."""

    data: dict[str, Any]
    cells: dict[KeyPath, str] = field(default_factory=dict)

    def note(self, path: KeyPath, line: _Line) -> None:
        self.cells[path] = line.row
        self.cells |= {(*path, key): place for key, place in line.places.items()}

    def convert(self, type_: type[msgspec.Struct], book: str, name: str) -> InCells:
        raw = InCells(None, name, {}, book, self.cells)
        try:
            return InCells(msgspec.convert(self.data, type_, strict=True), name, {}, book, self.cells)
        except msgspec.ValidationError as error:
            path, message = explain(self.data, type_, str(error))
            for key, title in _KEYS.items():
                message = message.replace(f"“{key}”", f"“{title}”")
            raw.fail(path, message)


def _edition(tables: dict[str, list[_Line]], name: str) -> Located[EditionFile]:
    rows = tables[EDITION.title]
    if len(rows) != 1:
        raise AuditorError(f"{name} 工作表“{EDITION.title}”：应有一行，实际有 {len(rows)} 行。请只保留一行")
    draft = _Draft(rows[0].data(EDITION))
    draft.note((), rows[0])
    _nest(draft, (), "basis", EDITION_BASIS, tables[EDITION_BASIS.title])
    return draft.convert(EditionFile, name, f"{draft.data.get('edition', '')}/{EDITION_FILE}")


def _nest(draft: _Draft, path: KeyPath, key: str, layout: Sheet, lines: list[_Line]) -> None:
    """Put ``lines`` as the list ``key`` into the mapping at ``path``; no lines leave the key out."""
    target: Any = draft.data
    for step in path:
        target = target[step]
    if lines or key == "items":
        target[key] = [line.data(layout) for line in lines]
    for index, line in enumerate(lines):
        draft.note((*path, key, index), line)


def _fields(tables: dict[str, list[_Line]], name: str) -> Iterator[Located[FieldFile]]:
    basis = _owned(tables, FIELD_BASIS, "field", FIELDS, name)
    sources = _owned(tables, SOURCES, "field", FIELDS, name)
    items = _owned(tables, ITEMS, "field", FIELDS, name)
    elements = _owned(tables, ELEMENTS, "item", ITEMS, name)
    splits = _owned(tables, SPLITS, "item", ITEMS, name)
    for line in tables[FIELDS.title]:
        draft = _Draft(line.data(FIELDS))
        draft.note((), line)
        field_id = str(line.values.get("id", ""))
        _nest(draft, (), "basis", FIELD_BASIS, basis.get(field_id, []))
        _nest(draft, (), "sources", SOURCES, sources.get(field_id, []))
        _nest(draft, (), "items", ITEMS, items.get(field_id, []))
        for index, item in enumerate(items.get(field_id, [])):
            here = ("items", index)
            item_id = str(item.values.get("id", ""))
            _nest(draft, here, "elements", ELEMENTS, elements.get(item_id, []))
            _nest(draft, here, "split", SPLITS, splits.get(item_id, []))
        yield draft.convert(FieldFile, name, _file_name(line, field_id, name))


def _file_name(line: _Line, field_id: str, name: str) -> str:
    """The file that a field goes into: a bare name that begins with the field's number."""
    file = str(line.values.get("file", ""))
    number = field_id.removeprefix("field-")
    if not re.fullmatch(rf"{re.escape(number)}_[A-Za-z0-9_-]+\.yml", file):
        raise AuditorError(f"{name} {line.places['file']}：文件名“{file}”应形如“{number}_name.yml”")
    return file


def _owned(
    tables: dict[str, list[_Line]], layout: Sheet, key: str, owners: Sheet, name: str
) -> dict[str, list[_Line]]:
    """Lines by the id of their owner; an owner that does not exist, or stands twice, is an error."""
    known: dict[str, str] = {}
    for line in tables[owners.title]:
        owner = str(line.values.get("id", ""))
        if owner in known:
            raise AuditorError(
                f"{name} {line.places['id']}：编号“{owner}”重复，{known[owner]}已经用过。请改正"
            )
        known[owner] = line.row
    found: dict[str, list[_Line]] = {}
    for line in tables[layout.title]:
        owner = str(line.values.get(key, ""))
        if owner not in known:
            place = f"{name} {line.places[key]}"
            raise AuditorError(f"{place}：“{owner}”不在工作表“{owners.title}”中。{near(owner, known)}")
        found.setdefault(owner, []).append(line)
    return found
