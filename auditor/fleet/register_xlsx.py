"""The register as a workbook: one portal a row, Chinese headings (``rules/fleet_plan.yml``), checked as YAML is.

Sheets: the portals; besides, if wanted, the back-ends and one row of defaults. Every fault names sheet, row and column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from openpyxl import Workbook

from auditor.catalog.workbook_file import open_workbook
from auditor.catalog.workbook_read import InCells
from auditor.errors import AuditorError
from auditor.fleet.planning import SheetWords, planning
from auditor.fleet.register_given import MAX_PORTALS, GivenRegister
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath, explain

_MAX_COLUMNS = 100
_HEADER_ROWS = 10
_SEVERAL = re.compile(r"[,，、;；|\n]+")
_BUDGET = ("pages", "minutes")
_NUMBERS = frozenset({"interval", *_BUDGET})
_NEEDED = {"portals": ("code", "name"), "backends": ("id",), "defaults": ()}


@dataclass(slots=True)
class _Draft:
    """The register being put together as plain data, and the cell of each of its key paths."""

    data: dict[str, Any]
    cells: dict[KeyPath, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """Values by key with the place of each, and the place of the row."""

    values: Mapping[str, Any]
    places: Mapping[str, str]
    where: str

    def put(self, draft: _Draft, path: KeyPath) -> dict[str, Any]:
        """The row as a mapping at ``path``; what bounds a night goes one level down."""
        draft.cells[path] = self.where
        made: dict[str, Any] = {key: value for key, value in self.values.items() if key not in _BUDGET}
        if budget := {key: self.values[key] for key in _BUDGET if key in self.values}:
            made["budget"] = budget
        for key, place in self.places.items():
            inner: KeyPath = ("budget", key) if key in _BUDGET else (key,)
            draft.cells[(*path, *inner)] = place
        return made


def read(path: Path) -> Located[GivenRegister]:
    """The register that the workbook holds. AuditorError in Chinese on the first fault of form."""
    book = open_workbook(path)
    words = planning().book
    draft = _Draft({"portals": []})
    rows = _rows(book, words.portals, path, _NEEDED["portals"])
    if rows is None:
        raise AuditorError(
            f"{path}：缺少工作表“{words.portals.title}”。请用 auditor fleet template 文件.xlsx 生成模板后填写"
        )
    for number, row in enumerate(rows):
        draft.data["portals"].append(row.put(draft, ("portals", number)))
    for row in _rows(book, words.backends, path, _NEEDED["backends"]) or ():
        _put_backend(draft, row, path)
    defaults = _rows(book, words.defaults, path, _NEEDED["defaults"]) or []
    if len(defaults) > 1:
        raise AuditorError(f"{path} {defaults[1].where}：默认值只能有一行。请删除多余的行")
    for row in defaults:
        draft.data["defaults"] = row.put(draft, ("defaults",))
    return _converted(draft, path)


def _put_backend(draft: _Draft, row: _Row, path: Path) -> None:
    backends = draft.data.setdefault("backends", {})
    name = str(row.values.get("id", ""))
    if not name:
        raise AuditorError(f"{path} {row.where}：缺少后端编号。请填写，或删除这一行")
    if name in backends:
        raise AuditorError(f"{path} {row.where}：后端“{name}”重复。请删除其中一行")
    made = row.put(draft, ("backends", name))
    del made["id"]
    backends[name] = made


def _converted(draft: _Draft, path: Path) -> Located[GivenRegister]:
    raw = InCells(None, str(path), {}, str(path), draft.cells)
    try:
        value = msgspec.convert(draft.data, GivenRegister, strict=True)
    except msgspec.ValidationError as error:
        at, message = explain(draft.data, GivenRegister, str(error))
        words = planning().book
        titles = {**words.backends.headers, **words.portals.headers}
        for key, names in titles.items():
            message = re.sub(rf"(?<![a-z]){key}(?![a-z])", names[0], message)
        raw.fail(at, message)
    return InCells(value, str(path), {}, str(path), draft.cells)


def _rows(book: Workbook, words: SheetWords, path: Path, needed: Sequence[str]) -> list[_Row] | None:
    """The filled rows of a sheet; None when there is no such sheet."""
    if words.title not in book.sheetnames:
        return None
    sheet = book[words.title]
    if sheet.max_row > MAX_PORTALS + _HEADER_ROWS or sheet.max_column > _MAX_COLUMNS:
        size = f"{sheet.max_row} 行 {sheet.max_column} 列"
        raise AuditorError(f"{path} 工作表“{words.title}”：有 {size}，过大。请删除下方和右侧无用的行、列")
    lines = list(sheet.iter_rows())
    at, columns = _header(lines, words, path, needed)
    return list(_filled(lines, at, columns, words, path))


def _header(
    lines: Sequence[Sequence[Any]], words: SheetWords, path: Path, needed: Sequence[str]
) -> tuple[int, Mapping[int, str]]:
    """(index of the row of headings, key by column). Rows above it are a title; a heading that nobody knows is an error."""
    keys = {_squeezed(title): key for key, titles in words.headers.items() for title in titles}
    where = f"{path} 工作表“{words.title}”"
    for at, cells in enumerate(lines[:_HEADER_ROWS]):
        heads = [_squeezed(str(cell.value)) if cell.value is not None else "" for cell in cells]
        found = [keys[head] for head in heads if head in keys]
        if not found or not set(needed) <= set(found):
            continue
        columns: dict[int, str] = {}
        for column, head in enumerate(heads):
            if not head:
                continue
            if head not in keys:
                raise AuditorError(f"{where}第 {at + 1} 行：不认识的表头“{head}”。{_known(head, words)}")
            if keys[head] in columns.values():
                raise AuditorError(f"{where}第 {at + 1} 行：表头“{head}”重复。请删除其中一列")
            columns[column] = keys[head]
        return at, columns
    wanted = [words.headers[key][0] for key in needed] or [titles[0] for titles in words.headers.values()]
    raise AuditorError(
        f"{where}：没有找到表头。应有“{'”“'.join(wanted)}”等列；可用 auditor fleet template 文件.xlsx 生成模板"
    )


def _known(head: str, words: SheetWords) -> str:
    every = [title for titles in words.headers.values() for title in titles]
    like = difflib.get_close_matches(head, every, n=1, cutoff=0.5)
    usual = "、".join(titles[0] for titles in words.headers.values())
    return (f"是否想写“{like[0]}”？" if like else "请删除这一列，或改成可用的表头。") + f"可用的表头：{usual}"


def _filled(
    lines: Sequence[Sequence[Any]], at: int, columns: Mapping[int, str], words: SheetWords, path: Path
) -> Iterator[_Row]:
    for number, cells in enumerate(lines[at + 1 :], start=at + 2):
        values: dict[str, Any] = {}
        places: dict[str, str] = {}
        for column, key in columns.items():
            cell = cells[column]
            title = words.headers[key][0]
            places[key] = f"工作表“{words.title}”第 {number} 行“{title}”列（{cell.coordinate}）"
            value = _value(key, cell, f"{path} {places[key]}")
            if value is not None:
                values[key] = value
        if values:
            yield _Row(values, places, f"工作表“{words.title}”第 {number} 行")


def _value(key: str, cell: Any, where: str) -> Any:
    """The cell's value as the register wants it; None for an empty cell."""
    value = cell.value
    if cell.data_type == "f":
        raise AuditorError(f"{where}：是公式“{str(value)[:40]}”。请改为文字（复制后选择性粘贴为数值）")
    if value is None or not str(value).strip():
        return None
    if cell.data_type == "e" or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise AuditorError(f"{where}：应为文字，实际是“{value}”。请把单元格设为文本格式后重新填写")
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if key in _NUMBERS:
        return _number(text, key, where)
    if key == "quiet":
        return [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    if "\n" in text:
        raise AuditorError(f"{where}：只能是一行文字，实际有换行。请删除换行")
    return text


def _number(text: str, key: str, where: str) -> int | float:
    pattern = r"\d{1,6}" if key in _BUDGET else r"\d{1,4}(?:\.\d{1,6})?"
    if not re.fullmatch(pattern, text):
        kind = "正整数" if key in _BUDGET else "秒数（例如 1 或 0.5）"
        raise AuditorError(f"{where}：应为{kind}，实际是“{text[:40]}”。请改正")
    return int(text) if key in _BUDGET else float(text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).strip("*")
