"""网站存在暗链或被篡改的页面。

## 检查什么

页面中访问者看不见的外部链接（移出屏幕、尺寸为零、隐藏、由脚本隐藏、与背景同色）；标题含两个以上博彩、色情等推广用语的
页面；抓取时识别为被篡改的页面。同样几个页面上以同样手法隐藏的链接是一个结论，列出涉及的页面数。

指向政府和常用网站的链接、菜单和弹窗等由访问者打开的部分不计。链接文字或域名含推广用语、同时用两种以上手法隐藏、
或者一处隐藏了十个以上互不相干的网站并含商业推广用语的，判不符合；其余只作提示，须人工核对。没有读到页面的，结论为“无法判断”。

## 为什么

国办秘函〔2019〕19号把发布或链接反动、暴力、色情等内容，以及页面被挂马、内容被篡改未及时处置，列为单项否决情形。

## 如何整改

由网站技术维护单位立即删除，查清被植入的途径（后台弱口令、程序漏洞、第三方脚本），全站排查后再恢复；
按网络安全事件有关规定报告。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.model import Clause, Evidence, Failure, HiddenLink, Obstacle, Outcome, PageMarks, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.security_words import security_words

_QUOTED, _SHOWN = 10, 20
#: A single word may stand in an honest title; two do not.
_TITLE_WORDS = 2
_Found = list[tuple[PageMarks, HiddenLink]]


@rule(
    id="hidden-link",
    code="PA106",
    severity=Severity.CRITICAL,
    claims=Claim.STATE,
    requirements=("R44",),
    basis=(
        Clause(
            "国办秘函〔2019〕19号",
            "单项否决·安全、泄密事故等严重问题",
            "发布或链接反动、暴力、色情等内容；页面被挂马、内容被篡改等没有及时有效处置",
            verified=True,
        ),
    ),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per foreign host, one for tell-tale titles, one for pages that the crawl took for hijacked."""
    found = [*_links(facts), *_titles(facts), *_hijacked(facts)]
    yield from found or [_none(facts)]


# ── links ─────────────────────────────────────────────────────────────────────────────────────────


def _links(facts: Facts) -> Iterator[Verdict]:
    """Hosts that are hidden in the same way on the same pages were put there together: one finding."""
    words = security_words()
    hosts: dict[str, _Found] = defaultdict(list)
    for page in facts.inventory.pages:
        for link in page.hidden:
            host = urls.host(link.url)
            if not words.is_known(host):
                hosts[host].append((page, link))
    blocks: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for host in sorted(hosts):
        where = tuple(sorted({page.url for page, _ in hosts[host]}))
        blocks[where, tuple(sorted({link.trick for _, link in hosts[host]}))].append(host)
    for (where, tricks), block in sorted(blocks.items()):
        subject = block[0] if len(block) == 1 else f"{urls.path_of(where[0])}#{'+'.join(tricks)}"
        yield _verdict(facts, subject, tuple(block), [pair for host in block for pair in hosts[host]])


def _verdict(facts: Facts, subject: str, hosts: tuple[str, ...], found: _Found) -> Verdict:
    words = security_words()
    texts = [link.text for _, link in found]
    telling = {word for text in texts for word in words.found(text)} | {words.in_host(host) for host in hosts}
    telling = (telling - {""}) or set(words.advertises(texts, len(hosts)))
    certain = bool(telling) or _is_twice_hidden(found)
    pages = {page.url: (page, link) for page, link in reversed(found)}
    shown = [pages[url] for url in sorted(pages)]
    links = {
        link.url: {"text": link.text, "link": link.url, "page": page.url} for page, link in reversed(found)
    }
    return Verdict(
        subject=subject,
        subject_name="、".join(hosts[:3]),
        outcome=Outcome.FAIL if certain else Outcome.WARN,
        severity=None if certain else Severity.MAJOR,
        params={
            "state": "link",
            "host": hosts[0],
            "hosts": len(hosts),
            "words": sorted(telling)[:_SHOWN],
            "tricks": sorted({link.trick for _, link in found}),
            "count": len(pages),
            "checked": len(facts.inventory.pages),
            "links": [links[url] for url in sorted(links)][:_SHOWN],
        },
        evidence=tuple(Evidence(p.url, f"{k.text} {k.url}"[:200], p.body_sha256) for p, k in shown[:_QUOTED]),
        occurrences=len(pages),
    )


def _is_twice_hidden(found: _Found) -> bool:
    """A link that two tricks hide; nobody does that by accident."""
    tricks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page, link in found:
        tricks[page.url, link.url].add(link.trick)
    return any(len(each) > 1 for each in tricks.values())


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def _titles(facts: Facts) -> Iterator[Verdict]:
    words = security_words()
    hits = [
        (page, found)
        for page in facts.inventory.pages
        if len(found := words.found(page.title)) >= _TITLE_WORDS and not words.is_excused(page.title)
    ]
    if not hits:
        return
    yield Verdict(
        subject="titles",
        subject_name=facts.portal.name,
        outcome=Outcome.FAIL,
        params={
            "state": "title",
            "words": sorted({word for _, found in hits for word in found}),
            "count": len(hits),
            "checked": len(facts.inventory.pages),
        },
        evidence=tuple(Evidence(page.url, page.title[:120], page.body_sha256) for page, _ in hits[:_QUOTED]),
        occurrences=len(hits),
    )


def _hijacked(facts: Facts) -> Iterator[Verdict]:
    """Pages whose title and keywords made the crawl refuse them: they were not read as the portal's content."""
    pages = {
        each.url: each.name for each in facts.inventory.coverage.obstacles if each.reason == Failure.HIJACKED
    }
    pages |= {each.url: each.name for each in facts.inventory.columns if each.failure is Failure.HIJACKED}
    if not pages:
        return
    yield Verdict(
        subject="hijacked",
        subject_name=facts.portal.name,
        outcome=Outcome.FAIL,
        params={"state": "hijacked", "count": len(pages), "checked": len(facts.inventory.pages)},
        evidence=tuple(Evidence(url, pages[url]) for url in sorted(pages)[:_QUOTED]),
        occurrences=len(pages),
    )


def _none(facts: Facts) -> Verdict:
    portal, pages = facts.portal, facts.inventory.pages
    unread = () if pages else (Obstacle(portal.url, "no-page-read", portal.name),)
    return Verdict(
        subject="pages",
        subject_name=portal.name,
        outcome=Outcome.PASS if pages else Outcome.CANT_TELL,
        params={"checked": len(pages)} | ({} if pages else {"reason": "no-page-read"}),
        evidence=(Evidence(pages[0].url),) if pages else (),
        obstacles=unread,
    )
