"""The channels by which the public speaks to the office: forms, letters, surveys. Values for three tables; pure.

What is judged of them is in the findings; here stands what was seen, and how the addresses answered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.model import Audit, FormPurpose, FormTarget, InteractionForm, LetterStatistics, Survey
from reports import wording

#: So many rows of a table are shown; what is beyond is counted.
SHOWN = 80
_ORDER = (
    FormPurpose.LETTER,
    FormPurpose.APPLICATION,
    FormPurpose.STATUS,
    FormPurpose.SURVEY,
    FormPurpose.COMMENT,
    FormPurpose.UNKNOWN,
    FormPurpose.LOGIN,
)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One form. ``personal`` are kinds of personal data with whether they must be given, ``login`` is ``none``, ``unified``
    or ``other``, ``answers`` are (method, what came back)."""

    form: InteractionForm
    required: int
    personal: tuple[tuple[str, bool], ...]
    login: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """``share``: answered letters, in per cent of all. ``satisfaction`` as a sentence."""

    stats: LetterStatistics
    share: int
    satisfaction: str


@dataclass(frozen=True, slots=True)
class SurveyRow:
    survey: Survey
    period: str


@dataclass(frozen=True, slots=True)
class Dialogs:
    """``counts``: forms by purpose; ``more``: rows beyond those shown, of channels and of surveys."""

    channels: tuple[ChannelRow, ...]
    letters: tuple[LetterRow, ...]
    surveys: tuple[SurveyRow, ...]
    counts: tuple[tuple[str, int], ...]
    more: tuple[int, int]
    asked: int

    def __bool__(self) -> bool:
        return bool(self.channels or self.letters or self.surveys)


def dialogs_of(audit: Audit) -> Dialogs:
    """All three tables; without rows when the portal has no channel that could be read."""
    targets: dict[str, list[FormTarget]] = {}
    for target in audit.targets:
        targets.setdefault(target.url, []).append(target)
    forms = sorted(audit.dialogs, key=lambda form: (_ORDER.index(form.purpose), form.url, form.action))
    counted = Counter(form.purpose for form in forms)
    surveys = sorted(audit.surveys, key=lambda each: (each.closes, each.opens, each.title), reverse=True)
    return Dialogs(
        channels=tuple(_channel(form, targets.get(form.target, [])) for form in forms[:SHOWN]),
        letters=tuple(map(_letters, audit.letters)),
        surveys=tuple(SurveyRow(each, _period(each)) for each in surveys[:SHOWN]),
        counts=tuple((purpose.value, counted[purpose]) for purpose in _ORDER if counted[purpose]),
        more=(max(0, len(forms) - SHOWN), max(0, len(surveys) - SHOWN)),
        asked=len(targets),
    )


def _channel(form: InteractionForm, targets: list[FormTarget]) -> ChannelRow:
    personal: dict[str, bool] = {}
    for field in form.fields:
        if field.personal is not None:
            kind = field.personal.value
            personal[kind] = personal.get(kind, False) or field.required
    login = "none" if not form.login else "unified" if form.unified_login else "other"
    return ChannelRow(
        form=form,
        required=sum(field.required for field in form.fields),
        personal=tuple(personal.items()),
        login=login,
        answers=tuple((target.method, _answer(target)) for target in targets),
    )


def _answer(target: FormTarget) -> str:
    """``200``, ``未得到应答：访问超时``."""
    if target.status is None:
        return f"未得到应答：{wording.reason(target.failure)}" if target.failure else "未得到应答"
    return str(target.status)


def _letters(stats: LetterStatistics) -> LetterRow:
    share = round(100 * stats.answered / stats.letters) if stats.letters else 0
    marks = "、".join(f"{word} {count} 件" for word, count in stats.satisfaction)
    return LetterRow(stats, share, marks)


def _period(survey: Survey) -> str:
    if survey.opens and survey.closes:
        return f"{survey.opens} 至 {survey.closes}"
    return f"{survey.closes} 截止" if survey.closes else f"{survey.opens} 起" if survey.opens else ""
