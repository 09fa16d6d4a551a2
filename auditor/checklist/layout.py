"""What the sheet of the checklist looks like: its columns, and the words of its instructions."""

from __future__ import annotations

from dataclasses import dataclass

SHEET, HELP = "检查表", "填表说明"
#: Labels on the sheet of instructions whose neighbours say for whom the list was written.
PORTAL, PROFILE = "网站代码", "判定方案"


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the field of a row or of an answer; ``fill`` marks those that the inspector fills in."""

    key: str
    title: str
    width: int
    fill: bool = False


COLUMNS = (
    Column("id", "编号", 10),
    Column("requirement", "要求", 7),
    Column("title", "职责", 30),
    Column("look", "看什么", 46),
    Column("wanted", "要什么证据", 26),
    Column("basis", "依据", 50),
    Column("severity", "程度", 7),
    Column("verdict", "结论", 10, fill=True),
    Column("note", "说明", 36, fill=True),
    Column("evidence", "证据（网址或文件名）", 36, fill=True),
    Column("author", "检查人", 12, fill=True),
    Column("date", "日期", 13, fill=True),
)
#: Without these a sheet cannot be read back.
NEEDED = ("id", "verdict", "note", "evidence", "author", "date")

SEVERITIES = {"critical": "严重", "major": "较重", "minor": "一般", "info": "提示"}

INSTRUCTIONS = (
    "本表列出网上看不到、需要到现场或查阅材料才能核对的职责，填好后读回，与网站检查的结果一并计分。",
    "只填底色较浅的五列：结论、说明、证据、检查人、日期。其他各列和“编号”不要改动；行可以排序、筛选，也可以分给几个人填后合并。",
    "结论从下拉列表中选择：符合、不符合、不适用、未查。空着的和“未查”的不计分，在报告中列为“无法判定”。",
    "“不符合”必须写证据（网址、文件名或照片名）；“不适用”必须写说明；填了结论的都要写检查人和日期。",
    "日期写成 2026-06-15 的样子，不能晚于读入当天。",
    "填好后运行：auditor checklist read 本文件 --run 运行目录。有错误时逐行指出；没有全部改好之前，不会读入任何内容。",
)
