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

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from auditor import urls
from auditor.entrance_words import SolicitationWords, entrance_words
from auditor.facts import Facts, content_obstacles, unread_failure
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule

_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·征集调查",
        text="调查征集活动结束后公开结果",
        verified=False,
    ),
)
#: Similarity (0–100) of two subjects from which they are one, and from which nobody can tell.
_SAME, _NEAR = 82.0, 65.0
#: A subject of fewer characters says nothing; one within another counts from this length.
_SAYS, _WITHIN = 4, 6
#: Without a closing day a solicitation is over after a year.
_OVER = timedelta(days=365)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|度|[-—])")
_QUOTED, _SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class _Result:
    """A published result: a text that was read, or only a row of a list."""

    title: str
    url: str
    document: Document | None = None


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
    results = _results(facts, words)
    found: dict[str, list[_Call]] = defaultdict(list)
    for document in _solicitations(facts, words):
        found[document.column].append(_call(facts, words, document, results))
    columns = {column.id: column for column in facts.inventory.columns}
    for id_ in sorted(found):
        yield _verdict(columns.get(id_), found[id_])


def _solicitations(facts: Facts, words: SolicitationWords) -> Iterator[Document]:
    """Texts that ask the public: in a column for it, or with a day on which they end. Each subject once."""
    family = {column.id for column in facts.inventory.columns if _is_family(facts, column, words)}
    homes = {urls.canonical(column.url) for column in facts.inventory.columns}
    seen: set[str] = set()
    for document in facts.inventory.documents:
        if not words.is_solicitation(document.title):
            continue
        # A column that is called 意见征集 is no solicitation, unless its one text says when it ends.
        alone = urls.canonical(document.url) in homes
        if document.closes or (document.column in family and not alone):
            title = re.sub(r"\W", "", document.title)
            if title not in seen:
                seen.add(title)
                yield document


def _is_family(facts: Facts, column: Column, words: SolicitationWords) -> bool:
    own = facts.column_entry.get(column.id) == "col-consultation"
    return own or words.columns.search(column.name) is not None


# ── results ───────────────────────────────────────────────────────────────────────────────────────


def _results(facts: Facts, words: SolicitationWords) -> tuple[_Result, ...]:
    """Everything on the portal whose title says that it is a result; texts that were read before mere rows."""
    inventory = facts.inventory
    found = {
        urls.canonical(doc.url): _Result(doc.title, doc.url, doc)
        for doc in inventory.documents
        if words.is_result(doc.title)
    }
    for column in inventory.columns:
        # What stands in a column of results is a result, whatever its title says.
        of_results = words.result_columns.search(column.name) is not None
        for item in column.items:
            if item.url and (of_results or words.is_result(item.title)):
                found.setdefault(urls.canonical(item.url), _Result(item.title, item.url))
    return tuple(found.values())


def _call(facts: Facts, words: SolicitationWords, document: Document, results: Sequence[_Result]) -> _Call:
    closed = _closed(facts, document)
    if document.said("participation.result"):
        return _Call(document, "answered", closed, _reasons(document))
    here = urls.canonical(document.url)
    others = [result for result in results if urls.canonical(result.url) != here]
    linked = next((result for result in others if _linked(document, result)), None)
    if linked is not None:
        return _Call(document, "answered", closed, _reasons(linked.document))
    if any(words.is_result(text) for _, text in (*document.links, *document.attachments)):
        return _Call(document, "answered", closed)
    if not closed:
        return _Call(document, "open")
    alike = max(others, key=lambda result: _likeness(words, document.title, result.title), default=None)
    likeness = _likeness(words, document.title, alike.title) if alike else 0.0
    if alike is not None and likeness >= _SAME:
        return _Call(document, "answered", closed, _reasons(alike.document))
    if alike is not None and likeness >= _NEAR:
        obstacle = Obstacle(alike.url, "similar-results", alike.title[:60])
        return _Call(document, "unsure", closed, reason="similar-results", obstacles=(obstacle,))
    obstacles = tuple(_unread(facts, words, document))
    if obstacles:
        return _Call(document, "unsure", closed, reason=obstacles[0].reason, obstacles=obstacles)
    return _Call(document, "missing", closed)


def _closed(facts: Facts, document: Document) -> str:
    """The day on which it ended, when the time to publish the result is over; else ""."""
    grace = timedelta(days=facts.profile.threshold("solicitation-days"))
    if document.closes:
        return document.closes if date.fromisoformat(document.closes) + grace < facts.today else ""
    if document.date and date.fromisoformat(document.date[:10]) + _OVER + grace < facts.today:
        return document.date[:10]
    return ""


def _linked(document: Document, result: _Result) -> bool:
    there, here = urls.canonical(result.url), urls.canonical(document.url)
    back = result.document.links if result.document else ()
    return any(url == there for url, _ in document.links) or any(url == here for url, _ in back)


def _likeness(words: SolicitationWords, call: str, result: str) -> float:
    """0–100. Different years are different subjects."""
    years, others = set(_YEAR.findall(call)), set(_YEAR.findall(result))
    if years and others and not years & others:
        return 0.0
    one, other = words.subject(call), words.subject(result)
    if min(len(one), len(other)) < _SAYS:
        return 0.0
    if min(len(one), len(other)) >= _WITHIN and (one in other or other in one):
        return 100.0
    return fuzz.ratio(one, other)


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


def _unread(facts: Facts, words: SolicitationWords, document: Document) -> Iterator[Obstacle]:
    """Where a result may stand that was not seen: lists that were not read back to the solicitation's own day."""
    if not document.whole:
        yield Obstacle(document.url, "long-text", document.title[:60])
    since = document.date[:10] if document.date else ""
    for column in facts.inventory.columns:
        entry = facts.column_entry.get(column.id)
        if not (
            entry == "col-notices"
            or _is_family(facts, column, words)
            or words.result_columns.search(column.name)
        ):
            continue
        if failure := unread_failure(column):
            yield Obstacle(column.url, failure.value, column.name)
        for reason in content_obstacles(column):
            yield Obstacle(column.url, reason, column.name)
        days = [item.date[:10] for item in column.items if item.date]
        if column.more and not (since and days and min(days) <= since):
            yield Obstacle(column.url, "list-goes-on", column.name)
    for entrance in facts.inventory.entries:
        if entrance.kind == "external" and words.columns.search(entrance.name):
            yield Obstacle(entrance.url, "external", entrance.name)


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
