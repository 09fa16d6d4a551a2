"""The items of the standard catalog, field by field: which have a column of their own, and what came nearest.

For information only: an item without a column is no fault, for its texts may stand in the field's own list.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.model import Audit, AuditedColumn, Candidate, Clause, Group, Presence, StandardMatch
from reports.text import clean, slug

ITEM_STATES = ("present", "unsure", "absent", "cant-tell")
#: From this many items on, the lists stay folded in print.
_LONG = 60
_NEAR_SHOWN = 3
_STATE = {
    Presence.PRESENT: "present",
    Presence.AMBIGUOUS: "unsure",
    Presence.ABSENT: "absent",
    Presence.CANT_TELL: "cant-tell",
}


@dataclass(frozen=True, slots=True)
class Near:
    """A published name that comes near; ``anchor`` is its column's place in the report."""

    title: str
    score: float
    anchor: str | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item. ``level1`` is its 一级事项 ("" = not known); ``state`` one of ITEM_STATES; ``doc`` is "" where the
    clause is of the document that most items have."""

    match: StandardMatch
    anchor: str
    level1: str
    state: str
    note: str
    clause: Clause | None
    doc: str
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class FieldItems:
    """The items of one field, in the order of the catalog. ``counts`` are (state, number), none of them 0."""

    title: str
    anchor: str
    rows: tuple[ItemView, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """All items. ``doc`` is the document of most clauses; ``skipped`` are fields whose items are not listed."""

    fields: tuple[FieldItems, ...]
    total: int
    counts: tuple[tuple[str, int], ...]
    doc: str
    skipped: tuple[str, ...]
    long: bool

    def __bool__(self) -> bool:
        return bool(self.total)


def items_of(audit: Audit) -> Items:
    """The items of the audit grouped by field; a pure function."""
    matches = [match for match in audit.standard if match.group is Group.ITEM]
    columns = {column.id: column for column in audit.columns}
    docs = Counter(match.basis[0].doc for match in matches if match.basis)
    doc = docs.most_common(1)[0][0] if docs else ""
    titles = {match.id: match.title for match in audit.standard if match.group is Group.FIELD}
    grouped: dict[str, list[ItemView]] = {}
    for match in matches:
        grouped.setdefault(match.parent or "", []).append(_view(match, columns, doc))
    order = [id_ for id_ in titles if id_ in grouped] + [id_ for id_ in grouped if id_ not in titles]
    fields = tuple(
        _field(titles.get(id_, id_ or "其他"), number, grouped[id_]) for number, id_ in enumerate(order)
    )
    return Items(
        fields=fields,
        total=len(matches),
        counts=_counts([row for field in fields for row in field.rows]),
        doc=doc,
        skipped=tuple(title for id_, title in titles.items() if matches and id_ not in grouped),
        long=len(matches) >= _LONG,
    )


def level1_of(match: StandardMatch) -> str:
    """The 一级事项 of an item: its first clause reads ``一级 / 二级``. Empty when the clause does not say."""
    if match.group is not Group.ITEM or not match.basis:
        return ""
    level1, slash, level2 = match.basis[0].text.partition(" / ")
    return level1 if slash and level2 == match.title and level1 != match.title else ""


def item_state(match: StandardMatch) -> str:
    """One of ITEM_STATES."""
    return _STATE[match.outcome]


def _field(title: str, number: int, rows: list[ItemView]) -> FieldItems:
    return FieldItems(title=title, anchor=f"items-{number + 1}", rows=tuple(rows), counts=_counts(rows))


def _view(match: StandardMatch, columns: dict[str, AuditedColumn], doc: str) -> ItemView:
    column = columns.get(match.column or "")
    clause = match.basis[0] if match.basis else None
    shown = match.runners_up[:_NEAR_SHOWN] if match.outcome is not Presence.PRESENT else ()
    return ItemView(
        match=match,
        anchor="i-" + slug(match.id),
        level1=level1_of(match),
        state=item_state(match),
        note="栏目空白" if column and column.empty else "",
        clause=clause,
        doc=clause.doc if clause and clause.doc != doc else "",
        near=tuple(_near(one, columns) for one in shown),
    )


def _near(one: Candidate, columns: dict[str, AuditedColumn]) -> Near:
    return Near(clean(one.title, 40), one.score, f"c-{slug(one.id)}" if one.id in columns else None)


def _counts(rows: list[ItemView]) -> tuple[tuple[str, int], ...]:
    count = Counter(row.state for row in rows)
    return tuple((state, count[state]) for state in ITEM_STATES if count[state])
