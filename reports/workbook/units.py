"""Who must mend how much: findings counted by responsible unit, the one with most to mend first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from auditor.model import Audit, Outcome, Severity
from reports.grades import grades_of
from reports.text import clean
from reports.workbook.findings import Entry
from reports.workbook.sheet import Cell, Head, Kind, Table

_NOBODY = "（未明确责任单位）"
_HEADS = (
    Head("责任单位", 26),
    Head("合计", 8, Kind.WORD),
    Head("不符合", 9, Kind.WORD),
    Head("其中严重、较重", 10, Kind.WORD),
    Head("提醒", 8, Kind.WORD),
    Head("无法判定", 9, Kind.WORD),
    Head("已豁免", 8, Kind.WORD),
    Head("最早整改期限", 13, Kind.DATE),
    Head("得分区间", 14, Kind.WORD),
    Head("问题序号", 60),
)
_NUMBERS = 400


def units_table(audit: Audit, ledger: Sequence[Entry]) -> Table:
    """A finding of several units counts for each of them."""
    scores = {view.part.id: view.range_ for view in grades_of(audit).units}
    by_unit: dict[str, list[Entry]] = {}
    for entry in ledger:
        for unit in dict.fromkeys(entry.finding.units or ("",)):
            by_unit.setdefault(unit, []).append(entry)
    rows = [(unit, *_counts(entries), scores.get(unit, "—"), entries) for unit, entries in by_unit.items()]
    rows.sort(key=lambda row: (not row[0], -row[2], -row[1], row[0]))
    table = tuple(
        (clean(unit, 80) or _NOBODY, *counts, score, _numbers(entries))
        for unit, *counts, score, entries in rows
    )
    return Table("责任单位", _HEADS, table, frozen=1)


def _counts(entries: Sequence[Entry]) -> tuple[int, int, int, int, int, int, date | None]:
    outcomes = Counter(entry.finding.outcome for entry in entries)
    failed = [entry for entry in entries if entry.finding.outcome is Outcome.FAIL]
    days = [entry.deadline for entry in entries if isinstance(entry.deadline, date)]
    return (
        len(entries),
        outcomes[Outcome.FAIL],
        sum(entry.finding.severity.at_least(Severity.MAJOR) for entry in failed),
        outcomes[Outcome.WARN],
        outcomes[Outcome.CANT_TELL] + outcomes[Outcome.ERROR],
        sum(entry.waiver is not None for entry in entries),
        min(days, default=None),
    )


def _numbers(entries: Sequence[Entry]) -> Cell:
    shown = "、".join(str(entry.view.number) for entry in entries[:_NUMBERS])
    return shown + ("等" if len(entries) > _NUMBERS else "")
