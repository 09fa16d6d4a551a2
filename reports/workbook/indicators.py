"""The items of the national index as they came out, with the findings that they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model import Audit, AuditedIndicator, IndicatorKind
from reports import wording
from reports.grades import grades_of
from reports.text import clean
from reports.workbook.findings import Entry
from reports.workbook.sheet import Cell, Head, Kind, Table, Tone

_STATES = tuple(
    (wording.label("indicator_state", state), tone)
    for state, tone in (
        ("triggered", Tone.BAD),
        ("clear", Tone.GOOD),
        ("cant-tell", Tone.UNSURE),
        ("unverified", Tone.QUIET),
    )
)
_KINDS = {IndicatorKind.VETO: "单项否决", IndicatorKind.SCORED: "扣分指标"}
_HEADS = (
    Head("类别", 10, Kind.WORD),
    Head("指标", 22),
    Head("结果", 14, Kind.WORD, _STATES),
    Head("问题序号", 18),
    Head("说明", 26),
    Head("文件", 20),
    Head("条款", 20),
    Head("原文", 50),
)
_NUMBERS = 60


def indicators_table(audit: Audit, ledger: Sequence[Entry]) -> Table:
    numbers = {entry.finding.fingerprint: entry.view.number for entry in ledger}
    grades = grades_of(audit)
    rows = (_row(view.indicator, numbers) for view in (*grades.vetoes, *grades.scored))
    return Table("国家指标", _HEADS, tuple(rows), frozen=2)


def _row(indicator: AuditedIndicator, numbers: dict[str, int]) -> tuple[Cell, ...]:
    found = sorted(numbers[one] for one in indicator.findings if one in numbers)
    more = "等" if len(found) > _NUMBERS else ""
    return (
        _KINDS[indicator.kind],
        clean(indicator.title, 80),
        wording.label("indicator_state", indicator.state.value),
        "、".join(map(str, found[:_NUMBERS])) + more,
        wording.labels("indicator_reason").get(indicator.reason) or clean(indicator.reason, 200),
        clean(indicator.doc, 80),
        clean(indicator.clause, 120),
        clean(indicator.text, 600) + ("" if indicator.verified else "〔未核实〕"),
    )
