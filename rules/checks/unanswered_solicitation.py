"""征求意见结束后没有公布结果。

## 检查什么

公开征求意见、调查、听证等结束后，是否公布了采纳情况、结果或者反馈。依次看：征求意见的页面上有没有写明结果；它链接的、或者链接到它的
页面是不是结果；网站上有没有同一事项的结果（比对去掉套话后的标题，年份不同的不算）。一个栏目一个结论。

只检查打开过的信息。没有写明截止日期的，发布满一年才视为已结束；尚在征求意见的、结束后没有超过宽限天数的（判定方案中的
solicitation-days）不检查。转发上级机关的征求意见不检查。栏目的列表没有读到征求意见的日期、或者有标题相近的结果的，结论为“无法判断”。
公布了未采纳的意见而没有说明理由的，只作提示。

## 为什么

征求意见不公布结果，公众就不知道意见有没有用。

## 如何整改

在原征求意见的栏目公布采纳情况，与原文相互链接；未采纳的意见说明理由。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor import urls
from auditor.entrance_words import SolicitationWords, entrance_words
from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
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
class _Call:
    """A solicitation. ``state``: open | answered | missing | unsure; ``reasons``: yes | no | unknown."""

    document: Document
    state: str
    closed: str = ""
    reasons: str = "unknown"
    reason: str = ""
    obstacles: tuple[Obstacle, ...] = ()


@rule(
    id="unanswered-solicitation",
    code="PA040",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R18",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column with solicitations that were read."""
    words = entrance_words().solicitations
    known = results(facts, words)
    found: dict[str, list[_Call]] = defaultdict(list)
    for document in solicitations(facts, words):
        found[document.column].append(_call(facts, words, document, known))
    columns = {column.id: column for column in facts.inventory.columns}
    for id_ in sorted(found):
        yield _verdict(columns.get(id_), found[id_])


# ── results ───────────────────────────────────────────────────────────────────────────────────────


def _call(facts: Facts, words: SolicitationWords, document: Document, known: Sequence[Result]) -> _Call:
    closed = over_since(facts, document.closes, document.date)
    if document.said("participation.result"):
        return _Call(document, "answered", closed, _reasons(document))
    here = urls.canonical(document.url)
    others = [result for result in known if urls.canonical(result.url) != here]
    linked = next((result for result in others if _linked(document, result)), None)
    if linked is not None:
        return _Call(document, "answered", closed, _reasons(linked.document))
    if any(words.is_result(text) for _, text in (*document.links, *document.attachments)):
        return _Call(document, "answered", closed)
    if not closed:
        return _Call(document, "open")
    alike = max(others, key=lambda result: likeness(words, document.title, result.title), default=None)
    near = likeness(words, document.title, alike.title) if alike else 0.0
    if alike is not None and near >= SAME:
        return _Call(document, "answered", closed, _reasons(alike.document))
    if alike is not None and near >= NEAR:
        obstacle = Obstacle(alike.url, "similar-results", alike.title[:60])
        return _Call(document, "unsure", closed, reason="similar-results", obstacles=(obstacle,))
    since = document.date[:10] if document.date else ""
    obstacles = (*_long(document), *unread(facts, words, since))
    if obstacles:
        return _Call(document, "unsure", closed, reason=obstacles[0].reason, obstacles=obstacles)
    return _Call(document, "missing", closed)


def _linked(document: Document, result: Result) -> bool:
    there, here = urls.canonical(result.url), urls.canonical(document.url)
    back = result.document.links if result.document else ()
    return any(url == there for url, _ in document.links) or any(url == here for url, _ in back)


def _long(document: Document) -> Iterator[Obstacle]:
    if not document.whole:
        yield Obstacle(document.url, "long-text", document.title[:60])


def _reasons(document: Document | None) -> str:
    """Whether a result says why opinions were not adopted; ``yes`` also when it need not."""
    if document is None:
        return "unknown"
    if document.said("participation.reasons"):
        return "yes"
    if document.said("participation.not-adopted"):
        # A reason may be worded in many ways, or stand in the attachment.
        return "unknown" if document.attachments or document.pictures else "no"
    return "yes" if document.said("participation.none-received") else "unknown"


# ── verdict ───────────────────────────────────────────────────────────────────────────────────────


def _verdict(column: Column | None, calls: Sequence[_Call]) -> Verdict:
    missing = [call for call in calls if call.state == "missing"]
    unsure = [call for call in calls if call.state == "unsure"]
    silent = [call for call in calls if call.state == "answered" and call.reasons == "no"]
    if missing:
        outcome, shown = Outcome.FAIL, missing
    elif unsure:
        outcome, shown = Outcome.CANT_TELL, unsure
    elif silent:
        outcome, shown = Outcome.WARN, silent
    else:
        outcome, shown = Outcome.PASS, list(calls)
    state = {Outcome.FAIL: "no-result", Outcome.WARN: "no-reasons"}.get(outcome, "")
    params: dict[str, object] = {
        "path": list(column.path) if column else [],
        "checked": len(calls),
        "closed": sum(bool(call.closed) for call in calls),
        "count": len(shown) if outcome is not Outcome.PASS else 0,
        "solicitations": [_shown(call) for call in shown[:_SHOWN]] if outcome is not Outcome.PASS else [],
    }
    told = {"reason": unsure[0].reason} if outcome is Outcome.CANT_TELL else {"state": state} if state else {}
    return Verdict(
        subject=column.id if column else "solicitations",
        subject_name=column.name if column else "征求意见",
        outcome=outcome,
        # What lacks its reasons is published all the same: a notice.
        severity=Severity.INFO if outcome is Outcome.WARN else None,
        params=params | told,
        evidence=tuple(Evidence(c.document.url, _quote(c), c.document.body_sha256) for c in shown[:_QUOTED]),
        obstacles=_once(unsure) if outcome is Outcome.CANT_TELL else (),
        occurrences=max(1, len(shown)),
    )


def _once(calls: Sequence[_Call]) -> tuple[Obstacle, ...]:
    return tuple(dict.fromkeys(obstacle for call in calls for obstacle in call.obstacles))


def _shown(call: _Call) -> dict[str, str]:
    row = {"title": call.document.title[:80], "url": call.document.url, "reasons": call.reasons}
    return row | ({"closed": call.closed} if call.document.closes else {"date": call.closed})


def _quote(call: _Call) -> str:
    ends = f"，{call.document.closes} 截止" if call.document.closes else ""
    return f"{call.document.title[:80]}（{(call.document.date or '')[:10] or '未标日期'}发布{ends}）"
