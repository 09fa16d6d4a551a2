"""What was filled in, checked row by row: every fault is told with its place and its cure, and nothing is taken by half."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from auditor.checklist.rows import ChecklistRow
from auditor.errors import AuditorError
from auditor.model import ManualAnswer, ManualVerdict

#: Words of the drop-down list, in its order.
WORDS: Mapping[str, ManualVerdict] = {
    "符合": ManualVerdict.PASS,
    "不符合": ManualVerdict.FAIL,
    "不适用": ManualVerdict.NOT_APPLICABLE,
    "未查": ManualVerdict.OPEN,
}
#: So many characters at most; more is a pasted document, not an answer.
LIMITS = {"note": 1000, "evidence": 1000, "author": 40}
_TITLES = {"note": "说明", "evidence": "证据", "author": "检查人"}
_FAULTS_SHOWN = 100
_DATE = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class Given:
    """One row as filled in. ``place`` tells the author where it stands; ``date`` is text, or a date from a cell."""

    place: str
    id: str
    verdict: str = ""
    note: str = ""
    evidence: str = ""
    author: str = ""
    date: str | date = ""


def accept(
    given: Sequence[Given], rows: Iterable[ChecklistRow], today: date, name: str
) -> tuple[ManualAnswer, ...]:
    """The answers, in the order of the checklist; rows that were taken out of the sheet are open.

    Raises AuditorError that lists every fault. ``rows`` are those that the profile asks for.
    """
    known = {row.id: row for row in rows}
    faults: list[str] = []
    found: dict[str, ManualAnswer] = {}
    places: dict[str, str] = {}
    for each in given:
        row = known.get(each.id)
        if row is None:
            faults.append(_unknown(each))
            continue
        if each.id in places:
            faults.append(f"{each.place}：编号“{each.id}”重复，{places[each.id]}已经有了。请只保留一行")
            continue
        places[each.id] = each.place
        wrong = list(_faults(each, today))
        faults += [f"{each.place}（{each.id} {row.title}）：{fault}" for fault in wrong]
        if not wrong:
            found[each.id] = _answer(row, each)
    if faults:
        more = f"\n……另有 {len(faults) - _FAULTS_SHOWN} 处" if len(faults) > _FAULTS_SHOWN else ""
        listed = "\n".join(faults[:_FAULTS_SHOWN])
        raise AuditorError(f"{name} 有 {len(faults)} 处错误，没有读入任何内容：\n{listed}{more}")
    return tuple(found.get(row.id) or _answer(row, Given("", row.id)) for row in known.values())


def _unknown(given: Given) -> str:
    if not given.id:
        return f"{given.place}：没有编号。请填上该行原来的编号，或删除这一行"
    return (
        f"{given.place}：编号“{given.id[:40]}”不在本次检查表中。请改回原来的编号；"
        "要增加检查内容的，请写在同类行的“说明”里"
    )


def _faults(given: Given, today: date) -> Iterator[str]:
    texts = {"note": clean(given.note), "evidence": clean(given.evidence), "author": clean(given.author)}
    for key, text in texts.items():
        if len(text) > LIMITS[key]:
            yield f"“{_TITLES[key]}”有 {len(text)} 字，超过上限 {LIMITS[key]}。请精简，详细材料作为证据文件存放"
    word = clean(given.verdict)
    if word and word not in WORDS:
        yield f"“结论”写的是“{word[:20]}”，只能填：{'、'.join(WORDS)}。请从下拉列表中选择"
        return
    verdict = WORDS[word] if word else ManualVerdict.OPEN
    day = parse_date(given.date)
    if given.date not in ("", None) and day is None:
        yield f"“日期”写的是“{str(given.date)[:20]}”，不是日期。请写成 2026-06-15 的样子"
    if day is not None and day > today:
        yield f"“日期”是 {day.isoformat()}，晚于今天（{today.isoformat()}）。请改为实际检查的日期"
    if verdict is ManualVerdict.OPEN:
        if not word and (texts["note"] or texts["evidence"]):
            yield "填了说明或证据，没有填“结论”。请从下拉列表中选择；还没有查的，请选“未查”"
        return
    if not texts["author"]:
        yield "没有填“检查人”。请写上检查人的姓名"
    if given.date in ("", None):
        yield "没有填“日期”。请写上检查的日期，例如 2026-06-15"
    if verdict is ManualVerdict.FAIL and not texts["evidence"]:
        yield "结论为“不符合”，没有填“证据”。请写上网址、文件名或照片名"
    if verdict is ManualVerdict.NOT_APPLICABLE and not texts["note"]:
        yield "结论为“不适用”，没有填“说明”。请写上不适用的原因"


def _answer(row: ChecklistRow, given: Given) -> ManualAnswer:
    word = clean(given.verdict)
    day = parse_date(given.date)
    return ManualAnswer(
        id=row.id,
        requirement=row.requirement,
        title=row.title,
        verdict=WORDS[word] if word else ManualVerdict.OPEN,
        note=clean(given.note),
        evidence=clean(given.evidence),
        author=clean(given.author),
        date=day.isoformat() if day else "",
        severity=row.severity.value,
    )


def clean(text: str) -> str:
    """Without characters that move, hide or control text; line breaks stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parse_date(value: str | date | None) -> date | None:
    """2026-06-15, 2026/6/15, 2026年6月15日, or a date from a cell; None when it is no date."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if value.year >= _EARLIEST else None
    match = _DATE.fullmatch(clean(value or ""))
    if match is None:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST else None
