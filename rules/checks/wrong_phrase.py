"""出现错误表述。

## 检查什么

已读取的信息中，是否出现错误表述表（rules/wrong_phrases.yml，每条注明出处和正确写法）中的词语。一个词语一个结论，
列出出现的页面。标题中引用的他人文件名写错的同样算。正在讲解、更正该错误的文字，以及表中写明的例外不算。
表中注明在任何语境下都错的（certain），属于严重表述的判为不符合，其余的除判定方案另有规定外只提醒；其他一律只提醒核对。

严重表述错误是单项否决情形，是否属于“严重”由检查人员认定，本工具不作认定。一个页面都没有读到的，结论为“无法判定”。

## 为什么

信息内容应当权威、准确；国办秘函〔2019〕19号把出现严重表述错误列为单项否决情形。

## 如何整改

逐页核对并更正；同一错误出现在多个页面的，检查其来源（模板、转载稿），一并更正。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity, WordHit
from auditor.rule import Claim, Verdict, rule
from auditor.word_lists import wrong_phrases

_GRAVE = (
    Clause(
        doc="国办秘函〔2019〕19号",
        clause="单项否决·安全、泄密事故等严重问题",
        text="出现严重表述错误",
        verified=True,
    ),
)
#: We have read no clause that says so in these words.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="信息发布"),)
_LIST = "wrong"
_QUOTED, _SHOWN = 10, 50


@rule(
    id="wrong-phrase",
    code="PA077",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R32",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per wrong phrase that was found; one for the portal when none was."""
    documents = facts.inventory.documents
    found: dict[str, list[tuple[Document, WordHit]]] = {}
    for document in documents:
        for hit in document.words:
            if hit.list == _LIST:
                found.setdefault(hit.word, []).append((document, hit))
    for word in sorted(found):
        yield _wrong(facts, word, found[word])
    if not found:
        yield _clean(facts)


def _wrong(facts: Facts, word: str, pages: Sequence[tuple[Document, WordHit]]) -> Verdict:
    phrase = wrong_phrases().get(word)
    grave = phrase is not None and phrase.grave
    certain = phrase is not None and phrase.certain
    return Verdict(
        f"phrase:{word}",
        word,
        Outcome.FAIL if certain else Outcome.WARN,
        Severity.MAJOR if grave else Severity.MINOR,
        basis=_GRAVE if grave else _BASIS,
        params={
            "right": pages[0][1].correction,
            "grave": grave,
            "count": len(pages),
            "checked": len(facts.inventory.documents),
            "phrase_pages": [{"title": masked(page.title), "url": page.url} for page, _ in pages[:_SHOWN]],
        },
        evidence=tuple(
            Evidence(page.url, masked(hit.quote), page.body_sha256) for page, hit in pages[:_QUOTED]
        ),
        occurrences=len(pages),
    )


def _clean(facts: Facts) -> Verdict:
    portal, checked = facts.portal, len(facts.inventory.documents)
    if not checked:
        return Verdict(
            "phrases",
            "表述",
            Outcome.CANT_TELL,
            params={"reason": "no-texts"},
            obstacles=(Obstacle(portal.url, "no-texts", portal.name),),
        )
    return Verdict(
        "phrases", "表述", Outcome.PASS, params={"checked": checked}, evidence=(Evidence(portal.url),)
    )
