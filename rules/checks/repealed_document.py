"""已废止、失效的文件没有标注。

## 检查什么

读过的页面中宣布废止、失效的文件（标题为“关于废止……”的决定、废止失效文件目录、正文“《……》同时废止”），
是否还在政策文件栏目中而没有“废止”“失效”标注（标题、信息表的有效性、正文、列表均可）。按发文字号、文件名称对应，
只对照比宣布文件更早的本级文件。每份文件一个结论。

文件名称出现在正文“同时废止”或废止决定的标题里的，为不符合；只知道出现在废止失效目录里的（目录也会提到依据和替代文件），
只作提醒。目录的内容在附件里没有读到的，结论为“无法判断”。继续有效、修改与废止混在一起的清理结果不作对照。

## 为什么

国办发〔2017〕47号《政府网站发展指引》：文件修改、废止、失效的，及时公开并在原文件上明确标注。

## 如何整改

在原文件页面的标题或醒目位置标注“已废止”“已失效”及依据，信息表的有效性一并更改；不要只删除页面。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.policy_words import policy_words
from auditor.rule import Claim, Verdict, rule
from rules.checks._policies import POLICY, Origin, articles_of, columns_below, is_void, origin, unmarked_title
from rules.checks._repeals import Repeal, hits, repeals


@rule(
    id="repealed-document",
    code="PA036",
    severity=Severity.MINOR,
    # STATE: the page was read, and bears no mark.
    claims=Claim.STATE,
    requirements=("R17",),
    basis=(
        Clause(
            doc="国办发〔2017〕47号",
            clause="信息发布·文件资料",
            text="修改、废止、失效的，及时公开并在原文件上明确标注",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per document that is declared repealed, and per list that could not be read."""
    declared = sorted(repeals(facts), key=lambda each: (not each.sure, each.by.url))
    candidates = [
        document
        for document in articles_of(facts, columns_below(facts, POLICY))
        if origin(facts, document) is not Origin.HIGHER and not _repeals_itself(document)
    ]
    for document in candidates:
        by = next((each for each in declared if hits(each, document)), None)
        if by is not None:
            yield _verdict(document, by, marked=is_void(facts, document))
    if candidates:
        for each in declared:
            if not (each.numbers or each.titles) and each.by.attachments:
                yield _unread(each)


def _repeals_itself(document: Document) -> bool:
    return policy_words().repealing.search(unmarked_title(document.title)) is not None


def _verdict(document: Document, by: Repeal, *, marked: bool) -> Verdict:
    outcome = Outcome.PASS if marked else Outcome.FAIL if by.sure else Outcome.WARN
    return Verdict(
        document.url,
        document.title,
        outcome,
        params={
            "number": document.number,
            "by": by.by.title,
            "by_url": by.by.url,
            "state": "declared" if by.sure else "listed",
        },
        evidence=(
            Evidence(document.url, f"{document.title[:80]} {document.number}".strip(), document.body_sha256),
            Evidence(by.by.url, by.quote),
        ),
    )


def _unread(each: Repeal) -> Verdict:
    return Verdict(
        each.by.url,
        each.by.title,
        Outcome.CANT_TELL,
        params={"reason": "list-in-attachment"},
        evidence=(Evidence(each.by.url, each.by.title[:80]),),
        obstacles=(Obstacle(each.by.url, "list-in-attachment", each.by.title),),
    )
