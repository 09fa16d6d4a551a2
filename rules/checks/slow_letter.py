"""来信答复慢。

## 检查什么

检查日前一年内收到、标明来信时间和答复时间的来信，从来信次日到答复当日有多少个工作日：列出中位数和最长的；超过判定方案规定的天数
（letter-workdays）的，逐件列出。一个栏目一个结论。没有答复的来信由“来信超过三个月没有回应”检查，这里不重复。

来信都没有标明两个日期、答复早于来信、或者年份的节假日安排未收录的，结论为“无法判断”。

## 为什么

网民留言应当及时答复处理。国家规定的答复天数尚未核实，各地的规定不一（一般 3 至 5 个工作日，复杂的 10 至
15 个工作日），因此只作提醒。

## 如何整改

公布并执行答复时限；一时不能办结的，先在时限内告知办理情况。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from auditor.facts import Facts
from auditor.model import Clause, Column, Letter, LetterState, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.workdays import workdays_between
from rules.checks._letters import by_column, evidence, path_of

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·办理答复",
        text="对网民留言及时答复",
        verified=False,
    ),
)
_YEAR = timedelta(days=365)
_SHOWN = 50


@rule(
    id="slow-letter",
    code="PA042",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R20",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column with answered letters of the last year."""
    since = (facts.today - _YEAR).isoformat()
    for column, letters in by_column(facts):
        recent = [
            each
            for each in letters
            if (each.answered or each.state is LetterState.ANSWERED) and (each.asked or since) >= since
        ]
        if recent:
            yield _verdict(facts, column, recent)


def _verdict(facts: Facts, column: Column | None, letters: Sequence[Letter]) -> Verdict:
    limit = int(facts.profile.threshold("letter-workdays"))
    known = sorted(
        ((days, each.title, each) for each in letters if (days := _days(each)) is not None),
        key=lambda row: (-row[0], row[1]),
    )
    late = [(days, letter) for days, _, letter in known if days > limit]
    outcome = Outcome.FAIL if late else Outcome.PASS if known else Outcome.CANT_TELL
    shown = [letter for _, letter in late] or [letter for _, _, letter in known] or list(letters)
    params: dict[str, object] = {
        "path": path_of(column),
        "checked": len(known),
        "limit_workdays": limit,
        "count": len(late),
        "median": _plain(median(days for days, _, _ in known)) if known else None,
        "worst": known[0][0] if known else None,
        "slow_letters": [
            {"title": e.title, "asked": e.asked, "answered": e.answered, "workdays": days, "url": e.url}
            for days, e in late[:_SHOWN]
        ],
    }
    return Verdict(
        subject=column.id if column else "letters",
        subject_name=column.name if column else "群众来信",
        outcome=outcome,
        params=params | ({"reason": _why(letters[0])} if outcome is Outcome.CANT_TELL else {}),
        evidence=evidence(shown),
        obstacles=tuple(Obstacle(each.url, _why(each), each.title) for each in letters)
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(late)),
    )


def _days(letter: Letter) -> int | None:
    """Working days from the letter to its answer; None when a day is missing, contradicts the other or has no calendar."""
    if not letter.asked or not letter.answered or letter.answered < letter.asked:
        return None
    return workdays_between(date.fromisoformat(letter.asked), date.fromisoformat(letter.answered))


def _why(letter: Letter) -> str:
    if not letter.asked or not letter.answered:
        return "letter-undated"
    return "answer-before-letter" if letter.answered < letter.asked else "calendar-unknown"


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
