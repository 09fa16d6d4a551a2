"""How the files of an edition lie in a workbook: sheets, columns, and which key of which Struct each column is.

One table of rows per sheet, a header in row 1. Lists of words are lines of one cell; a list is never split over
columns, so a sheet can be sorted and filtered. Ids join the sheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "lines", "yesno", "words"]

YES, NO = "是", "否"
LEVELS = {"county": "县级", "township": "乡级", "department": "部门"}


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the Struct's; ``words`` are lists of levels under their Chinese names; ``width`` in characters."""

    title: str
    key: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """``owner`` columns say which field, row … the line belongs to; they are no key of the Struct itself."""

    title: str
    columns: tuple[Column, ...]
    owner: tuple[str, ...] = ()


_CLAUSE = (
    Column("文件", "doc", width=30),
    Column("条款", "clause"),
    Column("原文", "text", width=50),
    Column("已核实", "verified", "yesno", 8),
)
EDITION = Sheet(
    "版本",
    (
        Column("版本", "edition"),
        Column("名称", "title", width=50),
        Column("施行日期", "in_force"),
        Column("说明", "note", width=80),
    ),
)
EDITION_BASIS = Sheet("版本依据", _CLAUSE)
FIELDS = Sheet(
    "领域",
    (
        Column("编号", "id"),
        Column("文件名", "file", width=36),
        Column("领域", "title", width=26),
        Column("印发机关", "issuer", width=40),
        Column("责任层级", "levels", "words"),
        Column("严重程度", "severity"),
        Column("更新类别", "freshness"),
        Column("上级栏目", "parents", "lines", 18),
        Column("说明", "note", width=50),
        Column("通用要素", "common_elements", "lines", 50),
    ),
    owner=("file",),
)
FIELD_BASIS = Sheet("领域依据", (Column("领域编号", "field"), *_CLAUSE), owner=("field",))
SOURCES = Sheet(
    "来源",
    (
        Column("领域编号", "field"),
        Column("来源编号", "id"),
        Column("网址", "url", width=60),
        Column("说明", "note", width=50),
    ),
    owner=("field",),
)
ITEMS = Sheet(
    "事项",
    (
        Column("领域编号", "field"),
        Column("编号", "id"),
        Column("一级事项", "level1", width=20),
        Column("二级事项", "level2", width=26),
        Column("别名", "aliases", "lines", 20),
        Column("要素齐全", "elements_complete", "yesno", 8),
        Column("公开依据", "basis", "lines", 46),
        Column("公开时限", "time_limit", width=36),
        Column("公开主体", "publisher", width=22),
        Column("公开渠道", "channels", "lines", 22),
        Column("公开对象", "audience"),
        Column("公开方式", "mode"),
        Column("公开层级", "levels", "words"),
        Column("已核实", "verified", "yesno", 8),
        Column("来源", "sources", "lines"),
        Column("说明", "note", width=40),
    ),
    owner=("field",),
)
ELEMENTS = Sheet(
    "要素",
    (
        Column("事项编号", "item"),
        Column("编号", "id"),
        Column("要素", "title", width=60),
        Column("别名", "aliases", "lines", 30),
    ),
    owner=("item",),
)
SPLITS = Sheet(
    "拆分",
    (
        Column("事项编号", "item"),
        Column("原文", "text", width=80),
        Column("拆为要素", "into", "lines", 20),
    ),
    owner=("item",),
)
SHEETS = (EDITION, EDITION_BASIS, FIELDS, FIELD_BASIS, SOURCES, ITEMS, ELEMENTS, SPLITS)
HELP = "说明"
HELP_LINES = (
    "本工作簿由 auditor catalog export 生成，可在修改后用 auditor catalog import 读回。",
    "编号不得改动或重新排序编号；删除的编号不再使用，新增的用下一个空号。",
    "一格多项时每项一行（Alt+Enter 换行）。“是/否”列只填“是”或“否”。",
    "单元格只能是文字，不要用公式。表头和工作表名称不要改动；行的先后就是目录中的先后。",
    "责任层级、公开层级填：县级、乡级、部门（每项一行）。空格表示没有。",
    "导入时先显示差异，加 --write 才写入文件；任何一格有误都不会写入。",
)
