"""A filled-in checklist → rows as given: the workbook, or the JSON that the HTML form saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from auditor import codec
from auditor.catalog.workbook_file import open_workbook
from auditor.checklist.answers import Given
from auditor.checklist.layout import COLUMNS, HELP, NEEDED, PORTAL, PROFILE, SHEET
from auditor.errors import AuditorError

FORM_SCHEMA = "portal-auditor/checklist-form/1"
#: A stray cell far below or to the right would make millions of empty ones.
_MAX_ROWS, _MAX_COLUMNS, _MAX_JSON = 5000, 100, 4 * 1024 * 1024
_AGAIN = "请用 auditor checklist write 重新生成检查表"


@dataclass(frozen=True, slots=True)
class Filled:
    """``portal`` and ``profile`` for which the list was written; "" when the file does not say."""

    rows: tuple[Given, ...]
    portal: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class _FormRow:
    id: str
    verdict: str = ""
    note: str = ""
    evidence: str = ""
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Form:
    schema: str
    rows: tuple[_FormRow, ...]
    portal: str = ""
    profile: str = ""


def read_filled(path: Path) -> Filled:
    """What the file holds. Raises AuditorError when it is neither a workbook nor saved by the form."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError:
        raise AuditorError(f"{path}：文件不存在。请检查路径是否写对") from None
    except OSError as error:
        raise AuditorError(f"{path}：文件无法读取（{error.strerror or error}）。请检查文件权限") from None
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _from_form(path)
    if head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise AuditorError(
            f"{path}：这是网页表单本身。请在浏览器中打开，填好后点“保存结果”，读入保存下来的 .json 文件"
        )
    return _from_workbook(path)


def _from_form(path: Path) -> Filled:
    if path.stat().st_size > _MAX_JSON:
        raise AuditorError(f"{path}：文件过大（上限 {_MAX_JSON} 字节）。请确认它是检查表网页保存的文件")
    try:
        form = codec.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), _Form)
    except (ValueError, RecursionError) as error:
        raise AuditorError(
            f"{path}：不是检查表网页保存的文件（{codec.reason(error)}）。请在网页中重新保存"
            if isinstance(error, ValueError)
            else f"{path}：不是检查表网页保存的文件。请在网页中重新保存"
        ) from None
    if form.schema != FORM_SCHEMA:
        raise AuditorError(f"{path}：格式是“{form.schema[:40]}”，应为“{FORM_SCHEMA}”。{_AGAIN}")
    if len(form.rows) > _MAX_ROWS:
        raise AuditorError(f"{path}：有 {len(form.rows)} 行，过多。{_AGAIN}")
    rows = tuple(
        Given(f"第 {number} 条", row.id.strip(), row.verdict, row.note, row.evidence, row.author, row.date)
        for number, row in enumerate(form.rows, start=1)
    )
    return Filled(rows, form.portal, form.profile)


# ── workbook ──────────────────────────────────────────────────────────────────────────────────────


def _from_workbook(path: Path) -> Filled:
    book = open_workbook(path)
    if SHEET not in book.sheetnames:
        raise AuditorError(f"{path.name}：缺少工作表“{SHEET}”。{_AGAIN}")
    sheet = book[SHEET]
    if not isinstance(sheet, Worksheet):
        raise AuditorError(f"{path.name}：“{SHEET}”不是表格。{_AGAIN}")
    if sheet.max_row > _MAX_ROWS or sheet.max_column > _MAX_COLUMNS:
        size = f"{sheet.max_row} 行 {sheet.max_column} 列"
        raise AuditorError(f"{path.name} 工作表“{SHEET}”：有 {size}，过大。请删除下方和右侧无用的行、列")
    rows = tuple(_rows(sheet, path.name))
    known = _known(book[HELP]) if HELP in book.sheetnames else {}
    return Filled(rows, known.get(PORTAL, ""), known.get(PROFILE, ""))


def _known(sheet: Any) -> Mapping[str, str]:
    """What the sheet of instructions says beside its labels."""
    if not isinstance(sheet, Worksheet):
        return {}
    cells = sheet.iter_rows(min_row=1, max_row=10, max_col=2, values_only=True)
    return {str(row[0]): str(row[1]).strip() for row in cells if len(row) == 2 and row[0] and row[1]}


def _rows(sheet: Worksheet, name: str) -> Iterator[Given]:
    at = _columns(sheet, name)
    faults: list[str] = []
    found: list[Given] = []
    for number, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        values: dict[str, Any] = {}
        for key, index in at.items():
            cell = cells[index] if index < len(cells) else None
            place = f"第 {number} 行“{_TITLES[key]}”"
            value, fault = ("", "") if cell is None else _value(cell, key)
            if fault:
                faults.append(f"{place}：{fault}")
            values[key] = value
        if any(values.values()):
            found.append(Given(f"第 {number} 行", **values))
    if faults:
        listed = "\n".join(faults[:100])
        raise AuditorError(f"{name} 有 {len(faults)} 处错误，没有读入任何内容：\n{listed}")
    yield from found


_TITLES = {column.key: column.title for column in COLUMNS}


def _columns(sheet: Worksheet, name: str) -> dict[str, int]:
    heads = [str(cell.value or "").strip() for cell in next(sheet.iter_rows(min_row=1, max_row=1), ())]
    found: dict[str, int] = {}
    for key in NEEDED:
        places = [index for index, head in enumerate(heads) if head == _TITLES[key]]
        if len(places) != 1:
            what = "缺少" if not places else "重复了"
            raise AuditorError(
                f"{name} 工作表“{SHEET}”第 1 行：{what}表头“{_TITLES[key]}”。{_AGAIN}，把填好的内容粘贴过去"
            )
        found[key] = places[0]
    return found


def _value(cell: Any, key: str) -> tuple[Any, str]:
    """The cell's text (or date), and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", f"是公式“{str(value)[:40]}”。请改为文字（复制后选择性粘贴为数值）"
    if cell.data_type == "e":
        return "", f"是错误值“{str(value)[:20]}”。请重新填写"
    if isinstance(value, date):  # a datetime is one too
        return (value, "") if key == "date" else (value.isoformat()[:10], "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "", f"应为文字，实际是“{str(value)[:20]}”。请重新填写"
    return (value.strip() if isinstance(value, str) else str(value)), ""
