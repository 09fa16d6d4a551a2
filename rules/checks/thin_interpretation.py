"""解读材料内容单薄。

## 检查什么

文字解读材料写了哪些方面：背景、依据、目标任务、主要内容、涉及范围、执行标准、注意事项、关键词诠释、惠民利民举措、
新旧政策差异（词语见 rules/statements/interpretation.yml）。写到的方面少于判定方案规定的数目（interpretation-elements），
或者连主要内容都没有写的，列出来。整个栏目一个结论，并统计解读的形式（文字、图解、音视频、问答）。

图解、音视频等形式的解读不按文字要求检查。页面只有很少文字又没有读到图片、视频的，文字太长没有读全的，不作结论。

## 为什么

实施方案要求着重解读政策措施的背景依据、目标任务、主要内容、涉及范围、执行标准以及注意事项、关键词诠释、
惠民利民举措、新旧政策差异等。国办发〔2016〕80号有相同的要求（原文尚未核实，只作提醒）。

## 如何整改

补充解读材料所缺的内容；与文件无关的方面不必勉强。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.facts import Facts
from auditor.model import Clause, Column, Document, Evidence, Obstacle, Outcome, Severity
from auditor.policy_words import policy_words
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed
from rules.checks._policies import (
    INTERPRETATION,
    Origin,
    columns_below,
    head_column,
    interpretations,
    origin,
)

_SHOWN, _QUOTED = 100, 10
ELEMENTS = {
    "background": "背景",
    "basis": "依据",
    "aims": "目标任务",
    "content": "主要内容",
    "scope": "涉及范围",
    "standard": "执行标准",
    "notes": "注意事项",
    "keywords": "关键词诠释",
    "benefits": "惠民利民举措",
    "differences": "新旧政策差异",
}
#: What every interpretation can say; the other elements depend on the document.
_CORE = ("background", "basis", "aims", "content")
#: Characters below which a page with pictures or films is an interpretation in another form.
_LITTLE_TEXT = 500
_NEXT_TO_NOTHING = 150


@dataclass(frozen=True, slots=True)
class _Text:
    document: Document
    has: int
    missing: tuple[str, ...]


@rule(
    id="thin-interpretation",
    code="PA033",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R15",),
    basis=(
        Clause(
            doc="国办发〔2016〕80号",
            clause="加强政策解读",
            text="着重解读政策措施的背景依据、目标任务、主要内容、涉及范围、执行标准等",
            verified=False,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the interpretation column."""
    column = head_column(columns_below(facts, INTERPRETATION))
    forms: Counter[str] = Counter()
    judged: list[_Text] = []
    unsure: list[Obstacle] = []
    for each in interpretations(facts):
        document = each.document
        if document is None or _is_foreign(facts, document):
            continue
        form = _form(document)
        forms[form] += 1
        if form in ("unseen", "long"):
            reason = "no-text" if form == "unseen" else "long-text"
            unsure.append(Obstacle(document.url, reason, document.title))
        elif form in ("text", "questions"):
            judged.append(_text(document))
    if column is not None and forms:
        yield _verdict(facts, column, forms, judged, unsure)


def _is_foreign(facts: Facts, document: Document) -> bool:
    """Interpretations by ministries, experts and the press are theirs to fill."""
    words = policy_words()
    return origin(facts, document) is Origin.HIGHER or bool(
        words.foreign_interpretation.search(squeezed(document.title))
        or words.foreign_interpretation.search(squeezed(document.source))
    )


def _form(document: Document) -> str:
    title = squeezed(document.title)
    shown = document.pictures or document.media
    if document.text_length < _LITTLE_TEXT and (shown or policy_words().pictured.search(title)):
        return "media" if document.media else "pictures"
    if document.text_length < _NEXT_TO_NOTHING:
        return "attachment" if document.attachments else "unseen"
    if not document.whole:
        return "long"
    return "questions" if "问" in title else "text"


def _text(document: Document) -> _Text:
    missing = [name for name in ELEMENTS if document.said(f"interpretation.{name}") is None]
    core = tuple(ELEMENTS[name] for name in missing if name in _CORE)
    return _Text(document, len(ELEMENTS) - len(missing), core)


def _verdict(
    facts: Facts, column: Column, forms: Counter[str], judged: Sequence[_Text], unsure: Sequence[Obstacle]
) -> Verdict:
    least = int(facts.profile.threshold("interpretation-elements"))
    thin = [text for text in judged if text.has < least]
    slight = [text for text in judged if text not in thin and ELEMENTS["content"] in text.missing]
    faulty = thin + slight
    outcome = Outcome.FAIL if thin else Outcome.WARN if slight else Outcome.PASS
    if outcome is Outcome.PASS and unsure and not judged:
        outcome = Outcome.CANT_TELL
    told = [text.document for text in faulty or judged]
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "checked": len(judged),
            "count": len(faulty),
            "least": least,
            "forms": dict(sorted(forms.items())),
            "thin": [_item(text) for text in faulty[:_SHOWN]],
        }
        | ({"reason": unsure[0].reason} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(document.url, document.title[:80]) for document in told[:_QUOTED])
        or (Evidence(column.url, column.name),),
        obstacles=tuple(unsure[:_QUOTED]) if outcome is Outcome.CANT_TELL else (),
        occurrences=max(1, len(faulty)),
    )


def _item(text: _Text) -> dict[str, object]:
    document = text.document
    return {"title": document.title, "url": document.url, "has": text.has, "missing": list(text.missing)}
