"""网站上有商业广告。

## 检查什么

已读取的信息和首页的站外链接中，是否有商业广告的用语：促销、招商加盟、贷款揽客、代开票据、医药夸大宣传、
广告位招租、楼盘推销（用语见 rules/statements/commercial.yml）。一个页面一个结论；同一页面有两类以上用语的判为不符合，
只有一类的提醒核对。打击虚假广告、防诈骗提示、行政处罚等讲到广告用语的信息不算。

图片广告不能检查。一个页面都没有读到的，结论为“无法判定”。

## 为什么

政府网站不得刊登商业广告（所依条款的原文尚未核实，只作提醒）。

## 如何整改

撤下广告和指向商业推销页面的链接；不是本单位发布的，检查网站是否被篡改，并向网络安全主管部门报告。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import Clause, Document, Evidence, Obstacle, Outcome, PageKind, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.statements import said
from rules.checks._advertising import SURE, advertising

_BASIS = (Clause(doc="国办发〔2017〕47号", clause="政府网站发展指引"),)
_KINDS = frozenset({PageKind.ARTICLE, PageKind.CONTENT, PageKind.OTHER})
_QUOTED = 10


@rule(
    id="commercial-content",
    code="PA078",
    severity=Severity.MAJOR,
    claims=Claim.STATE,
    requirements=("R31",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per page with advertising, one for such links of the home page; one for the portal when none."""
    documents = [document for document in facts.inventory.documents if document.kind in _KINDS]
    found = [verdict for document in documents if (verdict := _text(document)) is not None]
    links = _links(facts)
    yield from found
    if links is not None:
        yield links
    if found or links is not None:
        return
    portal = facts.portal
    if documents:
        evidence = (Evidence(portal.url),)
        yield Verdict(
            "advertising", "商业广告", Outcome.PASS, params={"checked": len(documents)}, evidence=evidence
        )
    else:
        obstacle = Obstacle(portal.url, "no-texts", portal.name)
        yield Verdict(
            "advertising", "商业广告", Outcome.CANT_TELL, params={"reason": "no-texts"}, obstacles=(obstacle,)
        )


def _text(document: Document) -> Verdict | None:
    ads = advertising(document.says)
    if not ads:
        return None
    return Verdict(
        document.url,
        masked(document.title) or "（没有标题）",
        Outcome.FAIL if len(ads) >= SURE else Outcome.WARN,
        params={"kinds": sorted(each.id for each in ads), "count": len(ads)},
        evidence=tuple(Evidence(document.url, masked(each.quote), document.body_sha256) for each in ads),
        occurrences=len(ads),
    )


def _links(facts: Facts) -> Verdict | None:
    """Links of the home page to other sites whose own words advertise."""
    found = [link for link in facts.inventory.home_links if not link.own and advertising(said("", link.text))]
    if not found:
        return None
    return Verdict(
        "home-links",
        "首页链接",
        Outcome.WARN,
        params={"link_count": len(found)},
        evidence=tuple(Evidence(link.url, masked(link.text[:80])) for link in found[:_QUOTED]),
        occurrences=len(found),
    )
