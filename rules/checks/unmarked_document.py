"""公文没有标注公开属性。

## 检查什么

政策文件栏目（含下级栏目）中本单位制发、有发文字号的公文，正文末尾有没有“此件公开发布”“此件主动公开”之类的标注；
信息表中写明公开方式、公开属性的，也算已经标注。上级文件和转载的文件、国办发〔2019〕54号印发之前
（方案另有日期的，在方案印发之前）制发的文件不检查。整个栏目一个结论。

正文只在附件里、或者文字太长没有读到末尾的，不作结论。

## 为什么

实施方案要求制发公文时在文件附注明确标注“此件公开发布”等字样。国办发〔2016〕80号要求拟制公文时明确公开属性（原文尚未核实，只作提醒）。

## 如何整改

今后制发公文时标注公开属性；已发布的，由制发单位核实后在网页上补注。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.document_numbers import year_of
from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
from auditor.policy_words import policy_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._policies import (
    POLICY,
    Origin,
    articles_of,
    columns_below,
    day_of,
    head_column,
    is_interpretation,
    origin,
)

_SHOWN, _QUOTED = 100, 10
_MARKS = ("mark.open", "mark.attribute", "mark.request", "mark.closed")
_LABELS = frozenset({"公开方式", "公开属性", "公开类别", "公开类型", "公开形式", "信息公开属性", "公开性质"})
#: A page of so few characters with files holds the head of a document, and the document is in the file.
_ONLY_A_FILE = 400


@rule(
    id="unmarked-document",
    code="PA034",
    severity=Severity.MINOR,
    # STATE: the text was read to its end.
    claims=Claim.STATE,
    requirements=("R16",),
    basis=(
        Clause(
            doc="国办发〔2016〕80号",
            clause="推进主动公开",
            text="拟制公文时，要明确主动公开、依申请公开、不予公开等属性",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the policy column."""
    columns = columns_below(facts, POLICY)
    column = head_column(columns)
    since = _since(facts)
    texts = {
        document.number: document
        for document in articles_of(facts, columns)
        if document.number and _is_own(facts, document) and _formed_since(document, since)
    }
    if column is not None and texts:
        yield _verdict(column, list(texts.values()))


def _is_own(facts: Facts, document: Document) -> bool:
    return origin(facts, document) is Origin.OWN and not is_interpretation(document.title)


def _since(facts: Facts) -> str:
    """The plan's own day, when it has one."""
    plan = facts.profile.document
    day = day_of(plan.date) if plan is not None else None
    return (day or policy_words().marks_since).isoformat()


def _formed_since(document: Document, since: str) -> bool:
    day = day_of(document.formed) or day_of(document.date)
    year = year_of(document.number)
    if year is not None and year != int(since[:4]):
        return year > int(since[:4])
    return day is not None and day.isoformat() >= since


def _is_marked(document: Document) -> bool:
    if any(document.said(mark) for mark in _MARKS):
        return True
    return any(squeezed(label) in _LABELS and squeezed(value) for label, value in document.pairs)


def _why_unsure(document: Document) -> str:
    if document.attachments and document.text_length < _ONLY_A_FILE:
        return "text-in-attachment"
    if not document.whole:
        return "long-text"
    if document.pictures and document.text_length < _ONLY_A_FILE:
        return "text-in-picture"
    return ""


def _verdict(column: Column, texts: Sequence[Document]) -> Verdict:
    unmarked = [text for text in texts if not _is_marked(text)]
    unsure = [text for text in unmarked if _why_unsure(text)]
    unmarked = [text for text in unmarked if not _why_unsure(text)]
    outcome = Outcome.FAIL if unmarked else Outcome.CANT_TELL if unsure else Outcome.PASS
    shown = unmarked or unsure or texts
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "checked": len(texts) - len(unsure),
            "count": len(unmarked),
            "unmarked": [_item(text) for text in unmarked[:_SHOWN]],
        }
        | ({"reason": _why_unsure(unsure[0])} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(text.url, f"{text.title[:80]} {text.number}") for text in shown[:_QUOTED]),
        obstacles=tuple(Obstacle(text.url, _why_unsure(text), text.title) for text in unsure[:_QUOTED])
        if outcome is Outcome.CANT_TELL
        else (),
        occurrences=max(1, len(unmarked)),
    )


def _item(text: Document) -> dict[str, object]:
    return {"title": text.title, "url": text.url, "number": text.number, "date": text.date or ""}
