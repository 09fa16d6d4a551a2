"""出现检查人员词表中的词语。

## 检查什么

已读取的信息中，是否出现检查人员自备词表（网站文件旁的“<县代码>.words.yml”，或 --words 指定的文件）中的词语。
一个词语一个结论，列出出现的页面。比对时不计空格和全角半角；词表中写明的例外（unless）不算。没有词表的不检查。

## 为什么

严格把关发布内容：各地自备敏感词库，不宜出现的词语（旧地名、旧机构名、敏感词等）由检查人员列出。

## 如何整改

逐页核对所列词语：确属不当的，更正或撤下；属于正当引用的，在词表中写明例外。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import Clause, Document, Evidence, Outcome, Severity, WordHit
from auditor.rule import Claim, Verdict, rule

#: We have read no clause that says so in these words.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="信息发布"),)
_LIST = "forbidden"
_QUOTED, _SHOWN = 10, 50


@rule(
    id="forbidden-word",
    code="PA076",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R31",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per word of the inspector's list that was found."""
    found: dict[str, list[tuple[Document, WordHit]]] = {}
    for document in facts.inventory.documents:
        for hit in document.words:
            if hit.list == _LIST:
                found.setdefault(hit.word, []).append((document, hit))
    for word in sorted(found):
        pages = found[word]
        yield Verdict(
            f"word:{word}",
            word,
            Outcome.FAIL,
            params={
                "count": len(pages),
                "checked": len(facts.inventory.documents),
                "instead": pages[0][1].correction or None,
                "word_pages": [{"title": masked(page.title), "url": page.url} for page, _ in pages[:_SHOWN]],
            },
            evidence=tuple(
                Evidence(page.url, masked(hit.quote), page.body_sha256) for page, hit in pages[:_QUOTED]
            ),
            occurrences=len(pages),
        )
