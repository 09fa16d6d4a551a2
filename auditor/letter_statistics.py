"""How the portal's columns of letters stand: how many were answered, in how many working days, how content people were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median

from auditor.facts import Facts
from auditor.model import Column, Letter, LetterState
from auditor.model.interaction import LetterStatistics
from auditor.workdays import workdays_between

#: So many different marks of satisfaction are kept of a column.
_MARKS = 8


def letter_statistics(facts: Facts) -> tuple[LetterStatistics, ...]:
    """One row per column with letters, the largest first."""
    columns = {column.id: column for column in facts.inventory.columns}
    found: dict[str, list[Letter]] = defaultdict(list)
    for letter in facts.inventory.letters:
        found[letter.column if letter.column in columns else ""].append(letter)
    rows = [_counted(columns.get(id_), letters) for id_, letters in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.letters, row.column)))


def _counted(column: Column | None, letters: Sequence[Letter]) -> LetterStatistics:
    answered = [each for each in letters if each.answered or each.state is LetterState.ANSWERED]
    days = [days for each in letters if (days := _days(each)) is not None]
    marks = Counter(each.satisfaction for each in letters if each.satisfaction)
    return LetterStatistics(
        column=column.id if column else "",
        name=column.name if column else "群众来信",
        url=column.url if column else letters[0].url,
        letters=len(letters),
        answered=len(answered),
        pending=sum(each.state is LetterState.PENDING and not each.answered for each in letters),
        timed=len(days),
        median=float(median(days)) if days else None,
        longest=max(days, default=None),
        satisfaction=tuple(sorted(marks.items(), key=lambda pair: (-pair[1], pair[0]))[:_MARKS]),
    )


def _days(letter: Letter) -> int | None:
    """Working days from the letter to its answer; None when a day is missing, contradicts the other or has no calendar."""
    if not letter.asked or not letter.answered or letter.answered < letter.asked:
        return None
    return workdays_between(date.fromisoformat(letter.asked), date.fromisoformat(letter.answered))
