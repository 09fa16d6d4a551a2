"""网上调查结束后没有公布结果。

## 检查什么

网上调查、问卷、投票的列表和页面标明已经结束的，或者标明的截止日期已过的，有没有公布结果：列表或页面上有没有结果的链接，页面上有没有
票数或者比例，网站上有没有同一事项的结果（比对去掉套话后的标题，年份不同的不算）。一个栏目一个结论。

这里只检查标明起止日期或者状态的调查。以文字公开征求意见、标题写明征求意见的信息，由“征求意见结束后没有公布结果”检查，已经由它判断的不重复。
结束后没有超过宽限天数的（判定方案中的 solicitation-days）不检查。标明已经结束、没有标明日期的，标明仍在进行、截止日期却已过的，
有标题相近的结果的，栏目没有读全的，结论为“无法判断”。

## 为什么

调查有始无终，公众就不再参与。国办秘函〔2019〕19号的征集调查指标要求活动结束后公开结果，评分细则尚未核实，因此一般只作提醒。

## 如何整改

在原调查页面公布参与人数、各项结果和采纳情况；调查系统关闭后看不到结果的，另行发布并与原页面相互链接。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.entrance_words import SolicitationWords, entrance_words
from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity, Survey, SurveyState
from auditor.rule import Claim, Verdict, rule
from rules.checks._results import NEAR, SAME, Result, likeness, over_since, results, solicitations, unread

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·征集调查",
        text="调查征集活动结束后公开结果",
        verified=False,
    ),
)
_QUOTED, _SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class _Closed:
    """A survey that is over. ``state``: answered | missing | unsure."""

    survey: Survey
    state: str
    over: str = ""
    reason: str = ""
    obstacles: tuple[Obstacle, ...] = ()


@rule(
    id="unpublished-survey-result",
    code="PA120",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R20",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column with surveys that are over."""
    words = entrance_words().solicitations
    known = results(facts, words)
    judged = {urls.canonical(each.url): each for each in solicitations(facts, words)}
    texts = {urls.canonical(each.url): each for each in facts.inventory.documents}
    found: dict[str, list[_Closed]] = defaultdict(list)
    for survey in facts.inventory.surveys:
        text = judged.get(urls.canonical(survey.url))
        if text is not None and over_since(facts, text.closes, text.date):
            continue  # its page asks in plain words, and another rule tells how that ended
        closed = _closed(facts, words, survey, known, texts)
        if closed is not None:
            found[survey.column].append(closed)
    columns = {column.id: column for column in facts.inventory.columns}
    for id_ in sorted(found):
        yield _verdict(columns.get(id_), found[id_])


def _closed(
    facts: Facts,
    words: SolicitationWords,
    survey: Survey,
    known: Sequence[Result],
    texts: Mapping[str, Document],
) -> _Closed | None:
    """None for a survey that still runs, or of which nobody knows."""
    over = over_since(facts, survey.closes, survey.opens)
    if survey.state is not SurveyState.CLOSED and not (survey.closes and over):
        return None
    if survey.closes and not over:
        return None  # it ended a short while ago
    text = texts.get(urls.canonical(survey.url))
    if survey.results or (text is not None and text.said("participation.result")):
        return _Closed(survey, "answered", over)
    others = [each for each in known if urls.canonical(each.url) != urls.canonical(survey.url)]
    alike = max(others, key=lambda result: likeness(words, survey.title, result.title), default=None)
    near = likeness(words, survey.title, alike.title) if alike else 0.0
    if near >= SAME:
        return _Closed(survey, "answered", over)
    if alike is not None and near >= NEAR:
        return _unsure(survey, over, Obstacle(alike.url, "similar-results", alike.title[:60]))
    if not over:
        return _unsure(survey, over, Obstacle(survey.url, "survey-undated", survey.title[:60]))
    if survey.state is SurveyState.OPEN:
        return _unsure(survey, over, Obstacle(survey.url, "survey-still-open", survey.title[:60]))
    hidden = tuple(unread(facts, words, survey.opens))
    return _unsure(survey, over, *hidden) if hidden else _Closed(survey, "missing", over)


def _unsure(survey: Survey, over: str, *obstacles: Obstacle) -> _Closed:
    return _Closed(survey, "unsure", over, obstacles[0].reason, obstacles)


def _verdict(column: Column | None, found: Sequence[_Closed]) -> Verdict:
    missing = [each for each in found if each.state == "missing"]
    unsure = [each for each in found if each.state == "unsure"]
    outcome = Outcome.FAIL if missing else Outcome.CANT_TELL if unsure else Outcome.PASS
    shown = missing or unsure or list(found)
    told = [] if outcome is Outcome.PASS else shown
    return Verdict(
        subject=column.id if column else "surveys",
        subject_name=column.name if column else "网上调查",
        outcome=outcome,
        params={
            "path": list(column.path) if column else [],
            "checked": len(found),
            "count": len(told),
            "surveys": [_row(each) for each in told[:_SHOWN]],
        }
        | ({"reason": unsure[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(each.survey.url, _quote(each)) for each in shown[:_QUOTED]),
        obstacles=tuple(dict.fromkeys(o for each in unsure for o in each.obstacles))
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(told)),
    )


def _row(each: _Closed) -> dict[str, str]:
    row = {"title": each.survey.title[:80], "url": each.survey.url}
    return row | ({"closed": each.survey.closes} if each.survey.closes else {})


def _quote(each: _Closed) -> str:
    ends = f"，{each.survey.closes} 截止" if each.survey.closes else ""
    mark = "，标明已结束" if each.survey.state is SurveyState.CLOSED else ""
    return f"{each.survey.title[:80]}{ends}{mark}"
