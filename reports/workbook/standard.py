"""What the standard names, and what on the portal was taken for it: columns and fields, and the items of the catalog."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import Audit, Candidate, Group, StandardMatch
from reports import wording
from reports.items import FieldItems, ItemView, items_of
from reports.text import clean
from reports.view import MatchView, match_views
from reports.workbook.cells import joined
from reports.workbook.findings import clause_text
from reports.workbook.sheet import Cell, Head, Kind, Link, Table, Tone

_FIELD_STATES = tuple(
    (wording.label("field_state", state), tone)
    for state, tone in (
        ("missing", Tone.BAD),
        ("empty", Tone.BAD),
        ("stale", Tone.WARN),
        ("unsure", Tone.UNSURE),
        ("cant-tell", Tone.UNSURE),
        ("present", Tone.GOOD),
        ("not-required", Tone.QUIET),
    )
)
#: An item without a column of its own is no fault.
_ITEM_STATES = tuple(
    (wording.label("item_state", state), tone)
    for state, tone in (("present", Tone.GOOD), ("unsure", Tone.UNSURE), ("cant-tell", Tone.UNSURE))
)
_FOUND = (
    Head("网站上的名称", 24),
    Head("认定方式", 16),
    Head("相似度", 8, Kind.WORD),
    Head("最接近的名称", 26),
    Head("网址", 30),
)
_STANDARD = (
    Head("类别", 10, Kind.WORD),
    Head("编号", 14),
    Head("标准名称", 24),
    Head("状态", 10, Kind.WORD, _FIELD_STATES),
    Head("应当公开", 8, Kind.WORD),
    *_FOUND,
    Head("依据", 34),
)
_ITEMS = (
    Head("领域", 16),
    Head("编号", 9),
    Head("一级事项", 16),
    Head("二级事项", 22),
    Head("状态", 10, Kind.WORD, _ITEM_STATES),
    Head("公开时限", 22),
    *_FOUND,
    Head("依据", 28),
)
_NEAR = 3


def standard_table(audit: Audit) -> Table:
    """Columns and fields of the standard with their state on this portal."""
    views = (view for group in (Group.COLUMN, Group.FIELD) for view in match_views(audit, group))
    return Table("规范对照", _STANDARD, tuple(_entry(view) for view in views), frozen=3)


def items_table(audit: Audit) -> Table:
    """The items of the catalog, field by field."""
    rows = (_item(field, row) for field in items_of(audit).fields for row in field.rows)
    return Table("事项对照", _ITEMS, tuple(rows), frozen=4)


def _entry(view: MatchView) -> tuple[Cell, ...]:
    match = view.match
    return (
        wording.label("group", match.group.value),
        clean(match.id, 60),
        clean(match.title, 120),
        wording.label("field_state", view.state),
        "是" if match.required else "否",
        *_found(match),
        clause_text(match.basis),
    )


def _item(field: FieldItems, row: ItemView) -> tuple[Cell, ...]:
    match = row.match
    return (
        clean(field.title, 60),
        clean(match.id, 60),
        clean(row.level1, 120),
        clean(match.title, 120),
        wording.label("item_state", row.state),
        clean(match.limit, 200),
        *_found(match),
        clause_text(match.basis),
    )


def _found(match: StandardMatch) -> tuple[Cell, ...]:
    return (
        clean(match.published or "", 120),
        wording.label("method", match.method) if match.method else "",
        round(match.score, 1) if match.score is not None else None,
        _nearest(match.runners_up),
        Link(match.url) if match.url else None,
    )


def _nearest(candidates: Sequence[Candidate]) -> str:
    shown = (f"{clean(one.title, 40)}（{one.score:.0f}）" for one in candidates[:_NEAR] if one.score)
    return joined(shown, _NEAR)
