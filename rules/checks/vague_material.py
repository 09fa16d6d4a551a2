"""办事指南的材料名称含糊。

## 检查什么

读到的办事指南的办理材料中，有没有“其他材料”“有关证明”“相关资料”“法律法规规定的其他材料”等说不清具体要交什么的说法。
只看单独列为一项的和“办理材料”一栏中的；“不得要求提供其他材料”一类的话不算。一个栏目一个结论，列出指南和原文。

没有读到材料内容的指南（在图片、附件里）不在检查之列；全部指南都没有读到的，无法判断。

## 为什么

国办秘函〔2019〕19号对办事指南的要求：不得出现“有关材料”“其他材料”等模糊表述。该条原文尚未核实，只作提示。

## 如何整改

由事项实施单位把含糊的说法改成具体的材料名称；没有其他材料的，删除该项。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.service_words import service_words
from auditor.statements import squeezed
from rules.checks._guides import Guide, by_place

_QUOTED, _AROUND = 20, 20
_BASIS = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="扣分指标·办事服务·办事指南",
        text="“有关材料”“其他材料”等模糊表述",
        verified=False,
    ),
)


@rule(
    id="vague-material",
    code="PA066",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R22",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column that holds guides."""
    for subject, found in by_place(facts).items():
        # A guide that was read and names no materials lacks an element: that is told by incomplete-service-guide.
        judged = [guide for guide in found if "materials" in guide.found or guide.veiled or guide.silent]
        if judged:
            yield _verdict(subject, judged)


def _verdict(subject: str, found: Sequence[Guide]) -> Verdict:
    vague = [(guide, quote) for guide in found if (quote := _quote(guide.document)) is not None]
    read = [guide for guide in found if "materials" in guide.found]
    outcome = Outcome.FAIL if vague else Outcome.PASS if read else Outcome.CANT_TELL
    return Verdict(
        subject,
        found[0].name,
        outcome,
        params={
            "path": list(found[0].column.path) if found[0].column else [],
            "checked": len(read),
            "count": len(vague),
        }
        | ({"reason": "materials-unread"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(
            Evidence(guide.document.url, f"{guide.document.title[:60]}：{quote}")
            for guide, quote in vague[:_QUOTED]
        ),
        obstacles=tuple(
            Obstacle(guide.document.url, "materials-unread", guide.document.title)
            for guide in found[:_QUOTED]
            if outcome is Outcome.CANT_TELL
        ),
        occurrences=max(1, len(vague)),
    )


def _quote(document: Document) -> str | None:
    """The vague words of a guide, with those around them."""
    words = service_words().vague
    for id_ in words.statements:
        if (said := document.said(id_)) and not _is_damaged(said.quote):
            return said.quote
    for label, value in document.pairs:
        name = squeezed(label)
        if any(word in name for word in words.materials):
            quote = _in_value(squeezed(value))
            if quote is not None:
                return f"{name}：{quote}"
    return None


def _is_damaged(words: str) -> bool:
    """The character that was lost may have been 不得."""
    return "\ufffd" in words


def _in_value(value: str) -> str | None:
    """Vague words in a list of materials that no excuse precedes or follows within its sentence, and that nothing
    explains: “其他材料（如结婚证）” says what it means."""
    words = service_words().vague
    for word in words.words:
        start = value.find(word)
        while start >= 0:
            around = value[max(0, start - _AROUND) : start + len(word) + _AROUND]
            explained = value[start + len(word) : start + len(word) + 1] in ("(", ":", "如", "包")
            excused = any(excuse in around for excuse in words.excuses) or _is_damaged(around)
            if not explained and not excused:
                return around
            start = value.find(word, start + len(word))
    return None
