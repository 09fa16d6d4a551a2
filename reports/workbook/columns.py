"""The columns of the portal with their freshness, in the order of its navigation."""

from __future__ import annotations

from auditor.model import Audit
from reports import wording
from reports.text import clean
from reports.tree import Branch, ColumnRow, branches
from reports.workbook.cells import day_of
from reports.workbook.sheet import Cell, Head, Kind, Link, Table, Tone

_STATES = tuple(
    (wording.label("column_state", state), tone)
    for state, tone in (
        ("empty", Tone.BAD),
        ("stale", Tone.BAD),
        ("due-soon", Tone.WARN),
        ("unread", Tone.UNSURE),
        ("cant-tell", Tone.UNSURE),
        ("ok", Tone.GOOD),
    )
)
_HEADS = (
    Head("所在导航", 14),
    Head("栏目", 22),
    Head("路径", 34),
    Head("状态", 10, Kind.WORD, _STATES),
    Head("最新日期", 12, Kind.DATE),
    Head("距检查日（天）", 10, Kind.WORD),
    Head("时限（天）", 8, Kind.WORD),
    Head("更新类别", 14),
    Head("首页条数", 8, Kind.WORD),
    Head("总条数", 8, Kind.WORD),
    Head("对应规范", 18),
    Head("类型", 8, Kind.WORD),
    Head("说明", 20),
    Head("网址", 30),
)


def columns_table(audit: Audit) -> Table:
    rows = tuple(_row(branch, row) for branch in branches(audit) for row in branch.rows)
    return Table("栏目", _HEADS, rows, frozen=2)


def _row(branch: Branch, row: ColumnRow) -> tuple[Cell, ...]:
    column = row.column
    return (
        clean(branch.name, 60),
        clean(column.name, 120),
        " › ".join(clean(name, 40) for name in column.path),
        wording.label("column_state", row.state),
        day_of(column.newest),
        row.age,
        column.limit_days,
        wording.label("freshness", column.freshness) if column.freshness else "",
        column.items,
        column.total,
        clean(row.standard, 80),
        wording.label("kind", column.kind.value),
        clean(row.note, 200),
        Link(column.url),
    )
