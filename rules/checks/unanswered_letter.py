"""来信超过三个月没有回应。

## 检查什么

信箱、留言、咨询等栏目公开的来信中，检查日前一年内收到、三个月以上仍标明没有答复（待回复、处理中等）的。一个栏目一个结论。
恰好满三个月的不算；不予受理、重复、无效的来信不算；在线访谈、调查征集、网上信访、纪检举报类栏目除外。收到一年以上仍没有答复的，只作提示。

来信没有标明日期或者状态的，栏目中没有读到来信的，结论为“无法判断”。只公开已答复来信的栏目，没有公开的来信不在检查范围内。

## 为什么

国办秘函〔2019〕19号把“前1年内，对网民留言应及时答复处理的政务咨询类栏目存在超过3个月未回应有效留言”列为单项否决情形。

## 如何整改

办理并答复所列来信；已经答复的，更正页面上的状态。
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

from auditor.facts import Facts
from auditor.model import Clause, Column, Letter, LetterState, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._letters import by_column, evidence, path_of, without_letters

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="单项否决·互动回应差",
        text="前1年内，对网民留言应及时答复处理的政务咨询类栏目（在线访谈、调查征集、网上信访、纪检举报类除外）存在超过3个月未回应有效留言",
        verified=True,
    ),
)
_MONTHS, _YEAR = 3, 12
_SHOWN = 50


@rule(
    id="unanswered-letter",
    code="PA041",
    severity=Severity.CRITICAL,
    claims=Claim.STATE,
    requirements=("R20",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column of letters."""
    for column, letters in by_column(facts):
        yield _verdict(facts, column, letters)
    for column, obstacles in without_letters(facts):
        yield Verdict(
            column.id,
            column.name,
            Outcome.CANT_TELL,
            params={"path": path_of(column), "checked": 0, "reason": obstacles[0].reason},
            obstacles=obstacles,
        )


def _verdict(facts: Facts, column: Column | None, letters: tuple[Letter, ...]) -> Verdict:
    # A day of answer outweighs a mark that nobody has changed since.
    waiting = [each for each in letters if each.state is LetterState.PENDING and not each.answered]
    year, limit = _before(facts.today, _YEAR), _before(facts.today, _MONTHS)
    late = [each for each in waiting if each.asked and year <= each.asked < limit]
    old = [each for each in waiting if each.asked and each.asked < year]
    unsure = [each for each in letters if _is_unsure(each, limit)]
    if late:
        outcome, shown = Outcome.FAIL, late
    elif unsure:
        outcome, shown = Outcome.CANT_TELL, unsure
    elif old:
        outcome, shown = Outcome.WARN, old
    else:
        outcome, shown = Outcome.PASS, list(letters)
    shown = sorted(shown, key=lambda each: (each.asked or "", each.title))
    open_ = outcome in (Outcome.FAIL, Outcome.WARN)
    params: dict[str, object] = {
        "path": path_of(column),
        "checked": len(letters),
        "count": len(shown) if outcome is not Outcome.PASS else 0,
        "oldest": shown[0].asked if open_ else None,
        "waiting_letters": [{"title": e.title, "asked": e.asked, "url": e.url} for e in shown[:_SHOWN]]
        if open_
        else [],
    }
    told = (
        {"reason": _why(unsure[0])}
        if outcome is Outcome.CANT_TELL
        else {"state": "old"}
        if not late and old
        else {}
    )
    return Verdict(
        subject=column.id if column else "letters",
        subject_name=column.name if column else "群众来信",
        outcome=outcome,
        # The veto speaks of one year; what is older is told, and no more.
        severity=Severity.MINOR if outcome is Outcome.WARN else None,
        params=params | told,
        evidence=evidence(shown),
        obstacles=tuple(Obstacle(each.url, _why(each), each.title) for each in unsure)
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(shown)),
    )


def _is_unsure(letter: Letter, limit: str) -> bool:
    """A letter that may be unanswered for too long: no day, or a day that is long past and no state."""
    if letter.state is LetterState.ANSWERED or letter.answered:
        return False
    if letter.asked is None:
        return True
    return letter.state is LetterState.UNKNOWN and letter.asked < limit


def _why(letter: Letter) -> str:
    return "letter-undated" if letter.asked is None else "letter-stateless"


def _before(today: date, months: int) -> str:
    """The same day so many months before; the last of its month where that has no such day."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day).isoformat()
