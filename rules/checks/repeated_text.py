"""同一篇文字在多个栏目重复发布。

## 检查什么

已读取的信息页面中，正文（不计空格、日期和浏览次数）完全相同、附件也相同而网址不同的，是否发布在多个栏目。
达到判定方案规定的栏目数（repeated-columns）的提醒。一篇文字一个结论。

同一个网址列在几个栏目是正常的；转载上级文件发在两三个栏目也是正常的。正文很短的（不足 80 字）不比较。
正文过长、只比较了前面部分的，结论为“无法判定”。每个栏目只读取了部分信息，没有读取的不比较。

## 为什么

用同一篇文字充填多个栏目，公众在各栏目中看不到应有的内容。未见国家层面的明文规定，只作提醒。

## 如何整改

每个栏目发布属于它的信息；同一信息需要在几处出现的，用同一网址互相引用，不要复制。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from auditor import urls
from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, PageKind, Severity
from auditor.rule import Claim, Verdict, rule

#: We have read no clause that says so in these words.
_BASIS = (Clause(doc="国办发〔2017〕47号", clause="信息发布"),)
_QUOTED, _SHOWN = 10, 50


@rule(
    id="repeated-text",
    code="PA079",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R42",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per text that stands in too many columns; one for the portal when there is none."""
    limit = facts.profile.threshold("repeated-columns")
    groups: dict[tuple[str, frozenset[str]], dict[str, Document]] = {}
    compared = 0
    for document in facts.inventory.documents:
        if document.kind is PageKind.ARTICLE and document.digest and document.column:
            compared += 1
            # Pages whose text only says “见附件” are told apart by what is attached.
            key = (document.digest, frozenset(text for _, text in document.attachments))
            groups.setdefault(key, {})[urls.canonical(document.url)] = document
    many = {key: list(same.values()) for key, same in groups.items() if _columns(same.values()) >= limit}
    for key in sorted(many, key=lambda key: (key[0], sorted(key[1]))):
        yield _verdict(facts, key, many[key], int(limit))
    if compared and not many:
        params = {"checked": compared, "limit": int(limit)}
        evidence = (Evidence(facts.portal.url),)
        yield Verdict("texts", "信息正文", Outcome.PASS, params=params, evidence=evidence)


def _columns(documents: Iterable[Document]) -> int:
    return len({document.column for document in documents})


def _subject(key: tuple[str, frozenset[str]]) -> str:
    """Stable from one audit to the next, and different where only the attachments are."""
    digest, attached = key
    tail = hashlib.sha256("\n".join(sorted(attached)).encode()).hexdigest()[:8] if attached else ""
    return f"text:{digest}:{tail}".rstrip(":")


def _verdict(facts: Facts, key: tuple[str, frozenset[str]], same: Sequence[Document], limit: int) -> Verdict:
    names = {column.id: column.name for column in facts.inventory.columns}
    first = min(same, key=lambda document: (document.date or "9", document.url))
    cut = not all(document.whole for document in same)
    titles = {document.title for document in same}
    return Verdict(
        _subject(key),
        masked(first.title),
        Outcome.CANT_TELL if cut else Outcome.WARN,
        params={
            "columns": _columns(same),
            "count": len(same),
            "limit": limit,
            "own_titles": len(titles) > 1,
            "repeated_pages": [
                {
                    "column": names.get(each.column, ""),
                    "title": masked(each.title),
                    "date": each.date or "",
                    "url": each.url,
                }
                for each in same[:_SHOWN]
            ],
        }
        | ({"reason": "text-cut"} if cut else {}),
        evidence=tuple(Evidence(each.url, masked(each.title), each.body_sha256) for each in same[:_QUOTED]),
        obstacles=tuple(Obstacle(each.url, "text-cut", masked(each.title)) for each in same[:_QUOTED])
        if cut
        else (),
        occurrences=len(same),
    )
