"""The column tree of the report: columns grouped by their first navigation level, with freshness."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from auditor.model import Audit, AuditedColumn, Finding, Outcome
from reports import wording
from reports.text import slug
from reports.view import anchor_of, open_findings

_MAX_DEPTH = 5
#: States of a column in the order in which people want to see them.
STATES = ("empty", "stale", "due-soon", "unread", "cant-tell", "ok", "no-limit")
_FINE = frozenset({"ok", "no-limit"})


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the tree. ``depth`` 0–5 below its branch; ``age`` in days; ``state`` is one of STATES; ``above`` is the name
    above it when that is not a column itself. ``share`` is the age in percent of twice its limit (at most 100; None where
    either is unknown): half of the scale is the limit. ``problems`` counts its open findings, ``first`` is the first's id."""

    column: AuditedColumn
    anchor: str
    depth: int
    age: int | None
    state: str
    note: str
    standard: str
    above: str
    share: float | None
    problems: int
    first: str

    @property
    def fine(self) -> bool:
        return self.state in _FINE and not self.problems


@dataclass(frozen=True, slots=True)
class Branch:
    """The columns below one name of the main navigation. ``counts`` are (state, number), ``bad`` counts the empty and overdue
    ones, ``fine`` those of which nothing is to be said."""

    name: str
    rows: tuple[ColumnRow, ...]
    counts: tuple[tuple[str, int], ...]
    bad: int
    fine: int


def branches(audit: Audit) -> tuple[Branch, ...]:
    """All columns in navigation order (that of the document), grouped by their first name."""
    due = {finding.subject for finding in audit.findings if finding.params.get("state") == "due-soon"}
    unclear = {f.subject: f for f in audit.findings if f.outcome is Outcome.CANT_TELL}
    titles = {match.id: match.title for match in audit.standard}
    known = {column.path for column in audit.columns}
    found: dict[str, list[Finding]] = {}
    for finding in open_findings(audit):
        found.setdefault(finding.subject, []).append(finding)
    groups: dict[str, list[ColumnRow]] = {}
    for column in audit.columns:
        path = tuple(
            name for index, name in enumerate(column.path) if index or name not in wording.HOME_NAMES
        )
        own, age = found.get(column.id, []), _age(column.newest, audit.today)
        row = ColumnRow(
            column=column,
            anchor="c-" + slug(column.id),
            depth=min(max(len(path) - 1, 0), _MAX_DEPTH),
            age=age,
            state=_state(column, due, unclear),
            note=_note(column, unclear),
            standard=titles.get(column.entry or "", ""),
            above=path[-2] if len(path) > 2 and column.path[:-1] not in known else "",
            share=_share(age, column.limit_days),
            problems=len(own),
            first=anchor_of(own[0]) if own else "",
        )
        groups.setdefault(path[0] if path else column.name, []).append(row)
    return tuple(_branch(name, rows) for name, rows in groups.items())


def _branch(name: str, rows: list[ColumnRow]) -> Branch:
    ordered = tuple(sorted(rows, key=lambda row: row.column.path))
    count = Counter(row.state for row in ordered)
    return Branch(
        name=name,
        rows=ordered,
        counts=tuple((state, count[state]) for state in STATES if count[state]),
        bad=count["empty"] + count["stale"],
        fine=sum(row.fine for row in ordered),
    )


def _share(age: int | None, limit: int | None) -> float | None:
    if age is None or not limit or limit < 0:
        return None
    return round(min(age / limit * 50, 100.0), 1)


def _state(column: AuditedColumn, due: set[str], unclear: dict[str, Finding]) -> str:
    if column.failure:
        return "unread"
    if column.empty:
        return "empty"
    if column.stale:
        return "stale"
    if column.id in due:
        return "due-soon"
    if column.id in unclear:
        return "cant-tell"
    if column.limit_days is None:
        return "no-limit"
    return "cant-tell" if column.stale is None else "ok"


def _note(column: AuditedColumn, unclear: dict[str, Finding]) -> str:
    if column.failure:
        return wording.reason(column.failure.value)
    finding = unclear.get(column.id)
    if finding is not None:
        return wording.reason_of(finding)
    return f"{column.undated} 条未标日期" if column.undated else ""


def _age(newest: str | None, today: str) -> int | None:
    """Days from ``newest`` to ``today``; None when either is no date or ``newest`` lies after ``today``."""
    try:
        days = (date.fromisoformat(today) - date.fromisoformat((newest or "")[:10])).days
    except ValueError:
        return None
    return days if days >= 0 else None
