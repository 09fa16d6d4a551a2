"""网页标签缺失。

## 检查什么

读到的页面是否有《政府网站发展指引》规定的必选标签：全部页面的网站标签 SiteName、SiteDomain；栏目页面的
ColumnName、ColumnDescription、ColumnKeywords、ColumnType；信息页面的 ArticleTitle、PubDate、ContentSource。
一个标签一个结论（通常是一个模板的问题），列出缺少的页面数和其中几个页面。内容为空的标签视为缺少。
SiteIDCode 由“网站标识信息缺失”检查，这里不重复。

缺少的页面不到一定比例（默认 10%）的只作提示；没有传完、字节有损坏的页面不查，计算比例时视为有该标签。
没有读到应有该标签的页面的，结论为“无法判断”。

## 为什么

国办发〔2017〕47号《政府网站发展指引》把上述标签列为必选；检索、监测和集约化平台靠它识别栏目和信息。

## 如何整改

由网站技术维护单位在页面模板的 <head> 中补上标签，内容由系统自动填写。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.model import Clause, Evidence, Obstacle, Outcome, PageKind, PageMarks, Severity
from auditor.rule import Claim, Verdict, rule

_SITE = frozenset({PageKind.HOME, PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT, PageKind.ARTICLE})
_COLUMN = frozenset({PageKind.LIST, PageKind.CHANNEL, PageKind.CONTENT})
_ARTICLE = frozenset({PageKind.ARTICLE})
#: tag, the kinds of pages that owe it, and what these are called in a reason
_OWED = (
    ("SiteName", _SITE, "no-page-read"),
    ("SiteDomain", _SITE, "no-page-read"),
    ("ColumnName", _COLUMN, "no-column-read"),
    ("ColumnDescription", _COLUMN, "no-column-read"),
    ("ColumnKeywords", _COLUMN, "no-column-read"),
    ("ColumnType", _COLUMN, "no-column-read"),
    ("ArticleTitle", _ARTICLE, "no-article-read"),
    ("PubDate", _ARTICLE, "no-article-read"),
    ("ContentSource", _ARTICLE, "no-article-read"),
)
_SCOPES = {"no-page-read": "site", "no-column-read": "column", "no-article-read": "article"}
_QUOTED = 10


@rule(
    id="missing-page-tag",
    code="PA100",
    severity=Severity.MINOR,
    # STATE: the pages that were read are the proof; what was not read is not spoken of.
    claims=Claim.STATE,
    requirements=("R43",),
    basis=(
        Clause("国办发〔2017〕47号", "网页标签", "网站标签、栏目标签、内容页标签的必选项", verified=True),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per tag."""
    for tag, kinds, unread in _OWED:
        owing = [page for page in facts.inventory.pages if page.kind in kinds]
        pages = [page for page in owing if page.is_whole]
        yield _verdict(facts, tag, pages, len(owing) - len(pages), unread)


def _verdict(facts: Facts, tag: str, pages: list[PageMarks], damaged: int, unread: str) -> Verdict:
    """``damaged``: so many more pages owe the tag and did not come whole."""
    if not pages:
        return Verdict(
            tag,
            tag,
            Outcome.CANT_TELL,
            params={"reason": unread, "scope": _SCOPES[unread]},
            obstacles=(Obstacle(facts.portal.url, unread, facts.portal.name),),
        )
    lacking = [page for page in pages if tag.lower() not in dict(page.tags)]
    percent = 100 * len(lacking) / len(pages)
    outcome = Outcome.PASS
    if lacking:
        # A damaged page may have the tag: it must not make a few that lack it into many.
        few = 100 * len(lacking) / (len(pages) + damaged) < facts.profile.threshold("page-tag-percent")
        outcome = Outcome.WARN if few else Outcome.FAIL
    shown = lacking or pages[:1]
    return Verdict(
        subject=tag,
        subject_name=tag,
        outcome=outcome,
        params={
            "tag": tag,
            "scope": _SCOPES[unread],
            "extent": "all" if len(lacking) == len(pages) else "some",
            "checked": len(pages),
            "count": len(lacking),
            "percent": round(percent, 1),
        },
        evidence=tuple(
            Evidence(page.url, dict(page.tags).get(tag.lower(), page.title[:80]), page.body_sha256)
            for page in shown[:_QUOTED]
        ),
        occurrences=max(1, len(lacking)),
    )
