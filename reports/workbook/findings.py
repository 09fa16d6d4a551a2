"""The list of findings: one row each, in the order and with the numbers of the HTML report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.model import Audit, AuditedWaiver, Clause, Finding, Outcome, Severity, WaiverState
from reports import wording
from reports.text import clean, safe_href
from reports.view import FindingView, rule_groups
from reports.workbook.cells import joined
from reports.workbook.sheet import Cell, Head, Kind, Link, Overdue, Table, Tone

#: Last days by fingerprint; None: the calendar does not reach that far.
Deadlines = Mapping[str, date | None]
NAME = "问题清单"
#: What an office writes into the column 状态.
STATES = ("未整改", "整改中", "已整改", "申请延期", "有异议")
DONE = "已整改"
NO_DAY, NO_TERM, NOT_OWED, WAIVED = "以通知为准", "不设期限", "不要求整改", "已豁免"
_NOBODY = "未明确"
_QUOTES, _PLACES, _CLAUSE = 3, 5, 600

OUTCOMES: tuple[tuple[str, Tone], ...] = tuple(
    (wording.label("outcome", outcome.value), tone)
    for outcome, tone in (
        (Outcome.FAIL, Tone.BAD),
        (Outcome.WARN, Tone.WARN),
        (Outcome.CANT_TELL, Tone.UNSURE),
        (Outcome.ERROR, Tone.QUIET),
        (Outcome.PASS, Tone.GOOD),
    )
)
_SEVERITIES = (
    (wording.label("severity", Severity.CRITICAL.value), Tone.BAD),
    (wording.label("severity", Severity.MAJOR.value), Tone.WARN),
)
_PROGRESS = (("未整改", Tone.BAD), ("整改中", Tone.WARN), (DONE, Tone.GOOD), ("申请延期", Tone.UNSURE))


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding with what is said of it. ``deadline`` is a day, or words where there is none."""

    view: FindingView
    deadline: date | str
    waiver: AuditedWaiver | None

    @property
    def finding(self) -> Finding:
        return self.view.finding


@dataclass(frozen=True, slots=True)
class _Column:
    head: Head
    value: Callable[[Entry], Cell]


def ledger_of(audit: Audit, deadlines: Deadlines) -> tuple[Entry, ...]:
    """All findings that somebody must look at, numbered as in the report."""
    waivers = {
        fingerprint: waiver
        for waiver in audit.waivers
        if waiver.state is WaiverState.APPLIED
        for fingerprint in waiver.fingerprints
    }
    return tuple(
        Entry(view, _deadline(view.finding, deadlines, waiver), waiver)
        for group in rule_groups(audit)
        for view in group.findings
        for waiver in (waivers.get(view.finding.fingerprint),)
    )


def findings_table(ledger: Sequence[Entry], columns: Sequence[_Column]) -> Table:
    """The sheet, or the table of a CSV file, with some of the columns (:data:`TERSE`, :data:`FULL`)."""
    return Table(
        name=NAME,
        heads=tuple(column.head for column in columns),
        rows=tuple(tuple(column.value(entry) for column in columns) for entry in ledger),
        frozen=3,
        overdue=_overdue(columns),
    )


def _overdue(columns: Sequence[_Column]) -> Overdue | None:
    """None for a table that nobody fills in."""
    if _DEADLINE not in columns or _STATE not in columns:
        return None
    return Overdue(columns.index(_DEADLINE), columns.index(_STATE), DONE)


def clause_text(clauses: Sequence[Clause]) -> str:
    """Documents and articles, one to a line, with a mark where nobody has read the words."""
    return "\n".join(_source(clause) for clause in clauses)


def units_text(finding: Finding) -> str:
    return "、".join(clean(unit, 60) for unit in finding.units) or _NOBODY


def _deadline(finding: Finding, deadlines: Deadlines, waiver: AuditedWaiver | None) -> date | str:
    if finding.outcome not in (Outcome.FAIL, Outcome.WARN):
        return NOT_OWED
    if waiver is not None:
        return WAIVED
    if finding.fingerprint not in deadlines:
        return NO_TERM
    return deadlines[finding.fingerprint] or NO_DAY


def _source(clause: Clause) -> str:
    return clean(f"{clause.doc} {clause.clause}", 200) + ("" if clause.verified else "〔原文未核实〕")


def _words(entry: Entry) -> str:
    clauses = entry.finding.basis
    numbered = len(clauses) > 1
    return "\n".join(
        (f"{number}．" if numbered else "") + (clean(clause.text, _CLAUSE) or "（没有摘录原文）")
        for number, clause in enumerate(clauses, start=1)
    )


def _both(entry: Entry) -> str:
    """Source and words together, for the list that is printed."""
    clauses = entry.finding.basis
    return "\n".join(
        _source(clause) + (f"：“{clean(clause.text, 200)}”" if clause.text else "") for clause in clauses
    )


def _link(entry: Entry) -> Cell:
    """The first place where it can be seen that may be a link; else the first there is."""
    urls = [evidence.url for evidence in entry.finding.evidence if evidence.url]
    shown = next((url for url in urls if safe_href(url)), urls[0] if urls else None)
    return Link(shown) if shown else None


def _other_places(entry: Entry) -> str:
    urls = list(dict.fromkeys(clean(one.url, 400) for one in entry.finding.evidence if one.url))
    first = _link(entry)
    rest = [url for url in urls if not isinstance(first, Link) or url != clean(first.url, 400)]
    return joined(rest, _PLACES, "另有 {} 个")


def _quotes(entry: Entry) -> str:
    quotes = dict.fromkeys(clean(one.quote, 200) for one in entry.finding.evidence)
    return joined((f"“{quote}”" for quote in quotes if quote), _QUOTES)


def _rule(entry: Entry) -> str:
    code = clean(entry.finding.code, 20)
    return clean(entry.view.words.title, 80) + (f"（{code}）" if code else "")


def _sentence(entry: Entry) -> str:
    words = entry.view.words
    return joined((clean(words.sentence), clean(words.remark)), 2)


def _waiver(entry: Entry) -> str:
    waiver = entry.waiver
    if waiver is None:
        return ""
    return f"至 {clean(waiver.expires, 20)}\n{clean(waiver.author, 40)}：{clean(waiver.reason, 200)}"


_NUMBER = _Column(Head("序号", 6, Kind.WORD), lambda e: e.view.number)
_ID = _Column(Head("编号", 10), lambda e: clean(e.finding.fingerprint, 40))
_OUTCOME = _Column(
    Head("判定", 9, Kind.WORD, OUTCOMES), lambda e: wording.label("outcome", e.finding.outcome.value)
)
_SEVERITY = _Column(
    Head("程度", 7, Kind.WORD, _SEVERITIES), lambda e: wording.label("severity", e.finding.severity.value)
)
_RULE = _Column(Head("规则", 13), _rule)
_SUBJECT = _Column(Head("对象", 16), lambda e: clean(e.finding.subject_name or e.finding.subject, 120))
_SENTENCE = _Column(Head("问题描述", 34), _sentence)
_UNITS = _Column(Head("责任单位", 14), lambda e: units_text(e.finding))
_BASIS = _Column(Head("依据", 24), lambda e: clause_text(e.finding.basis))
_BASIS_WORDS = _Column(Head("依据和条款原文", 34), _both)
_WORDS = _Column(Head("条款原文", 32), _words)
_PLACE = _Column(Head("证据网址", 24), _link)
_OTHERS = _Column(Head("其他网址", 18), _other_places)
_QUOTE = _Column(Head("引文", 20), _quotes)
_MEND = _Column(Head("整改要求", 32), lambda e: clean(e.view.words.mend))
_DEADLINE = _Column(Head("整改期限", 12, Kind.DATE), lambda e: e.deadline)
_STATE = _Column(Head("状态", 10, Kind.FILL, _PROGRESS, STATES), lambda e: None)
_REPORT = _Column(Head("整改情况说明", 16, Kind.FILL), lambda e: None)
_WAIVED = _Column(Head("已豁免", 11), _waiver)

#: Fits a page across.
TERSE = (
    *(_NUMBER, _OUTCOME, _SEVERITY, _SUBJECT, _SENTENCE, _UNITS, _BASIS_WORDS),
    *(_PLACE, _MEND, _DEADLINE, _STATE),
)
FULL = (
    *(_NUMBER, _OUTCOME, _SEVERITY, _ID, _RULE, _SUBJECT, _SENTENCE, _UNITS, _BASIS, _WORDS),
    *(_PLACE, _OTHERS, _QUOTE, _MEND, _DEADLINE, _STATE, _REPORT, _WAIVED),
)
#: Without what is left to fill in.
PLAIN = tuple(column for column in FULL if column.head.kind is not Kind.FILL)
