"""The register of accounts as a workbook: one account a row, headings in any usual wording (``rules/media.yml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from openpyxl.worksheet.worksheet import Worksheet

from auditor.catalog.workbook_file import open_workbook
from auditor.errors import AuditorError
from auditor.media.given import Given
from auditor.media_words import media_words
from auditor.statements import squeezed

#: A stray cell far below or to the right would make millions of empty ones.
_MAX_ROWS, _MAX_COLUMNS = 5000, 100
_HEADER_ROWS = 10
_SEVERAL = re.compile(r"[\s,，、;；|]+")


def read(path: Path) -> tuple[Given, ...]:
    """The accounts of the first sheet that has headings of name and platform. AuditorError says what is wrong."""
    _check_head(path)
    book = open_workbook(path)
    for sheet in book.worksheets:
        if not isinstance(sheet, Worksheet):
            continue
        if sheet.max_row > _MAX_ROWS or sheet.max_column > _MAX_COLUMNS:
            size = f"{sheet.max_row} 行 {sheet.max_column} 列"
            raise AuditorError(f"{path} 工作表“{sheet.title}”：有 {size}，过大。请删除下方和右侧无用的行、列")
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        found = _header(rows)
        if found is not None:
            at, columns = found
            return tuple(_given(rows, at, columns, path, sheet.title))
    words = media_words().register
    raise AuditorError(
        f"{path}：没有找到表头。第一行应有“{words.name[0]}”“{words.platform[0]}”等列；"
        "可用 auditor newmedia 目标 --write-register 文件.xlsx 生成"
    )


def _check_head(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(2)
    except FileNotFoundError:
        raise AuditorError(f"{path}：文件不存在。请检查路径是否写对") from None
    except OSError as error:
        raise AuditorError(f"{path}：文件无法读取（{error.strerror or error}）。请检查文件权限") from None
    if head not in (b"PK", b"\xd0\xcf"):
        raise AuditorError(f"{path}：不是 xlsx 工作簿。请用表格软件另存为 .xlsx")


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]] | None:
    """(index of the row of headings, column by field); name and platform must be among them."""
    known = msgspec.structs.asdict(media_words().register)
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        labels = [re.sub(r"[（(].*", "", squeezed(cell)).strip("*") for cell in row]
        found: dict[str, int] = {}
        for field, words in known.items():
            column = next(
                (
                    labels.index(word)
                    for word in words
                    if word in labels and labels.index(word) not in found.values()
                ),
                None,
            )
            if column is not None:
                found[field] = column
        if found.keys() >= {"name", "platform"}:
            return at, found
    return None


def _given(
    rows: Sequence[Sequence[str]], at: int, columns: Mapping[str, int], path: Path, title: str
) -> Iterator[Given]:
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        told = {field: row[column] for field, column in columns.items() if column < len(row)}
        if not any(told.values()):
            continue
        several = {
            field: tuple(filter(None, _SEVERAL.split(told.pop(field, "")))) for field in ("topics", "lists")
        }
        place = f"工作表“{title}”第 {number} 行"
        yield Given(
            where=f"{path} {place}",
            place=f"{path.name} {place}",
            topics=several["topics"],
            lists=several["lists"],
            **told,
        )


def _text(value: object) -> str:
    """A cell's words; a number that a spreadsheet made of an id is written out."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:2000]
