"""HTTPS 页面以 HTTP 引用资源。

## 检查什么

用 HTTPS 打开的页面是否以 HTTP 引用脚本、框架、样式、图片等。一个主机一个结论，列出涉及的页面数。
脚本、框架、样式会被浏览器拦截，页面可能显示不全；图片、音视频只作轻微提示。
用 HTTP 打开的网站不检查；检查对象是保存的副本、没有读到这类引用的，结论为“无法判断”。

## 为什么

明文传输的脚本和框架可能在途中被篡改，浏览器会拦截或提示“不安全”。国家层面的具体条款尚未核实原文，
按判定方案所列条款认定，否则只作提示。

## 如何整改

由网站技术维护单位把页面模板和正文中的 http:// 引用改为 https:// 或相对地址；外部网站不支持 HTTPS 的，资源下载到本站引用。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import (
    Clause,
    Evidence,
    Obstacle,
    Outcome,
    PageMarks,
    Resource,
    ResourceKind,
    Severity,
    Source,
)
from auditor.rule import Claim, Verdict, rule

_ACTIVE = frozenset({ResourceKind.SCRIPT, ResourceKind.FRAME, ResourceKind.STYLE})
_QUOTED = 10


@rule(
    id="mixed-content",
    code="PA105",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R44",),
    basis=(Clause("国办发〔2017〕47号", "安全防护", "", verified=False),),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per host from which pages of HTTPS load in plain HTTP; one for the portal when there is none."""
    pages = [page for page in facts.inventory.pages if page.url.lower().startswith("https:")]
    hosts: dict[str, list[tuple[PageMarks, Resource]]] = defaultdict(list)
    for page in pages:
        for resource in page.resources:
            if resource.mixed:
                hosts[urls.host(resource.url)].append((page, resource))
    for host in sorted(hosts):
        yield _verdict(host, hosts[host], len(pages))
    if not hosts and pages:
        yield _none(facts, pages)


def _verdict(host: str, found: list[tuple[PageMarks, Resource]], checked: int) -> Verdict:
    active = [pair for pair in found if pair[1].kind in _ACTIVE]
    where = {page.url: (page, resource) for page, resource in reversed(active or found)}
    shown = [where[url] for url in sorted(where)]
    return Verdict(
        subject=host,
        subject_name=host,
        outcome=Outcome.FAIL,
        severity=None if active else Severity.INFO,
        params={
            "host": host,
            "active": bool(active),
            "kinds": sorted({resource.kind.value for _, resource in found}),
            "count": len({page.url for page, _ in found}),
            "checked": checked,
        },
        evidence=tuple(Evidence(p.url, r.url[:200], p.body_sha256) for p, r in shown[:_QUOTED]),
        occurrences=len({page.url for page, _ in found}),
    )


def _none(facts: Facts, pages: list[PageMarks]) -> Verdict:
    """Whoever saves a page rewrites what it loads."""
    host, saved = urls.host(facts.portal.url), facts.portal.source is Source.SAVED
    return Verdict(
        subject=host,
        subject_name=host,
        outcome=Outcome.CANT_TELL if saved else Outcome.PASS,
        params={"checked": len(pages)} | ({"reason": "saved-copy"} if saved else {}),
        evidence=(Evidence(pages[0].url),),
        obstacles=(Obstacle(facts.portal.url, "saved-copy", host),) if saved else (),
    )
