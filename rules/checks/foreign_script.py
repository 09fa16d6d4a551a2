"""页面引用不明的外部脚本。

## 检查什么

页面从本网站以外的主机加载的脚本。常用的统计、地图、分享、内容分发和政府网站的脚本除外（清单见 rules/security.yml）。
一个主机一个结论，列出涉及的页面数。域名含博彩、色情用语的判不符合；其余作提示：只出现在个别页面上的更可疑，
可能是被植入的，应当优先核对。没有读到页面的，结论为“无法判断”。

## 为什么

外部脚本能改变页面的任何内容。国办秘函〔2019〕19号把页面被挂马、内容被篡改未及时处置列为单项否决情形。

## 如何整改

由网站技术维护单位核对每个脚本的来源和用途：不需要的删除，需要的下载到本站引用；不是本单位加入的，按被篡改处置。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Obstacle, Outcome, PageMarks, Resource, ResourceKind, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.security_words import security_words
from auditor.territory import territory_of

_QUOTED = 10
#: On so few of so many pages a script is not part of the template.
_FEW, _MANY = 1, 10


@rule(
    id="foreign-script",
    code="PA107",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R44",),
    basis=(
        Clause(
            "国办秘函〔2019〕19号",
            "单项否决·安全、泄密事故等严重问题",
            "对安全攻击（如页面被挂马、内容被篡改等）没有及时有效处置造成严重安全事故",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per foreign host; one for the portal when there is none."""
    pages = facts.inventory.pages
    hosts = _scripts(facts)
    for host in sorted(hosts):
        yield _verdict(host, hosts[host], len(pages))
    if not hosts:
        portal = facts.portal
        yield Verdict(
            subject="pages",
            subject_name=portal.name,
            outcome=Outcome.PASS if pages else Outcome.CANT_TELL,
            params={"checked": len(pages)} | ({} if pages else {"reason": "no-page-read"}),
            evidence=(Evidence(pages[0].url),) if pages else (),
            obstacles=() if pages else (Obstacle(portal.url, "no-page-read", portal.name),),
        )


def _scripts(facts: Facts) -> dict[str, list[tuple[PageMarks, Resource]]]:
    words, territory = security_words(), territory_of(facts.portal)
    hosts: dict[str, list[tuple[PageMarks, Resource]]] = defaultdict(list)
    for page in facts.inventory.pages:
        for resource in page.resources:
            host = urls.host(resource.url)
            # The portal's own scripts are kept when they come in plain HTTP: that is another rule's business.
            own = territory.may_serve(resource.url) or host == urls.host(page.url)
            if resource.kind is ResourceKind.SCRIPT and not own and not words.is_known(host):
                hosts[host].append((page, resource))
    return hosts


def _verdict(host: str, found: list[tuple[PageMarks, Resource]], checked: int) -> Verdict:
    words = security_words()
    word = words.in_host(host)
    count = len({page.url for page, _ in found})
    rare = count <= _FEW and checked >= _MANY
    by_page = {page.url: (page, resource) for page, resource in reversed(found)}
    shown = [by_page[url] for url in sorted(by_page)]
    return Verdict(
        subject=host,
        subject_name=host,
        outcome=Outcome.FAIL if word else Outcome.WARN,
        severity=Severity.CRITICAL if word else Severity.MAJOR if rare else None,
        params={
            "state": "advertising" if word else "rare" if rare else "ordinary",
            "host": host,
            "words": [word] if word else [],
            "scripts": sorted({resource.url for _, resource in found})[:_QUOTED],
            "count": count,
            "checked": checked,
        },
        evidence=tuple(Evidence(p.url, r.url[:200], p.body_sha256) for p, r in shown[:_QUOTED]),
        occurrences=count,
    )
