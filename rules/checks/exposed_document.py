"""标注为不予公开或依申请公开的文件已在网上公开。

## 检查什么

读过的所有信息页面中，文件自己的附注写着“此件不予公开”或“此件依申请公开”的。只认附注的写法：写在括号里，
或者其后就是版记、落款、页尾；方案、办法里谈论标注的文字（“此件依申请公开”等字样）不算。每份文件一个结论，属于报警。

同一页面又标注“此件公开发布”的，或者标题表明是公文处理、信息公开方面文件（可能是格式范本）的，结论为“无法判断”。

## 为什么

政府信息公开条例第十三条：除第十四条、第十五条、第十六条规定的政府信息外，政府信息应当公开。不予公开的信息不应上网。
依申请公开的文件经评估可以转为主动公开，但标注应当一并变更；国家层面没有逐字规定，只作提醒。

## 如何整改

立即由制发单位和保密机构核对：不应公开的，撤下页面和附件，并处理搜索引擎快照；可以公开的，更正标注。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import squeezed

_CLAUSE = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第十三条",
    text="除本条例第十四条、第十五条、第十六条规定的政府信息外，政府信息应当公开",
    verified=True,
)
_ON_REQUEST = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第十三条",
    text="行政机关公开政府信息，采取主动公开和依申请公开的方式",
    verified=False,
)
_ABOUT_MARKS = re.compile(
    r"公文(?:处理|格式|办理|写作)|信息公开|政务公开|公开属性|标注|范本|模板|样式|保密审查"
)


@rule(
    id="exposed-document",
    code="PA035",
    severity=Severity.CRITICAL,
    # STATE: the mark stands on the page.
    claims=Claim.STATE,
    requirements=("R16",),
    basis=(_CLAUSE,),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per marked document; one for all others together."""
    marked = 0
    for document in facts.inventory.documents:
        closed, on_request = document.said("mark.closed"), document.said("mark.request")
        mark = closed or on_request
        if mark is not None:
            marked += 1
            yield _verdict(document, mark.quote, closed=closed is not None)
    checked = len(facts.inventory.documents) - marked
    if checked and not marked:
        evidence = (Evidence(facts.portal.url, f"检查 {checked} 个页面"),)
        yield Verdict(
            "documents", facts.portal.name, Outcome.PASS, params={"checked": checked}, evidence=evidence
        )


def _verdict(document: Document, quote: str, *, closed: bool) -> Verdict:
    reason = ""
    if document.said("mark.open") is not None:
        reason = "contradicting-marks"
    elif _ABOUT_MARKS.search(squeezed(document.title)):
        reason = "specimen-of-marks"
    return Verdict(
        document.url,
        document.title or document.url,
        Outcome.CANT_TELL if reason else Outcome.FAIL,
        # A document on request may have been opened to all since: its mark alone decides nothing.
        basis=(_CLAUSE if closed else _ON_REQUEST,),
        params={"mark": "closed" if closed else "request", "number": document.number}
        | ({"reason": reason} if reason else {}),
        evidence=(Evidence(document.url, quote, document.body_sha256),),
        obstacles=(Obstacle(document.url, reason, document.title),) if reason else (),
    )
