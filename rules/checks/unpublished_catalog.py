"""未公布标准目录。

## 检查什么

县级门户上能否找到本级的政务公开事项标准目录：网页中的表格，或者名称含“标准目录”的 xls、xlsx、doc、docx、pdf 附件。
只看读得出事项和要素的目录；乡镇的目录不算本级目录。只检查县级门户。

有名为标准目录的文件但打不开、读不出（扫描件、加密、损坏），导航页没有全部读到，或者目录应在的栏目还有未读的列表页时，
结论为“无法判断”。其他栏目的列表没有读到底时只作提醒：目录可能在其较早的信息中。

## 为什么

国办发〔2019〕54号要求县级政府编制完成本级政务公开事项标准目录并向社会公布。

## 如何整改

在“基层政务公开”栏目公布本级标准目录，用网页表格或者可以复制文字的表格文件，不要只放图片和扫描件。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Candidate, Clause, Evidence, Level, Outcome, Severity
from auditor.rule import Claim, Verdict, rule
from rules.checks._catalogs import beyond_reach, own_catalogs, title_of, unread_catalogs

SUBJECT = "published-catalog"
_WORDS = ("标准目录", "公开事项", "公开目录", "基层政务公开")
_BASIS = (
    Clause(
        doc="国办发〔2019〕54号",
        clause="编制政务公开事项标准目录",
        text="对照国务院部门制定的26个试点领域标准指引，编制政务公开事项标准目录",
        verified=True,
    ),
)


@rule(
    id="unpublished-catalog",
    code="PA008",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R01", "R04"),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict on a county's portal: is there a catalog of its own that can be read."""
    if facts.portal.level is not Level.COUNTY:
        return
    found = own_catalogs(facts)
    unread = unread_catalogs(facts)
    outcome, in_the_way = (Outcome.CANT_TELL, unread) if unread else beyond_reach(facts)
    outcome = Outcome.PASS if found else outcome
    newest = max((each.date for each in found if each.date), default=None)
    shown = tuple(Evidence(each.url, title_of(each), each.body_sha256) for each in found[:10])
    yield Verdict(
        SUBJECT,
        "政务公开事项标准目录",
        outcome,
        params={
            "catalogs": len(found),
            "rows": sum(len(each.rows) for each in found),
            "newest": newest,
            "pages_visited": facts.inventory.coverage.pages - facts.inventory.coverage.failed,
            **({"reason": in_the_way[0].reason} if outcome is Outcome.CANT_TELL else {}),
        },
        evidence=shown or (Evidence(facts.portal.url),),
        candidates=tuple(_near(facts)) if outcome in (Outcome.FAIL, Outcome.WARN) else (),
        obstacles=in_the_way if outcome is Outcome.CANT_TELL else (),
    )


def _near(facts: Facts) -> Iterator[Candidate]:
    """Columns where it would be expected; the report shows them as places that were searched."""
    near = sorted(
        (column for column in facts.inventory.columns if any(word in column.name for word in _WORDS)),
        key=lambda column: (len(column.path), column.id),
    )
    for column in near[:5]:
        yield Candidate(column.id, column.name, 0.0, urls.path_of(column.url))
