"""The column tree of the report: columns grouped by their first navigation level, with freshness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.model import Audit, AuditedColumn, Finding, Outcome
from reports import wording
from reports.text import slug

_MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the tree. ``depth`` 0–5 below its branch; ``age`` in days; ``state`` see wording.yml;
    ``above`` is the name above it when that is not a column itself."""

    column: AuditedColumn
    anchor: str
    depth: int
    age: int | None
    state: str
    note: str
    standard: str
    above: str


@dataclass(frozen=True, slots=True)
class Branch:
    """The columns below one name of the main navigation. ``bad`` counts the empty and overdue ones."""

    name: str
    rows: tuple[ColumnRow, ...]
    bad: int
    unclear: int


def branches(audit: Audit) -> tuple[Branch, ...]:
    """All columns in navigation order (that of the document), grouped by their first name."""
    due = {finding.subject for finding in audit.findings if finding.params.get("state") == "due-soon"}
    unclear = {f.subject: f for f in audit.findings if f.outcome is Outcome.CANT_TELL}
    titles = {match.id: match.title for match in audit.standard}
    known = {column.path for column in audit.columns}
    groups: dict[str, list[ColumnRow]] = {}
    for column in audit.columns:
        path = tuple(
            name for index, name in enumerate(column.path) if index or name not in wording.HOME_NAMES
        )
        row = ColumnRow(
            column=column,
            anchor="c-" + slug(column.id),
            depth=min(max(len(path) - 1, 0), _MAX_DEPTH),
            age=_age(column.newest, audit.today),
            state=_state(column, due, unclear),
            note=_note(column, unclear),
            standard=titles.get(column.entry or "", ""),
            above=path[-2] if len(path) > 2 and column.path[:-1] not in known else "",
        )
        groups.setdefault(path[0] if path else column.name, []).append(row)
    return tuple(_branch(name, rows) for name, rows in groups.items())


def _branch(name: str, rows: list[ColumnRow]) -> Branch:
    ordered = tuple(sorted(rows, key=lambda row: row.column.path))
    return Branch(
        name=name,
        rows=ordered,
        bad=sum(row.state in ("empty", "stale") for row in ordered),
        unclear=sum(row.state in ("unread", "cant-tell") for row in ordered),
    )


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
