"""The matrix of fields: one cell each, with what is wrong and where it can be seen. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.model import Audit, Group
from reports.cards import Cards
from reports.text import slug
from reports.view import FIELD_STATES, OPEN, MatchView, match_views

#: The state of a field in one character, for the strip that is read at a glance.
SIGNS = {
    "present": "有",
    "empty": "空",
    "stale": "旧",
    "missing": "缺",
    "unsure": "疑",
    "cant-tell": "？",
    "not-required": "—",
}


@dataclass(frozen=True, slots=True)
class FieldCell:
    """One field. ``problems`` are (outcome, number) of its open findings, ``first`` the id of the first of them and ``key`` by
    which the list can be narrowed to them; ``column`` is the place of its column in the report. ``""`` where there is none."""

    number: int
    view: MatchView
    sign: str
    problems: tuple[tuple[str, int], ...]
    first: str
    key: str
    column: str


@dataclass(frozen=True, slots=True)
class FieldMatrix:
    """``counts`` are (state, number), the worst first."""

    cells: tuple[FieldCell, ...]
    counts: tuple[tuple[str, int], ...]

    def __bool__(self) -> bool:
        return bool(self.cells)


def field_matrix(audit: Audit, cards: Cards) -> FieldMatrix:
    """All fields in the order of the standard."""
    columns = {column.id for column in audit.columns}
    views = match_views(audit, Group.FIELD)
    count = Counter(view.state for view in views)
    return FieldMatrix(
        cells=tuple(_cell(number, view, cards, columns) for number, view in enumerate(views, start=1)),
        counts=tuple((state, count[state]) for state in FIELD_STATES if count[state]),
    )


def _cell(number: int, view: MatchView, cards: Cards, columns: set[str]) -> FieldCell:
    own = cards.of_field(view.match.id)
    count = Counter(card.view.finding.outcome for card in own)
    return FieldCell(
        number=number,
        view=view,
        sign=SIGNS[view.state],
        problems=tuple((outcome.value, count[outcome]) for outcome in OPEN if count[outcome]),
        first=own[0].view.anchor if own else "",
        key=own[0].field_key if own else "",
        column=f"c-{slug(view.match.column)}" if view.match.column in columns and view.match.column else "",
    )
