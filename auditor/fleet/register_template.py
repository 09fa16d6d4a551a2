"""A register to fill in: a workbook with lists to choose from, or YAML with comments. Both are read back without a fault."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditor.fleet.planning import SheetWords, planning
from auditor.model.fleet import Budget

HELP = "填写说明"
_WIDTHS = {"name": 30, "url": 44, "target": 20, "backend": 18, "quiet": 26}
_ROWS = 5000
_EXAMPLE_PORTAL = {
    "code": "990101",
    "name": "清禾县人民政府",
    "url": "http://www.qinghe.test/",
    "backend": "platform-a",
    "level": "县级",
    "schedule": "每夜",
}
_EXAMPLE_BACKEND = {"id": "platform-a", "interval": "2", "quiet": "07:30-18:00", "quiet_on": "工作日"}
_HELP = (
    "“网站”每行一个。“代码”“名称”必填；“网址”写首页地址。本软件已有该代码的网站文件时，网址可以不写。",
    "目标：一般不填。要按另一个网站文件或代码检查时才写。",
    "后端：共用一个平台或服务器的网站写同一个编号，它们会依次检查，合用一个请求间隔。不填时以主机名为后端。",
    "平台：网站系统的名称，用来估计没有查过的网站要多久。可以不填。",
    "级别：{levels}。",
    "检查周期：每夜、工作日、每周一（周一至周日）、每月15日（1 至 31）、暂停。",
    "每夜页数上限、每夜分钟上限：一个网站一夜最多查多少；不填为 {pages} 页、{minutes} 分钟。上限小于网站实际大小的，等于抽查。",
    "“后端”每行一个：间隔秒数是两次请求之间的秒数，不填为 {interval} 秒，不得小于 {least} 秒。",
    "静默时段：这些时间不访问，写成 07:30-18:00，可跨零点，多个用顿号分开。静默日：每天，或只在工作日。",
    "“默认值”一行：对没有单独填写的网站和后端有效。",
    "第 2 行是例子，请改成或删除。所有单元格按文字填写，不要用公式。",
)
_YAML = """\
# 网站登记表。检查和计划：auditor fleet plan 本文件
defaults:                       # 没有单独写明的按这里
  interval: {interval}                 # 同一后端两次请求之间的秒数，不得小于 {least}
  schedule: nightly             # nightly 每夜；workdays 工作日；weekly:1 每周一；monthly:15 每月15日；paused 暂停
  budget: {{pages: {pages}, minutes: {minutes}}}   # 一个网站一夜最多查多少；小于网站实际大小的，等于抽查
  profile: national
  level: county                 # {levels}
  quiet: []                     # 不访问的时段，例如 ["07:30-18:00"]，可跨零点
  quiet_on: always              # always 每天；workdays 只在工作日
backends:                       # 共用一个平台或服务器的网站依次检查，合用一个间隔
  platform-a:
    interval: 2.0
    quiet: ["07:30-18:00"]
    quiet_on: workdays
portals:
  - code: "990101"              # 代码加引号
    name: 清禾县人民政府
    url: http://www.qinghe.test/
    backend: platform-a         # 不写时以主机名为后端
#   target: "990101"            # 一般不写；要按网站文件（代码或 .yml）检查时写
#   platform: 某某网站集约化平台   # 用来估计没有查过的网站要多久
#   schedule: weekly:1
#   budget: {{pages: 500, minutes: 30}}
"""


def yaml_template() -> bytes:
    return _YAML.format(**_figures()).encode()


def workbook_template() -> bytes:
    """Bytes of the workbook: the three sheets of a register, and what to write where."""
    book = Workbook()
    words = planning().book
    first = book.active
    assert isinstance(first, Worksheet)  # a new workbook has one
    _fill(first, words.portals, _EXAMPLE_PORTAL)
    _fill(book.create_sheet(), words.backends, _EXAMPLE_BACKEND)
    _fill(book.create_sheet(), words.defaults, {})
    rules = planning()
    _choose(first, words.portals, "level", [level[0] for level in rules.levels.values()])
    _choose(
        book[words.backends.title], words.backends, "quiet_on", [each[0] for each in rules.quiet_on.values()]
    )
    _instruct(book.create_sheet(HELP))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _fill(sheet: Worksheet, words: SheetWords, example: dict[str, str]) -> None:
    sheet.title = words.title
    for column, (key, titles) in enumerate(words.headers.items(), start=1):
        head = sheet.cell(1, column, titles[0])
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F0")
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS.get(key, 15)
        sheet.column_dimensions[letter].number_format = "@"
        if key in example:
            sheet.cell(2, column, example[key]).number_format = "@"
    sheet.freeze_panes = "A2"


def _choose(sheet: Worksheet, words: SheetWords, key: str, choices: Sequence[str]) -> None:
    letter = get_column_letter(list(words.headers).index(key) + 1)
    offer = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    offer.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(offer)


def _instruct(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(_HELP, start=1):
        cell = sheet.cell(number, 1, text.format(**_figures()))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _figures() -> dict[str, object]:
    rules, usual = planning(), Budget()
    levels = "、".join(f"{level.value} {words[0]}" for level, words in rules.levels.items())
    return {
        "levels": levels,
        "pages": usual.pages,
        "minutes": usual.minutes,
        "interval": rules.interval,
        "least": rules.least_interval,
    }
