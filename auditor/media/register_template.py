"""The register of accounts as a workbook to fill in, begun with what was found. Every cell is text, whatever it looks like."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from auditor.media_words import RegisterHeaders, media_words
from auditor.model import AccountState, MediaAccount

_MAX_CELL = 2000
SHEET, HELP = "账号登记表", "填写说明"
_WIDTHS = {
    "name": 24,
    "platform": 14,
    "owner": 30,
    "url": 44,
    "key": 20,
    "topics": 30,
    "lists": 44,
    "export": 24,
}
_FIELDS = ("name", "platform", "kind", "owner", "url", "key", "main", "state", "topics", "lists", "export")
_STATES = {AccountState.OPEN: "正常", AccountState.CLOSED: "已注销", AccountState.UNKNOWN: ""}
_HELP = (
    "每行一个账号。“账号名称”“平台”必填，其余知道多少填多少；没有把握的留空。",
    "平台：{platforms}。",
    "账号地址：不登录就能打开的主页，例如 https://weibo.com/u/123。",
    "账号ID：微博 UID，或微信公众号原始 ID（gh_ 开头）。",
    "主账号：填“是”或“否”。状态：填“正常”，或“已注销”“已关停”。",
    "职能关键词：本单位业务的常用词，用顿号分开，用来判断发文是否属于本单位职能。",
    "文章列表地址：平台或门户上列出全部发文的网页或 RSS，可写多个，用空格分开。",
    "导出文件：平台不公开的，从管理后台导出发文清单（标题、发布时间、链接、来源），与本表放在同一目录，这里写文件名。",
    "填好后另存为 spiders/portals/<省>/<代码>.media.xlsx，或用 auditor newmedia 目标 --register 文件 指定。",
)


def write_template(accounts: Sequence[MediaAccount]) -> bytes:
    """The file's bytes: one row for each account that was found, and what to write where."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = SHEET
    headers = media_words().register
    for at, field in enumerate(_FIELDS, start=1):
        cell = sheet.cell(1, at)
        _put(cell, _heading(headers, field))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F0")
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(field, 10)
    for number, account in enumerate(accounts, start=2):
        for at, text in enumerate(_row(account), start=1):
            _put(sheet.cell(number, at), text)
    sheet.freeze_panes = "C2"
    _instruct(book.create_sheet(HELP))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _heading(headers: RegisterHeaders, field: str) -> str:
    return str(getattr(headers, field)[0])


def _row(account: MediaAccount) -> tuple[str, ...]:
    title = next((each.title for each in media_words().platforms if each.id == account.platform), "")
    key = next((reading.key for reading in account.readings if reading.key), "")
    return (
        account.name,
        title,
        account.kind,
        account.owner,
        account.url,
        key,
        "是" if account.main else "",
        _STATES[account.state],
        "、".join(account.topics),
        "",
        "",
    )


def _instruct(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(_HELP, start=1):
        cell = sheet.cell(number, 1)
        _put(cell, text.replace("{platforms}", "、".join(each.title for each in media_words().platforms)))


def _put(cell: Any, text: str) -> None:
    """Text stays text: “=1+1” is no formula, “03-01” no date; control characters are no part of a cell."""
    assert isinstance(cell, Cell)
    shown = "".join(sign for sign in text if sign >= " ")[:_MAX_CELL]
    cell.value = shown or None
    if shown:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.quotePrefix = int(shown.startswith(("=", "+", "-", "@")))
